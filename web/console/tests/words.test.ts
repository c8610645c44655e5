import { expect, it } from 'vitest'
import { t } from '@/messages'

const sources = Object.values(import.meta.glob<string>('../src/**/*.{vue,ts}', { query: '?raw', import: 'default', eager: true })).join('\n')

/** A word is said by its whole path, or by any part of the path that is taken as a whole: `t.kind[kind]`, `const words = t.presence`. */
function isSaid(path: string[]): boolean {
  const beginnings = path.map((_, at) => path.slice(0, at + 1).join('\\.'))
  return beginnings.some((one, at) => new RegExp(`\\b(?:t|messages)\\.${one}(?![\\w${at < path.length - 1 ? '.' : ''}])`).test(sources))
}

function* paths(words: object, above: string[] = []): Generator<string[]> {
  for (const [name, word] of Object.entries(words) as [string, unknown][]) {
    if (typeof word === 'object' && word !== null && !Array.isArray(word)) yield* paths(word, [...above, name])
    else yield [...above, name]
  }
}

it('has no word that nobody says', () => {
  expect([...paths(t)].filter((path) => !isSaid(path)).map((path) => path.join('.'))).toEqual([])
})
