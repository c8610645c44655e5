import { describe, expect, it } from 'vitest'
import { plain, stretches } from '@/parts/emphasis'
import { pieces } from '@/parts/links'
import { marked } from '@/parts/marks'

const links = (text: string): (string | null)[] => pieces(text).flatMap(({ href }) => (href ? [href] : []))

describe('links', () => {
  it('are http(s) only and leave the sentence its punctuation', () => {
    expect(links('see https://a.example/x?y=1. And (http://b.example)!')).toEqual(['https://a.example/x?y=1', 'http://b.example/'])
    expect(links('javascript:alert(1) data:text/html,x ftp://a.example mailto:a@b.c //a.example')).toEqual([])
    expect(links('https://user:pass@a.example and https://')).toEqual([])
  })

  it('lose no character of the text', () => {
    for (const text of ['', 'plain', 'https://a.example', 'a https://a.example, <b>https://b.example</b> \u202eend', 'https://']) {
      expect(pieces(text).map((piece) => piece.text).join('')).toBe(text)
    }
  })
})

describe('snippets', () => {
  it('mark the hits between the server’s control characters', () => {
    expect(marked('my \u0002payout\u0003 is <b>\u0002late\u0003</b>')).toEqual([
      { text: 'my ', hit: false },
      { text: 'payout', hit: true },
      { text: ' is <b>', hit: false },
      { text: 'late', hit: true },
      { text: '</b>', hit: false },
    ])
    expect(marked('cut \u0002off')).toEqual([{ text: 'cut ', hit: false }, { text: 'off', hit: true }])
  })
})

describe('emphasis', () => {
  it('is drawn for the brand’s texts and dropped for channels without it', () => {
    expect(stretches('# Refunds\ngo to **Profile > Pay**, 2 * 3 ** 4')).toEqual([
      { text: 'Refunds', strong: true },
      { text: '\ngo to ', strong: false },
      { text: 'Profile > Pay', strong: true },
      { text: ', 2 * 3 ** 4', strong: false },
    ])
    expect(plain('see [the page](https://a.example/x) **now**')).toBe('see the page (https://a.example/x) now')
    expect(plain('[x](javascript:alert(1))')).toBe('[x](javascript:alert(1))')
  })
})
