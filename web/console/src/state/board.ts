import { onScopeDispose, shallowReactive, watch } from 'vue'
import * as work from '@/api/work'
import type { Board } from '@/api/types'
import { listen } from '@/live/socket'
import { useLoaded, type Loaded } from './load'
import { preferences } from './preferences'
import { throttled } from './throttle'

const EVERY_MS = 4000
const KEPT = 450

/** What the board showed since this tab first opened it: enough to see whether a queue grows. */
export const trend = shallowReactive({ brand: null as string | null, times: [] as number[], waiting: [] as number[] })

function sample(board: Board): void {
  if (trend.brand !== preferences.brand) Object.assign(trend, { brand: preferences.brand, times: [], waiting: [] })
  trend.times = [...trend.times, Date.parse(board.now) / 1000].slice(-KEPT)
  trend.waiting = [...trend.waiting, board.totals.waiting].slice(-KEPT)
}

/** The board: fetched at every hint that something changed, at most once a second, and every few seconds anyway. */
export function useBoard(): Loaded<Board> {
  const board = useLoaded((signal) => work.board(preferences.brand, signal))
  const soon = throttled(() => document.visibilityState === 'visible' && void board.load(), 1000)
  const timer = setInterval(soon, EVERY_MS)
  const stop = listen((frame) => frame.type === 'changed' && soon())

  watch(() => preferences.brand, board.load, { immediate: true })
  watch(
    () => board.value,
    (value) => value && sample(value),
  )
  onScopeDispose(() => {
    clearInterval(timer)
    soon.stop()
    stop()
  })
  return board
}
