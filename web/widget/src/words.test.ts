import { describe, expect, it } from 'vitest'
import { compared } from '../../shared/wordcheck'
import { completed, counting, type Table } from '../../shared/words'
import { pickLanguage } from './messages'
import { en, type Messages } from './words/en'

const files = import.meta.glob<{ default: Table<Messages> }>(['./words/*.ts', '!./words/en.ts'], { eager: true })

describe.each(Object.entries(files))('%s', (path, file) => {
  const language = /(\w+)\.ts$/.exec(path)![1]!
  const words = file.default(counting(language))
  const { missing, wrong } = compared(en, words)

  it('is one of those that are picked', () => {
    expect(pickLanguage({ option: language, page: '', browser: [], served: [] })).toBe(language)
  })

  it('has nothing that the English has not, and says every value', () => {
    expect(wrong).toEqual([])
  })

  it('is shown in English where it says nothing yet', () => {
    if (missing.length) console.warn(`widget, ${language}: not translated yet: ${missing.join(', ')}`)
    const all = completed(en, words)
    expect(compared(en, all).missing).toEqual([])
  })
})

it('counts as each language does', () => {
  const unread = (language: string, n: number): string => completed(en, files[`./words/${language}.ts`]!.default(counting(language))).unread(n)
  expect([1, 3, 5, 22].map((n) => unread('pl', n).split(' ')[1])).toEqual(['nieprzeczytana', 'nieprzeczytane', 'nieprzeczytanych', 'nieprzeczytane'])
  expect(unread('fr', 0)).toBe('0 message non lu')
  expect(unread('de', 1234)).toBe('1.234 ungelesene Nachrichten')
})
