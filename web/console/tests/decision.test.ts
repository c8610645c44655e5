import { describe, expect, it } from 'vitest'
import type { Decision } from '@/api/types'
import { readDecision } from '@/state/decision'

const offer = { policy: 'gigline', policy_version: 4, replays: true, names: { a: 'Ana', b: 'Ben', c: 'Cleo' } }
const kept = {
  model: 12, waited_s: 4.4, propensity: 1, fallback: null, chosen: 'b',
  eligible: [{ id: 'a', idle_s: 90 }, { id: 'b', idle_s: 30 }],
  excluded: [{ associate_id: 'c', filter: 'capacity' }],
  round: { competed: 2, rows: [{ candidates: ['a', 'b'], parts: { value: [0.5, 0.75], price: [-0.25, 0] }, extra: [1, 0, 0] }] },
}
const read = (decision: object, changes: object[] = []) => readDecision({ ...offer, decision, changes } as unknown as Decision)

describe('the record of an offer', () => {
  it('shows who competed with their parts, the chosen first, and what the others lacked', () => {
    const found = read(kept, [{ associate_id: 'a', needed: 0.5, parts: {} }])
    expect(found.parts).toEqual(['value', 'price'])
    expect(found.candidates.map((one) => [one.name, one.score, one.needed])).toEqual([['Ben', 1.75, null], ['Ana', 1.25, 0.5]])
    expect(found.excluded).toEqual([{ rule: 'capacity', names: ['Cleo'] }])
  })

  it('shows how long each was free where longest idle chose', () => {
    const found = read({ ...kept, chosen: 'a', round: null })
    expect(found.parts).toEqual([])
    expect(found.candidates.map((one) => [one.name, one.idle_s, one.score])).toEqual([['Ana', 90, null], ['Ben', 30, null]])
  })

  it('says what is no longer kept', () => {
    expect(read({ ...kept, counts: {}, round: null, excluded: [] }).forgotten).toBe(true)
  })
})
