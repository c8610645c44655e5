import { describe, expect, it } from 'vitest'
import type { Associate } from '@/api/types'
import { standing } from '@/state/presence'

const who = (availability: Associate['availability'], paused: string | null): Associate =>
  ({ availability, paused_until: paused }) as Associate

describe('what an associate is told of their own standing', () => {
  it('is a pause only while they chose to be available', () => {
    expect(standing(who('on', '2026-11-22T08:30:00Z'))).toBe('paused')
    expect(standing(who('break', '2026-11-22T08:30:00Z'))).toBe('break')
    expect(standing(who('off', '2026-11-22T08:30:00Z'))).toBe('off')
    expect(standing(who('on', null))).toBe('on')
  })
})
