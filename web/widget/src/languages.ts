import { completed, counting, type Table } from '../../shared/words'
import type { Config } from './config'
import { type Language, localeOf, type Messages, pickLanguage } from './messages'
import { en } from './words/en'

/** The words of each language: English comes with the script, another is a file of the server's, fetched when it is wanted. */
export class Languages {
  private readonly here = new Map<Language, Messages>([['en', en]])
  private readonly asked = new Map<Language, Promise<void>>()

  constructor(private readonly config: Pick<Config, 'words' | 'language'>) {}

  /** What the chat should speak; `served` are the brand's languages, once they are known. */
  wished(served: readonly string[] = []): Language {
    const page = document.documentElement.lang
    return pickLanguage({ option: this.config.language, page, browser: navigator.languages, served })
  }

  /** The words of this language if they are here, else the English ones; and how times are written beside them. */
  spoken(wished: Language): { t: Messages; language: string } {
    const t = this.here.get(wished)
    return { t: t ?? en, language: localeOf(t ? wished : 'en', navigator.languages) }
  }

  /** Settles once the words are here, or cannot be had: then the chat goes on in English. */
  load(language: Language): Promise<void> {
    const loading = this.here.has(language) ? Promise.resolve() : (this.asked.get(language) ?? this.fetch(language))
    this.asked.set(language, loading)
    return loading
  }

  private async fetch(language: Language): Promise<void> {
    try {
      const file = (await import(/* @vite-ignore */ `${this.config.words}${language}.js`)) as { default: Table<Messages> }
      this.here.set(language, completed(en, file.default(counting(language))))
    } catch (error) {
      console.warn(`Gigline: the words in "${language}" could not be loaded.`, error)
    }
  }
}
