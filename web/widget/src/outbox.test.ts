import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError } from './api'
import { delay } from './backoff'
import { DraftBox, Sender } from './outbox'
import { Storage } from './storage'
import { Store } from './store'
import type { Draft } from './types'

const draft = (id: string, second = 0): Draft => ({
  id,
  kind: 'message',
  body: id,
  at: `2026-03-01T10:00:0${second}.000Z`,
  attempts: 0,
  state: 'waiting',
})

/** A server that knows the ids it has; `answers` are the troubles to come, null = fine. */
function server(answers: Array<ApiError | 'stored, answer lost' | null> = []) {
  const kept: string[] = []
  const calls: string[] = []
  return {
    kept,
    calls,
    person: () => Promise.resolve(),
    message: async (id: string) => {
      calls.push(id)
      const answer = answers.shift() ?? null
      if ((answer === null || answer === 'stored, answer lost') && !kept.includes(id)) kept.push(id)
      if (answer === 'stored, answer lost') throw new ApiError(0, 'unreachable')
      if (answer) throw answer
    },
  }
}

function sending(api: ReturnType<typeof server>, ids: string[]): { store: Store; sender: Sender } {
  const store = new Store()
  for (const id of ids) store.dispatch({ type: 'drafted', draft: draft(id) })
  return { store, sender: new Sender(store, api, () => Promise.resolve()) }
}

const states = (store: Store) => store.state.drafts.map((one) => one.state)

describe('Sender', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('sends in order, each once', async () => {
    const api = server()
    const { store, sender } = sending(api, ['a', 'b', 'c'])
    sender.pump()
    sender.pump()
    await vi.runAllTimersAsync()
    expect(api.calls).toEqual(['a', 'b', 'c'])
    expect(states(store)).toEqual(['accepted', 'accepted', 'accepted'])
  })

  it('keeps the order through failures and repeats with the same id', async () => {
    const api = server([new ApiError(0, 'unreachable'), new ApiError(503, 'busy'), 'stored, answer lost', null])
    const { sender } = sending(api, ['a', 'b'])
    sender.pump()
    await vi.runAllTimersAsync()
    expect(api.calls).toEqual(['a', 'a', 'a', 'a', 'b'])
    expect(api.kept).toEqual(['a', 'b'])
  })

  it('lets a refused one wait for the visitor and goes on', async () => {
    const api = server([new ApiError(422, 'invalid')])
    const { store, sender } = sending(api, ['a', 'b'])
    sender.pump()
    await vi.runAllTimersAsync()
    expect(states(store)).toEqual(['refused', 'accepted'])
    store.dispatch({ type: 'retried', id: 'a' })
    sender.pump(true)
    await vi.runAllTimersAsync()
    expect(states(store)).toEqual(['accepted', 'accepted'])
  })

  it('waits as long as a 429 asks for and says so', async () => {
    const api = server([new ApiError(429, 'too_many', 7)])
    const { store, sender } = sending(api, ['a'])
    sender.pump()
    await vi.advanceTimersByTimeAsync(6_900)
    expect(api.calls.length).toBe(1)
    expect(store.state.throttledUntil).toBeGreaterThan(Date.now())
    await vi.advanceTimersByTimeAsync(200)
    expect(api.calls.length).toBe(2)
    expect(store.state.throttledUntil).toBe(0)
  })

  it('sends what is written while the loop runs', async () => {
    const api = server()
    const { store, sender } = sending(api, ['a'])
    sender.pump()
    store.dispatch({ type: 'drafted', draft: draft('b') })
    sender.pump()
    await vi.runAllTimersAsync()
    expect(api.calls).toEqual(['a', 'b'])
  })
})

/** The part of the browser's Storage that is used here. */
function browserStorage(): globalThis.Storage {
  const map = new Map<string, string>()
  return {
    get length() {
      return map.size
    },
    key: (i) => [...map.keys()][i] ?? null,
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
    clear: () => map.clear(),
  }
}

const blocked = new Proxy({} as globalThis.Storage, {
  get: () => () => {
    throw new DOMException('denied', 'SecurityError')
  },
})

describe('DraftBox', () => {
  const now = Date.parse('2026-03-01T10:01:00Z')

  it('gives back after a reload what was unsent, in order, and forgets what is confirmed', () => {
    const backing = browserStorage()
    const box = new DraftBox(new Storage('shop', backing))
    box.save([draft('a', 1), draft('b', 2), draft('c', 3)])
    box.save([draft('b', 2), draft('c', 3)])
    const again = new DraftBox(new Storage('shop', backing)).load(now)
    expect(again.map((one) => one.id)).toEqual(['b', 'c'])
    expect(new DraftBox(new Storage('other', backing)).load(now)).toEqual([])
  })

  it('two tabs do not overwrite each other', () => {
    const backing = browserStorage()
    new DraftBox(new Storage('shop', backing)).save([draft('a', 1)])
    new DraftBox(new Storage('shop', backing)).save([draft('b', 2)])
    expect(new DraftBox(new Storage('shop', backing)).load(now).length).toBe(2)
  })

  it('works in memory where storage is forbidden, and survives rubbish in it', () => {
    const storage = new Storage('shop', blocked)
    new DraftBox(storage).save([draft('a')])
    expect(new DraftBox(storage).load(now).map((one) => one.id)).toEqual(['a'])
    const backing = browserStorage()
    backing.setItem('gigline:shop:out:x', '{broken')
    expect(new DraftBox(new Storage('shop', backing)).load(now)).toEqual([])
    expect(backing.length).toBe(0)
  })

  it('does not show an accepted message for ever', () => {
    const backing = browserStorage()
    new DraftBox(new Storage('shop', backing)).save([{ ...draft('a'), state: 'accepted' }])
    expect(new DraftBox(new Storage('shop', backing)).load(now).length).toBe(1)
    expect(new DraftBox(new Storage('shop', backing)).load(now + 25 * 3600_000)).toEqual([])
  })
})

describe('delay', () => {
  it('doubles to 30 s and keeps half of it as jitter', () => {
    expect(delay(1, () => 0)).toBe(500)
    expect(delay(1, () => 1)).toBe(1_000)
    expect(delay(4, () => 1)).toBe(8_000)
    expect(delay(50, () => 1)).toBe(30_000)
  })
})
