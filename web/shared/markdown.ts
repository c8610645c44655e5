/**
 * The little markdown that answers use: paragraphs, line breaks, lists, tables, **bold**, [links](https://…) and bare links.
 * Text in, plain tree out; the view turns the tree into DOM nodes, so nothing written can become markup.
 */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'bold'; children: Inline[] }
  | { kind: 'link'; href: string; text: string }

export type Block =
  | { kind: 'paragraph'; lines: Inline[][] }
  | { kind: 'list'; ordered: boolean; start: number; items: Inline[][] }
  | { kind: 'table'; rows: Inline[][][] }

const BULLET = /^\s{0,3}[-*•]\s+(.*)$/
const ROW = /^\s*\|(.*)\|\s*$/
const RULE = /^[\s|:-]+$/
const HEADING = /^#{1,4}\s+(.+)$/
const NUMBER = /^\s{0,3}(\d{1,9})[.)]\s+(.*)$/

export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = []
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) addLine(blocks, line)
  return blocks.filter((block) => block.kind !== 'paragraph' || trimmed(block.lines).length > 0).map(tidy)
}

/** What the visitor typed themselves: line breaks and bare links, no markup. */
export function parsePlain(text: string): Block[] {
  return [{ kind: 'paragraph', lines: text.split('\n').map(autolink) }]
}

function addLine(blocks: Block[], line: string): void {
  const last = blocks[blocks.length - 1]
  const row = ROW.exec(line)?.[1]
  if (row !== undefined) return addRow(blocks, row)
  const heading = HEADING.exec(line)?.[1]
  if (heading !== undefined) {
    const lines: Inline[][] = [[{ kind: 'bold', children: parseInline(heading.trim()) }]]
    blocks.push({ kind: 'paragraph', lines }, { kind: 'paragraph', lines: [] })
    return
  }
  const bullet = BULLET.exec(line)
  const number = bullet ? null : NUMBER.exec(line)
  if (bullet || number) {
    const ordered = number !== null
    const item = parseInline((bullet?.[1] ?? number?.[2] ?? '').trim())
    if (last?.kind === 'list' && last.ordered === ordered) last.items.push(item)
    else blocks.push({ kind: 'list', ordered, start: Number(number?.[1] ?? 1), items: [item] })
  } else if (!line.trim()) {
    // a blank line between the items of one list does not end it; it does end a paragraph
    if (last?.kind === 'paragraph') blocks.push({ kind: 'paragraph', lines: [] })
  } else if (last?.kind === 'paragraph') {
    last.lines.push(parseInline(line.trim()))
  } else {
    blocks.push({ kind: 'paragraph', lines: [parseInline(line.trim())] })
  }
}

/** The first row is the heading; the line of dashes under it says nothing that we draw. */
function addRow(blocks: Block[], row: string): void {
  const last = blocks[blocks.length - 1]
  if (last?.kind === 'table' && RULE.test(row)) return
  const cells = row.split('|').map((cell) => parseInline(cell.trim()))
  if (last?.kind === 'table') last.rows.push(cells)
  else blocks.push({ kind: 'table', rows: [cells] })
}

const trimmed = (lines: Inline[][]) => lines.filter((line) => line.length > 0)

function tidy(block: Block): Block {
  return block.kind === 'paragraph' ? { ...block, lines: trimmed(block.lines) } : block
}

/** The same text where nothing is drawn: a link shows its address, emphasis and headings only their words. */
export function toPlain(text: string): string {
  return text
    .replace(/\[([^\][\n]{1,300})\]\((https?:[^\s()]{1,2000})\)/gi, '$1 ($2)')
    .replace(/\*\*(?=\S)([^*\n]{1,2000}?)\*\*/g, '$1')
    .replace(/^#{1,4}[ \t]+/gm, '')
}

const MARKUP = /\*\*(?=\S)(.{1,2000}?)\*\*|\[([^\][\n]{1,300})\]\(([^\s()]{1,2000})\)/

export function parseInline(text: string): Inline[] {
  const found: Inline[] = []
  let rest = text
  for (let match = MARKUP.exec(rest); match; match = MARKUP.exec(rest)) {
    found.push(...autolink(rest.slice(0, match.index)))
    const [whole, bold, label, target] = match
    const href = safeHref(target)
    if (bold !== undefined) found.push({ kind: 'bold', children: parseInline(bold) })
    else if (href && label) found.push({ kind: 'link', href, text: label })
    else found.push({ kind: 'text', text: whole })
    rest = rest.slice(match.index + whole.length)
  }
  return [...found, ...autolink(rest)]
}

const BARE = /\bhttps?:\/\/[^\s<>"'`]+/gi

function autolink(text: string): Inline[] {
  const found: Inline[] = []
  let from = 0
  for (const match of text.matchAll(BARE)) {
    const shown = withoutTail(match[0])
    const href = safeHref(shown)
    if (!href) continue
    if (match.index > from) found.push({ kind: 'text', text: text.slice(from, match.index) })
    found.push({ kind: 'link', href, text: shown })
    from = match.index + shown.length
  }
  if (from < text.length) found.push({ kind: 'text', text: text.slice(from) })
  return found
}

/** Punctuation after a link belongs to the sentence; a closing bracket too, unless the link opened one. */
function withoutTail(link: string): string {
  let shown = link.replace(/[.,;:!?…*_]+$/, '')
  while (shown.endsWith(')') && shown.split(')').length > shown.split('(').length) {
    shown = shown.slice(0, -1).replace(/[.,;:!?…]+$/, '')
  }
  return shown
}

/** Only http and https become links, without a user name that looks like another host. */
export function safeHref(target: string | undefined): string | null {
  if (!target || !/^https?:\/\//i.test(target)) return null
  try {
    const url = new URL(target)
    return url.username || url.password ? null : url.href
  } catch {
    return null
  }
}
