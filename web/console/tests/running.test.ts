import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Action, ActionInput } from '../src/api/types'
import { inputsOf, minorUnits } from '../src/state/inputs'
import { useRunning } from '../src/state/running'

const field = (name: string, type: ActionInput['type']): ActionInput => ({
  name, type, title: name, description: '', required: true, options: [], minimum: null, maximum: null, max_length: 100,
})
const REFUND: Action = {
  name: 'refund', title: 'Refund', description: '', risk: 'money', confirm: true, currency: 'EUR', inputs: [field('amount', 'money')], obstacle: null,
}

describe('amounts', () => {
  it('become minor units', () => {
    expect(['12', '12.5', '12,50', ' 0.07 '].map((text) => minorUnits(text, 'EUR'))).toEqual([1200, 1250, 1250, 7])
    expect(minorUnits('1200', 'JPY')).toBe(1200)
  })

  it('that are none are left to the server to explain', () => {
    expect(['', '-5', '1.234', '1e3', 'ten'].map((text) => minorUnits(text, 'EUR'))).toEqual([null, null, null, null, null])
    expect(minorUnits('1.5', 'JPY')).toBeNull()
    expect(inputsOf([field('amount', 'money'), field('note', 'text')], { amount: 'ten', note: ' ' }, 'EUR')).toEqual({ amount: 'ten' })
  })
})

/** A server that answers these statuses and codes in turn, and what it was asked. */
function server(...answers: [number, string][]): { client_id: string; confirmed: boolean }[] {
  const asked: { client_id: string; confirmed: boolean }[] = []
  vi.stubGlobal('fetch', (_: string, init: RequestInit) => {
    asked.push(JSON.parse(init.body as string))
    const [status, code] = answers.shift() ?? [201, '']
    return Promise.resolve(new Response(JSON.stringify(status < 300 ? { state: 'succeeded' } : { error: { code, detail: code } }), { status }))
  })
  return asked
}

describe('running an action', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('asks before it changes something, and then runs once', async () => {
    const asked = server([201, ''])
    const running = useRunning('c', REFUND)
    await running.next({ amount: '5' }, 1)
    expect([running.step, asked.length]).toEqual(['confirm', 0])
    await running.next({ amount: '5' }, 1)
    expect([running.step, asked.length, asked[0]?.confirmed]).toEqual(['done', 1, true])
  })

  it('repeats itself under the same key when nothing was done', async () => {
    const asked = server([503, 'backend_unavailable'], [201, ''])
    const running = useRunning('c', REFUND)
    for (let n = 0; n < 3; n += 1) await running.next({ amount: '5' }, 1)
    expect(asked.map((one) => one.client_id)).toEqual([asked[0]?.client_id, asked[0]?.client_id])
    expect(running.step).toBe('done')
  })

  it('takes a new key for other inputs', async () => {
    const asked = server([422, 'bad_action_input'], [201, ''])
    const running = useRunning('c', REFUND)
    await running.next({ amount: 'x' }, 1)
    await running.next({ amount: 'x' }, 1)
    expect(running.step).toBe('form')
    await running.next({ amount: '5' }, 1)
    await running.next({ amount: '5' }, 1)
    expect(asked[0]?.client_id).not.toBe(asked[1]?.client_id)
  })

  it('says that nobody knows, and offers no repetition', async () => {
    server([409, 'outcome_unknown'])
    const running = useRunning('c', REFUND)
    await running.next({ amount: '5' }, 1)
    await running.next({ amount: '5' }, 1)
    expect([running.step, running.unknown]).toEqual(['failed', true])
  })
})
