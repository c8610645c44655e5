import { computed, shallowReactive } from 'vue'

/** After a lost line: how much had been missed, told once, a moment after everything was resumed. */
const SETTLE_MS = 700
const SHOWN_MS = 6000

const state = shallowReactive({ shown: false, messages: 0, moved: [] as readonly string[], read: [] as readonly string[] })
/** Lists are compared until the sum is first shown; what a slow line brings of the open conversation still counts then. */
let settling = false
let counting = false
let timer: ReturnType<typeof setTimeout> | undefined

export const catchUp = {
  shown: computed(() => state.shown),
  /** Messages missed in the open conversation. */
  messages: computed(() => state.messages),
  /** Other conversations of the reader's in which something happened. */
  conversations: computed(() => state.moved.filter((id) => !state.read.includes(id)).length),
}

export function reconnected(): void {
  Object.assign(state, { shown: false, messages: 0, moved: [], read: [] })
  settling = counting = true
  clearTimeout(timer)
  timer = setTimeout(() => {
    settling = false
    state.shown = true
    timer = setTimeout(() => (state.shown = counting = false), SHOWN_MS)
  }, SETTLE_MS)
}

export function missedIn(conversation: string, messages: number): void {
  if (!counting) return
  state.messages += messages
  state.read = [...state.read, conversation]
}

export function moved(conversations: readonly string[]): void {
  if (settling) state.moved = conversations
}
