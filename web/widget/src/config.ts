/** What the host page says on the script tag. */
export interface Config {
  account: string
  base: string
  /** Where the words of other languages are. */
  words: string
  identityToken: string | null
  /** Who this browser is, from a page of the server's own. */
  visitor: string | null
  side: 'left' | 'right' | null
  language: string | null
  /** The bubble's colour on the very first visit; later the brand's own is known. */
  accent: string | null
  open: boolean
}

/** Reads the tag that loaded this script; null when it names no account (data-brand). */
export function readConfig(doc: Document): Config | null {
  const script = ownScript(doc)
  const account = script?.dataset.brand?.trim()
  if (!script || !account) return null
  const { identityToken, visitor, position, lang, open, accent } = script.dataset
  return {
    account,
    base: new URL('/api/v1/widget', script.src).href,
    words: new URL('/widget/', script.src).href,
    identityToken: identityToken || null,
    visitor: visitor || null,
    side: position === 'left' || position === 'right' ? position : null,
    language: lang || null,
    accent: accent || null,
    open: open !== undefined && open !== 'false',
  }
}

/** currentScript is null when a tag manager or a module loader injects the script. */
function ownScript(doc: Document): HTMLScriptElement | null {
  const current = doc.currentScript
  if (current instanceof HTMLScriptElement && current.dataset.brand) return current
  return doc.querySelector<HTMLScriptElement>('script[data-brand][src*="widget.js"]')
}
