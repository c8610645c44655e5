import { ref } from 'vue'
import { completed, counting, type Table } from '../../shared/words'
import { en, type Messages, t } from './messages'

/** A table for each language but English, each a chunk of its own: only the reader's is loaded. */
const TABLES = import.meta.glob<{ default: Table<Messages> }>('./languages/*.ts')
export const LANGUAGES = ['en', ...Object.keys(TABLES).map((path) => path.replace(/^.*\/|\.ts$/g, ''))]

/** What the console speaks. The page is built anew for another: see main.ts. */
export const language = ref('en')

/** The chosen one, else the first of the browser's that there is. */
export const preferred = (chosen: string | null): string =>
  [chosen, ...navigator.languages].map((tag) => tag?.toLowerCase().split('-')[0] ?? '').find((one) => LANGUAGES.includes(one)) ?? 'en'

/** For Intl: the reader's own region where it is of the language that is spoken. */
export const locale = (): string => navigator.languages.find((tag) => tag.toLowerCase().split('-')[0] === language.value) ?? language.value

/** A language in its own words, as its readers look for it in a list. */
export function ownName(code: string): string {
  const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1)
}

/** Rejects when the words could not be fetched; then everything stays as it is. */
export async function speak(code: string): Promise<void> {
  const table = await TABLES[`./languages/${code}.ts`]?.()
  Object.assign(t, completed(en, table?.default(counting(code)) ?? {}))
  language.value = code
  document.documentElement.lang = code
  document.documentElement.dir = t.dir
}
