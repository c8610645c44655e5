import { expect, it } from 'vitest'
import { count } from '../src/state/segments'

it.each([
  ['', 'GSM-7', 1],
  ['a'.repeat(160), 'GSM-7', 1],
  ['a'.repeat(161), 'GSM-7', 2],
  ['€'.repeat(80), 'GSM-7', 1],
  ['a'.repeat(152) + '€' + 'a'.repeat(8), 'GSM-7', 2],
  ['ê'.repeat(70), 'UCS-2', 1],
  ['ê'.repeat(71), 'UCS-2', 2],
  ['🙂'.repeat(35), 'UCS-2', 1],
  ['a'.repeat(66) + '🙂'.repeat(34), 'UCS-2', 3],
])('counts %s', (text, encoding, segments) => {
  expect(count(text)).toMatchObject({ encoding, segments })
})

it('names what makes it dear', () => {
  expect(count('Olá – ok').forcedBy).toEqual(['á', '–'])
})
