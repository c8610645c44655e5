import { shallowReactive } from 'vue'

/** After a lost line: how much had been missed, told once, a moment after everything was resumed. */
export const catchUp = shallowReactive({ shown: false, messages: 0, conversations: 0 })

const SETTLE_MS = 700
const SHOWN_MS = 6000
let counting = false
let timer: ReturnType<typeof setTimeout> | undefined

export function reconnected(): void {
  Object.assign(catchUp, { shown: false, messages: 0, conversations: 0 })
  counting = true
  clearTimeout(timer)
  timer = setTimeout(() => {
    counting = false
    catchUp.shown = true
    timer = setTimeout(() => (catchUp.shown = false), SHOWN_MS)
  }, SETTLE_MS)
}

export function missed(messages: number, conversations = 0): void {
  if (!counting) return
  catchUp.messages += messages
  catchUp.conversations += conversations
}
