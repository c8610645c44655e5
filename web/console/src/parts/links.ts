export interface Piece {
  text: string
  href: string | null
}

const URL_LIKE = /https?:\/\/[^\s<>"'`{}|\\^\u0000-\u001f]+/gi
const TRAILING = /[.,;:!?)\]]+$/

/** Splits text into plain pieces and http(s) links. What a browser cannot parse as such a link stays text. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = []
  let from = 0
  for (const match of text.matchAll(URL_LIKE)) {
    const raw = match[0].replace(TRAILING, '')
    const href = safe(raw)
    if (!href) continue
    if (match.index > from) found.push({ text: text.slice(from, match.index), href: null })
    found.push({ text: raw, href })
    from = match.index + raw.length
  }
  if (from < text.length) found.push({ text: text.slice(from), href: null })
  return found
}

function safe(raw: string): string | null {
  const url = URL.canParse(raw) ? new URL(raw) : null
  return url && (url.protocol === 'https:' || url.protocol === 'http:') && !url.username ? url.href : null
}
