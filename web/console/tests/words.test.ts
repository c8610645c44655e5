import { expect, it } from 'vitest'
import { t } from '@/messages'

const sources = Object.values(import.meta.glob<string>('../src/**/*.{vue,ts}', { query: '?raw', import: 'default', eager: true })).join('\n')

const beginnings = (path: string[]): string[] => path.map((_, at) => path.slice(0, at + 1).join('.'))

/** All that is named behind `t`, as far as it is named: `t.kind[kind]` takes the whole of `kind`. */
const named = [...sources.matchAll(/\b(?:t|messages)((?:\.\w+)+)/g)].map(([, path]) => path!.slice(1).split('.'))
const whole = new Set(named.map((path) => path.join('.')))
const within = new Set(named.flatMap(beginnings))
const isSaid = (path: string[]): boolean => within.has(path.join('.')) || beginnings(path).some((one) => whole.has(one))

function* paths(words: object, above: string[] = []): Generator<string[]> {
  for (const [name, word] of Object.entries(words) as [string, unknown][]) {
    if (typeof word === 'object' && word !== null && !Array.isArray(word)) yield* paths(word, [...above, name])
    else yield [...above, name]
  }
}

it('has no word that nobody says', () => {
  expect([...paths(t)].filter((path) => !isSaid(path)).map((path) => path.join('.'))).toEqual([])
})
