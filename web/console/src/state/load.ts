import { onScopeDispose, shallowReactive } from 'vue'
import { reasonOf } from './toasts'

export interface Loaded<T> {
  value: T | null
  error: string
  busy: boolean
  load: () => Promise<void>
}

/** One thing fetched from the server: the newest request wins, and a failure keeps what was there before. */
export function useLoaded<T>(fetch: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  let running: AbortController | null = null
  const loaded: Loaded<T> = shallowReactive({ value: null, error: '', busy: false, load })

  async function load(): Promise<void> {
    running?.abort()
    const mine = new AbortController()
    running = mine
    loaded.busy = true
    try {
      const value = await fetch(mine.signal)
      if (!mine.signal.aborted) Object.assign(loaded, { value, error: '' })
    } catch (error) {
      if (!mine.signal.aborted) loaded.error = reasonOf(error)
    } finally {
      if (running === mine) loaded.busy = false
    }
  }

  onScopeDispose(() => running?.abort())
  return loaded
}
