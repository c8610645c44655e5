import type { Block, Inline } from '../../../shared/markdown'
import { h } from './dom'

/** The parsed text as DOM nodes: elements from a fixed list, everything written goes into text nodes. */
export function richNodes(blocks: Block[]): Node[] {
  return blocks.map((block) => {
    if (block.kind === 'paragraph') return h('p', {}, ...withBreaks(block.lines))
    if (block.kind === 'table') return table(block.rows)
    const items = block.items.map((item) => h('li', {}, ...inlineNodes(item)))
    const list = block.ordered ? h('ol', { start: String(block.start) }) : h('ul')
    list.append(...items)
    return list
  })
}

/** Wide tables scroll in their own box, not the whole log. */
function table([head = [], ...rows]: Inline[][][]): Node {
  const line = (cells: Inline[][], kind: 'th' | 'td') => h('tr', {}, ...cells.map((cell) => h(kind, {}, ...inlineNodes(cell))))
  const body = rows.map((cells) => line(cells, 'td'))
  return h('div', { class: 'table', tabindex: '0' }, h('table', {}, h('thead', {}, line(head, 'th')), h('tbody', {}, ...body)))
}

function withBreaks(lines: Inline[][]): Node[] {
  return lines.flatMap((line, i) => (i ? [h('br'), ...inlineNodes(line)] : inlineNodes(line)))
}

function inlineNodes(parts: Inline[]): Node[] {
  return parts.map((part) => {
    if (part.kind === 'bold') return h('strong', {}, ...inlineNodes(part.children))
    if (part.kind === 'text') return document.createTextNode(part.text)
    return h('a', { href: part.href, target: '_blank', rel: 'noopener noreferrer' }, part.text)
  })
}
