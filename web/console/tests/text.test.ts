import { describe, expect, it } from 'vitest'
import { marked } from '@/parts/marks'

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
