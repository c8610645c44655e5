import { describe, expect, it } from 'vitest'
import type { SuggestedReply } from '@/api/types'
import { blanksIn, generalised, isStillIn, matching, partsOf, slashAt } from '@/state/replies'

const reply = (title: string, shortcut: string, text = ''): SuggestedReply => ({ id: title, title, shortcut, language: 'en', own: false, text })
const REPLIES = [reply('Late delivery', 'late', 'I am sorry that it is late'), reply('Refund is on its way', 'refund'), reply('Café is closed', 'cafe-closed'), reply('Latest offers', 'offers')]
const found = (query: string): string[] => matching(REPLIES, query).map(({ shortcut }) => shortcut)

describe('a slash', () => {
  it('opens the list at the beginning of a word only', () => {
    expect(slashAt('/', 1)).toEqual({ from: 0, query: '' })
    expect(slashAt('Hello /late de', 14)).toEqual({ from: 6, query: 'late de' })
    expect(slashAt('one\n/ref and more', 8)).toEqual({ from: 4, query: 'ref' })
    expect([slashAt('and/or', 6), slashAt('https://x', 9), slashAt('5 / 2', 5), slashAt('/late', 0)]).toEqual([null, null, null, null])
  })
})

describe('replies are found', () => {
  it('as they are ranked while nothing is typed', () => {
    expect(found('')).toEqual(['late', 'refund', 'cafe-closed', 'offers'])
  })

  it('by shortcut before title before text, whatever the accents', () => {
    expect(found('late')).toEqual(['late', 'offers'])
    expect(found('is')).toEqual(['refund', 'cafe-closed', 'late'])
    expect(found('CAFE cl')).toEqual(['cafe-closed'])
    expect(found('café closed')).toEqual(['cafe-closed'])
    expect(found('sorry')).toEqual(['late'])
    expect(found('nothing')).toEqual([])
  })
})

describe('blanks', () => {
  it('are what is still to be filled in', () => {
    const text = 'Order [[order number]] comes [[when]], see [a](https://x.example) and [[]].'
    expect(blanksIn(text).map(({ name, from, to }) => [name, text.slice(from, to)])).toEqual([['order number', '[[order number]]'], ['when', '[[when]]']])
    expect(partsOf('a [[b]]')).toEqual([{ text: 'a ', blank: false }, { text: '[[b]]', blank: true }])
    expect(partsOf('')).toEqual([])
  })
})

describe('a reply counts as used', () => {
  const said = 'Hi Ana,\nyour order [[order number]] left the shop. It takes a day.'
  it('while a sentence of it is there', () => {
    expect(isStillIn(said, 'Hello! It takes a day. Yours, Sam')).toBe(true)
    expect(isStillIn(said, 'Hi Ana, it takes long')).toBe(false)
    expect(isStillIn('Hi Ana!', 'Hi Ana! How are you?')).toBe(true)
  })
})

describe('an answer becomes a reply for others', () => {
  const values = { 'requester.name': 'Ana Reis', 'requester.first_name': 'Ana', 'associate.first_name': 'Sam', 'brand.name': 'Acme', 'fact.code': 'HP-1+2', 'fact.x': 'ab' }
  it('with variables for what it says of this one', () => {
    expect(generalised('Ana Reis, Ana: Anabel has HP-1+2 at Acme, Sam. ab', values)).toBe('{{requester.name}}, {{requester.first_name}}: Anabel has {{fact.code}} at Acme, Sam. ab')
    expect(generalised('nothing known', {})).toBe('nothing known')
  })

  it('whatever the value looks like', () => {
    expect(generalised('$& and (x', { 'requester.name': '(x)|.*' })).toBe('$& and (x')
  })
})
