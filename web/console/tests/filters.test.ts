import { describe, expect, it } from 'vitest'
import { chipsOf, filterIn, isPlain, plain, queryOf } from '@/state/filter'
import { localTime, restingTimes } from '@/state/resting'

describe('what the list is narrowed to', () => {
  it('survives the way through the address', () => {
    const filter = { ...plain(), status: 'snoozed' as const, q: 'parcel', topic: ['-', 'delivery'], priority: [1, 2], holder: ['me' as const], unanswered: true, waiting_over_s: 900 }
    expect(filterIn(queryOf(filter))).toEqual(filter)
    expect(queryOf(plain())).toEqual({})
  })

  it('leaves out what makes no sense there', () => {
    expect(filterIn({ status: 'closed', priority: ['9', 'x', '1'], kind: 'stranger', waiting_over_s: '-3', promise: 'never' })).toEqual({ ...plain(), priority: [1] })
  })

  it('loses one thing with each chip', () => {
    const filter = { ...plain(), topic: ['-'], priority: [2], unanswered: true }
    const chips = chipsOf(filter, null)
    expect(chips.map((chip) => chip.label)).toEqual(['No topic', 'Urgent', 'Waits for an answer'])
    expect(chips[1]?.rest).toEqual({ ...filter, priority: [] })
    expect(isPlain(chips.reduce((rest, chip) => ({ ...rest, [chip.key.split('-')[0] ?? '']: plain()[chip.key.split('-')[0] as 'topic'] }), filter))).toBe(true)
  })
})

describe('until when things are put off', () => {
  it('is a morning to come, on Mondays and Sundays too', () => {
    for (const day of [22, 23, 24]) {
      const now = new Date(2026, 10, day, 23, 30)
      const times = restingTimes(now)
      expect(localTime(times.tomorrow)).toBe(`2026-11-${day + 1}T09:00`)
      expect(times.monday.getDay()).toBe(1)
      expect(times.monday.getTime()).toBeGreaterThan(now.getTime())
      expect(times.monday.getTime() - now.getTime()).toBeLessThan(7 * 86_400_000)
    }
  })
})
