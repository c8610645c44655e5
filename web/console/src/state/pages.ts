import { onScopeDispose, shallowReactive } from 'vue'
import type { Page } from '@/api/types'
import { reasonOf } from './toasts'

export interface Paged<T> {
  items: readonly T[]
  next: string | null
  loaded: boolean
  busy: boolean
  error: string
  load: () => Promise<void>
  more: () => Promise<void>
  put: (item: T) => void
  drop: (item: T) => void
}

/** A keyset list: loaded from its beginning, then page by page; the newest request wins. */
export function usePages<T extends { id: string }>(fetch: (cursor: string | null, signal: AbortSignal) => Promise<Page<T>>): Paged<T> {
  let running: AbortController | null = null
  const state: Paged<T> = shallowReactive({ items: [], next: null, loaded: false, busy: false, error: '', load: () => read(null), more: () => read(state.next), put, drop })

  async function read(cursor: string | null): Promise<void> {
    running?.abort()
    const mine = new AbortController()
    running = mine
    state.busy = true
    try {
      const page = await fetch(cursor, mine.signal)
      if (mine.signal.aborted) return
      const known = new Set(page.items.map((item) => item.id))
      const before = cursor ? state.items.filter((item) => !known.has(item.id)) : []
      Object.assign(state, { items: [...before, ...page.items], next: page.next, loaded: true, error: '' })
    } catch (error) {
      if (!mine.signal.aborted) state.error = reasonOf(error)
    } finally {
      if (running === mine) state.busy = false
    }
  }

  function put(item: T): void {
    state.items = state.items.map((one) => (one.id === item.id ? item : one))
  }

  function drop(item: T): void {
    state.items = state.items.filter((one) => one.id !== item.id)
  }

  onScopeDispose(() => running?.abort())
  return state
}
