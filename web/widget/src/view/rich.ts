import type { Block, Inline } from '../markdown'
import { h } from './dom'

/** The parsed text as DOM nodes: elements from a fixed list, everything written goes into text nodes. */
export function richNodes(blocks: Block[]): Node[] {
  return blocks.map((block) => {
    if (block.kind === 'paragraph') return h('p', {}, ...withBreaks(block.lines))
    const items = block.items.map((item) => h('li', {}, ...inlineNodes(item)))
    const list = block.ordered ? h('ol', { start: String(block.start) }) : h('ul')
    list.append(...items)
    return list
  })
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
