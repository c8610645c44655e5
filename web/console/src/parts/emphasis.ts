export interface Stretch {
  text: string
  strong: boolean
}

const STRONG = /\*\*([^*\n]+)\*\*|^#{1,4} +(.+)$/gm
const LINK = /\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g

/** A link keeps its words and shows its address, which then is found as any other. */
const unlinked = (text: string): string => text.replace(LINK, '$1 ($2)')

/** The brand's own texts carry a little Markdown; of it only emphasis and headings are drawn, the rest reads as it is. */
export function stretches(markdown: string): Stretch[] {
  const text = unlinked(markdown)
  const found: Stretch[] = []
  let from = 0
  for (const match of text.matchAll(STRONG)) {
    found.push({ text: text.slice(from, match.index), strong: false }, { text: match[1] ?? match[2] ?? '', strong: true })
    from = match.index + match[0].length
  }
  return [...found, { text: text.slice(from), strong: false }].filter((stretch) => stretch.text !== '')
}

/** The same for a channel that shows no emphasis. */
export const plain = (markdown: string): string => stretches(markdown).map(({ text }) => text).join('')
