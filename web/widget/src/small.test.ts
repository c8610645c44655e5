import { describe, expect, it } from 'vitest'
import { accentPair, contrast } from './accent'
import { maskAddress, parseAddress } from './contact'
import { etaText, pickLanguage } from './messages'
import { receiptDue } from './receipts'
import { initial, type State } from './store'
import { en } from './words/en'

describe('addresses', () => {
  it('tells email from phone and refuses the rest', () => {
    expect(parseAddress(' ana@example.com ')).toEqual({ email: 'ana@example.com' })
    expect(parseAddress('+1 (415) 555-0100')).toEqual({ phone: '+14155550100' })
    expect(parseAddress('0034 612 345 678')).toEqual({ phone: '+34612345678' })
    for (const bad of ['', 'ana', 'ana@', '@b.c', 'a@b', 'a@b.', 'a b@c.d', '612345678', '+12', '+0123456789', '+1234567890123456']) {
      expect(parseAddress(bad)).toBeNull()
    }
  })

  it('shows only enough to recognise it', () => {
    expect(maskAddress({ email: 'ana@example.com' })).toBe('a•••@example.com')
    expect(maskAddress({ phone: '+14155550100' })).toBe('••• 0100')
  })
})

describe('texts', () => {
  it('none stands there that nobody shows', () => {
    const sources = Object.values(import.meta.glob<string>('./**/*.ts', { query: '?raw', import: 'default', eager: true })).join('\n')
    expect(Object.keys(en).filter((name) => !new RegExp(`\\.${name}\\b`).test(sources))).toEqual([])
  })

  it('an estimate is a range in words', () => {
    expect(etaText(null, en)).toBe('We cannot say how long it will take')
    expect(etaText({ low: 20, high: 50 }, en)).toBe('under a minute')
    expect(etaText({ low: 30, high: 150 }, en)).toBe('up to 3 min')
    expect(etaText({ low: 60, high: 120 }, en)).toBe('about 1–2 min')
    expect(etaText({ low: 4000, high: 9000 }, en)).toBe('more than an hour')
  })

  it('ordinals', () => {
    expect([1, 2, 3, 4, 11, 21, 112].map(en.position)).toEqual(
      ['1st', '2nd', '3rd', '4th', '11th', '21st', '112th'].map((place) => `You are ${place} in line`),
    )
  })

  it('the option before the page, the page before the browser, the browser as far as the brand serves it', () => {
    const wishes = { option: null, page: '', browser: ['fr-FR', 'ES_mx', 'en'], served: [] }
    expect(pickLanguage(wishes)).toBe('fr')
    expect(pickLanguage({ ...wishes, served: ['en', 'es'] })).toBe('es')
    expect(pickLanguage({ ...wishes, served: ['pt-BR'] })).toBe('pt')
    expect(pickLanguage({ ...wishes, page: 'de-AT', served: ['en'] })).toBe('de')
    expect(pickLanguage({ ...wishes, page: 'de', option: 'NL' })).toBe('nl')
    expect(pickLanguage({ ...wishes, page: 'constructor', browser: ['ja'], served: ['ja'] })).toBe('en')
  })
})

describe('accent', () => {
  const rgb = (hex: string): [number, number, number] => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as [number, number, number]

  it('is readable whatever the brand chose', () => {
    for (const colour of ['#ffff00', '#000000', '#fff', '#ff5a1f', '#1f6f5c', '#0000ff', '#808080']) {
      const pair = accentPair(colour)
      if (!pair) throw new Error(colour)
      for (const { accent, on } of [pair.light, pair.dark]) expect(contrast(rgb(accent), rgb(on))).toBeGreaterThanOrEqual(4.5)
      expect(contrast(rgb(pair.light.accent), [255, 255, 255])).toBeGreaterThanOrEqual(4.5)
      expect(contrast(rgb(pair.dark.accent), [30, 33, 40])).toBeGreaterThanOrEqual(4.5)
    }
    expect(accentPair('red; } *')).toBeNull()
  })
})

describe('receiptDue', () => {
  const answer = (id: string, seq: number) => ({ id, seq, kind: 'message', author: { kind: 'bot', name: 'Hop' }, state: 'sent' })
  const known = { ...answer('c', 5), state: 'read' }
  const state = { ...initial, session: {}, entries: [answer('a', 2), answer('b', 4), known] } as unknown as State

  it('delivered when it came, read when it was seen, nothing twice', () => {
    const told = new Map<string, string>()
    expect(receiptDue(state, told)).toEqual({ id: 'b', seq: 4, state: 'delivered' })
    told.set('b', 'delivered')
    expect(receiptDue(state, told)).toEqual({ id: 'a', seq: 2, state: 'delivered' })
    told.set('a', 'delivered')
    expect(receiptDue(state, told)).toBeNull()
    expect(receiptDue({ ...state, readSeq: 2 }, told)).toEqual({ id: 'a', seq: 2, state: 'read' })
    told.set('a', 'read').set('b', 'read')
    expect(receiptDue({ ...state, readSeq: 9 }, told)).toBeNull()
  })
})
