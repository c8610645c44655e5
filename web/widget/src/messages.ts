import type { Queue } from './types'
import type { Messages } from './words/en'

export type { Messages }

/** Whose words there are, each in its file under words/. */
const LANGUAGES = ['en', 'de', 'es', 'fr', 'it', 'nl', 'pl', 'pt'] as const
export type Language = (typeof LANGUAGES)[number]

/** What speaks for a language, all as BCP 47 tags; the most wanted first. `served` are the brand's, once they are known. */
export interface Wishes {
  option: string | null
  page: string
  browser: readonly string[]
  served: readonly string[]
}

const base = (tag: string): string => tag.toLowerCase().split(/[-_]/)[0] ?? ''

/** A page speaks for itself; what a browser prefers counts only where the brand serves it. */
export function pickLanguage({ option, page, browser, served }: Wishes): Language {
  const isServed = (tag: string): boolean => !served.length || served.some((one) => base(one) === base(tag))
  const wanted = [option ?? '', page, ...browser.filter(isServed), ...served.slice(0, 1), ...browser].map(base)
  return wanted.flatMap((one) => LANGUAGES.filter((spoken) => spoken === one))[0] ?? 'en'
}

/** The visitor's own way to write times, where it is of the language that is spoken. */
export const localeOf = (language: Language, browser: readonly string[]): string =>
  browser.find((one) => base(one) === language) ?? language

/** An honest range in words; never a single number of seconds that pretends to be exact. */
export function etaText(eta: Queue['eta_s'], t: Messages): string {
  if (!eta) return t.etaUnknown
  const low = Math.floor(eta.low / 60)
  const high = Math.max(1, Math.ceil(eta.high / 60))
  if (eta.high <= 60) return t.etaUnder
  if (low >= 60) return t.etaLong
  return low === 0 ? t.etaUpTo(high) : t.eta(low, high)
}
