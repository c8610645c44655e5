import { describe, expect, it } from 'vitest'
import type { Call } from '@/api/types'
import { type Consultation, opened, outcome, ringsAtMe, talking } from '@/state/consulting'

const call = (state: Call['state'], asking: Consultation['state'] | null, asked = false): Call =>
  ({ state, asked, consultation: asking && { state: asking } }) as Call

describe('a call in which a colleague is asked', () => {
  it('is with whoever is not on hold', () => {
    expect(talking(call('held', 'talking'))).toBe('colleague')
    expect(talking(call('held', 'joined'))).toBe('colleague')
    expect(talking(call('connected', 'talking'))).toBe('requester')
    expect(talking(call('connected', 'joined'))).toBe('all')
  })

  it('rings at the colleague as a call rings at its associate', () => {
    expect(ringsAtMe(call('held', 'ringing', true))).toBe(true)
    expect(ringsAtMe(call('held', 'talking', true))).toBe(false)
    expect(ringsAtMe(call('held', 'ringing'))).toBe(false)
    expect(ringsAtMe(call('ringing_associate', null))).toBe(true)
  })

  it('says why the colleague is gone until the caller has somebody again', () => {
    expect(outcome(call('held', 'unanswered'))).toBe('unanswered')
    expect(outcome(call('connected', 'unanswered'))).toBe(null)
    expect(outcome(call('held', 'cancelled'))).toBe(null)
    expect(opened(call('held', 'unanswered'))).toBe(null)
    expect(opened(call('held', 'ringing'))).not.toBe(null)
  })
})
