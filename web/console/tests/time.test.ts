import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { delayMs } from '@/live/backoff'
import { leftMs, leftSeconds, leftShare, startCountdown } from '@/state/countdown'
import { age, duration } from '@/state/reading'
import { throttled } from '@/state/throttle'

describe('countdown', () => {
  it('runs on the clock it was started with, and stops at nothing', () => {
    const countdown = startCountdown(12.4, 1000, 20)
    expect(leftSeconds(countdown, 1000)).toBe(13)
    expect(leftShare(countdown, 1000)).toBeCloseTo(0.62)
    expect(leftMs(countdown, 99_999)).toBe(0)
  })

  it('bears an offer that arrives when it is over', () => {
    expect(leftShare(startCountdown(-3, 0, 0), 0)).toBe(0)
  })
})

describe('backoff', () => {
  it('grows, keeps its ceiling and never hurries all clients at once', () => {
    expect(delayMs(0, () => 0)).toBe(200)
    expect(delayMs(0, () => 1)).toBe(400)
    expect(delayMs(50, () => 1)).toBe(15_000)
    expect(delayMs(50, () => 0)).toBe(7500)
  })
})

describe('throttle', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('runs once for many calls and again for a later one', () => {
    const run = vi.fn()
    const soon = throttled(run, 1000, 100)
    for (let n = 0; n < 5; n += 1) soon()
    vi.advanceTimersByTime(100)
    expect(run).toHaveBeenCalledTimes(1)
    soon()
    vi.advanceTimersByTime(999)
    expect(run).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(1)
    expect(run).toHaveBeenCalledTimes(2)
    soon()
    soon.stop()
    vi.advanceTimersByTime(5000)
    expect(run).toHaveBeenCalledTimes(2)
  })
})

describe('reading', () => {
  it('says durations and ages shortly', () => {
    expect([duration(5), duration(65.9), duration(3725), duration(200_000), duration(-4)]).toEqual(['0:05', '1:05', '1h 2m', '2d', '0:00'])
    expect(age('2026-01-01T10:00:00Z', Date.parse('2026-01-01T10:05:30Z'))).toBe('5m')
  })
})
