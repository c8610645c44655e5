import { describe, expect, it } from 'vitest'
import type { Entry } from '@/api/types'
import type { Subscribed } from '@/live/frames'
import { begin, extend, laterState, resume, withHead, type Timeline } from '@/live/timeline'
import { entry, receipt, row, sent, state } from './sample'

const LOG: Entry[] = [
  entry(1, { kind: 'activity', data: { type: 'opened' } }),
  entry(2),
  sent(3),
  receipt(4, 3, 'delivered'),
  entry(5),
  receipt(6, 3, 'sent'),
  sent(7),
  receipt(8, 3, 'read'),
  receipt(9, 7, 'unknown'),
  receipt(10, 7, 'failed'),
  entry(11, { kind: 'note' }),
]

/** What the server would answer to a fetch: the whole log, states as its own rule leaves them. */
const fetched = begin(state(LOG))

/** A reproducible stream of numbers below `n`. */
function numbers(seed: number): (n: number) => number {
  let value = seed
  return (n) => {
    value = (value * 1103515245 + 12345) % 2147483648
    return value % n
  }
}

function answer(timeline: Timeline, until: number): Subscribed {
  const entries = LOG.filter(({ seq }) => seq > timeline.seq && seq <= until)
  return { type: 'subscribed', stream: 'conversation', id: 'c1', recovered: true, epoch: 'run-1', seq: until, entries }
}

describe('timeline', () => {
  it('equals a fresh fetch after any order, repetition and loss of frames, once resumed', () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      const next = numbers(seed)
      let timeline = begin(state(LOG.slice(0, next(LOG.length))))
      for (let frames = 0; frames < 30; frames += 1) {
        const step = extend(timeline, [LOG[next(LOG.length)] as Entry])
        timeline = step.gap ? resume(step.timeline, answer(step.timeline, timeline.seq + next(4))).timeline : step.timeline
      }
      timeline = resume(timeline, answer(timeline, LOG.length)).timeline
      expect({ seed, entries: timeline.entries, seq: timeline.seq }).toEqual({ seed, entries: fetched.entries, seq: fetched.seq })
    }
  })

  it('names only what is new, and stops at a gap', () => {
    const start = begin(state(LOG.slice(0, 2)))
    const step = extend(start, [LOG[4], LOG[2], LOG[1]] as Entry[])
    expect(step.fresh.map(({ seq }) => seq)).toEqual([3])
    expect(step.gap).toBe(true)
    expect(step.timeline.seq).toBe(3)
  })

  it('starts over when the server could not recover the position', () => {
    const old = begin(state(LOG.slice(0, 3)))
    const whole: Subscribed = { type: 'subscribed', stream: 'conversation', id: 'c1', recovered: false, epoch: 'run-2', state: { ...state(LOG), epoch_token: 'run-2' } }
    const step = resume(old, whole)
    expect(step.timeline.token).toBe('run-2')
    expect(step.timeline.entries).toEqual(fetched.entries)
    expect(step.fresh.map(({ seq }) => seq)).toEqual([4, 5, 6, 7, 8, 9, 10, 11])
  })

  it('asks for the whole when it is refused without a state', () => {
    const refused: Subscribed = { type: 'subscribed', stream: 'conversation', id: 'c1', recovered: false, epoch: 'run-2', state: null }
    expect(resume(begin(state(LOG)), refused).gap).toBe(true)
  })

  it('keeps the newer head', () => {
    const timeline = begin(state(LOG, { epoch: 4, holder: 'queue' }))
    expect(withHead(timeline, row({ epoch: 3, holder: 'bot' })).row.holder).toBe('queue')
    expect(withHead(timeline, row({ epoch: 5, seq: 1, holder: 'bot' })).row.holder).toBe('bot')
    expect(withHead(timeline, { topic: 'payout' }).row.topic).toBe('payout')
  })

  it('never takes a receipt back', () => {
    expect(laterState('read', 'delivered')).toBe('read')
    expect(laterState('failed', 'delivered')).toBe('delivered')
    expect(laterState('unknown', 'failed')).toBe('failed')
    expect(laterState('failed', 'unknown')).toBe('failed')
    expect(laterState(null, 'sent')).toBe('sent')
  })
})
