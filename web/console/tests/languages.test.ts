import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { compared } from '../../shared/wordcheck'
import { completed, counting, type Table } from '../../shared/words'
import { LANGUAGES, language, ownName, preferred, speak } from '@/language'
import { en, type Messages, t } from '@/messages'
import { age, decimal, duration } from '@/state/reading'

const files = import.meta.glob<{ default: Table<Messages> }>('../src/languages/*.ts', { eager: true })

describe.each(Object.entries(files))('%s', (path, file) => {
  const code = /(\w+)\.ts$/.exec(path)![1]!
  const words = file.default(counting(code))
  const { missing, wrong } = compared(en, words)

  it('has nothing that the English has not, and says every value', () => {
    expect(wrong).toEqual([])
  })

  it('is shown in English where it says nothing yet', () => {
    const own = missing.filter((name) => name !== 'dir')
    if (own.length) console.warn(`console, ${code}: not translated yet: ${own.join(', ')}`)
    expect(compared(en, completed(en, words)).missing).toEqual([])
  })
})

describe('speaking', () => {
  beforeEach(() => void vi.stubGlobal('document', { documentElement: {} }))
  afterEach(async () => {
    await speak('en')
    vi.unstubAllGlobals()
  })

  it('takes the chosen language, else the first of the browser’s that there is', () => {
    vi.stubGlobal('navigator', { languages: ['ja', 'de-AT', 'en'] })
    expect([preferred(null), preferred('en'), preferred('xx')]).toEqual(['de', 'en', 'de'])
    vi.stubGlobal('navigator', { languages: [] })
    expect(preferred(null)).toBe('en')
  })

  it('has the words, numbers and times of the language, and goes back', async () => {
    const at = '2026-01-01T10:00:00Z'
    await speak('de')
    expect([t.nav.inbox, document.documentElement.lang, language.value]).toEqual(['Posteingang', 'de', 'de'])
    expect([decimal(1234.5, 1), age(at, Date.parse(at) + 300_000), duration(3725)]).toEqual(['1.234,5', '5 Min.', '1h 2 Min.'])
    await speak('en')
    expect([t.nav.inbox, decimal(1234.5, 1)]).toEqual(['Inbox', '1,234.5'])
  })

  it('names each language in its own words', () => {
    expect(LANGUAGES).toContain('de')
    expect([ownName('de'), ownName('es')]).toEqual(['Deutsch', 'Español'])
  })
})
