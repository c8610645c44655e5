import { computed, onScopeDispose, shallowReactive, type ComputedRef } from 'vue'
import type { ServerFrame, Viewer } from '@/live/frames'
import { listen, onOpen, say } from '@/live/socket'
import { session } from './session'

const TYPING_SHOWN_MS = 6000
const TYPING_SAID_MS = 2500

export interface Company {
  others: ComputedRef<Viewer[]>
  /** Name of the requester (or the bot) while they write, or null. */
  writing: ComputedRef<string | null>
  typed: () => void
  stopped: () => void
}

/** Who else is here, and who is writing; says the same of the reader. Ephemeral: nothing of it is stored anywhere. */
export function useCompany(id: string): Company {
  const state = shallowReactive({ people: [] as Viewer[], writing: null as string | null })
  let forget: ReturnType<typeof setTimeout> | undefined
  let quiet: ReturnType<typeof setTimeout> | undefined
  let saidAt = 0

  function onTyping(frame: Extract<ServerFrame, { type: 'typing' }>): void {
    clearTimeout(forget)
    if (frame.who.kind === 'associate') return markTyping(frame.who.name, frame.on)
    state.writing = frame.on ? frame.who.name : null
    forget = setTimeout(() => (state.writing = null), TYPING_SHOWN_MS)
  }

  function markTyping(name: string, typing: boolean): void {
    state.people = state.people.map((person) => (person.name === name ? { ...person, typing } : person))
  }

  const stopListening = listen((frame) => {
    if (frame.type === 'typing' && frame.conversation === id) onTyping(frame)
    if (frame.type === 'viewing' && frame.conversation === id) state.people = frame.people
    if (frame.type === 'entry' && frame.conversation === id && frame.entry.author.name === state.writing) state.writing = null
  })
  const stopOpening = onOpen(() => say({ type: 'viewing', conversation: id, on: true }))

  function typed(): void {
    clearTimeout(quiet)
    quiet = setTimeout(stopped, TYPING_SHOWN_MS)
    if (Date.now() - saidAt < TYPING_SAID_MS) return
    saidAt = Date.now()
    say({ type: 'typing', conversation: id, on: true })
  }

  function stopped(): void {
    clearTimeout(quiet)
    if (saidAt) say({ type: 'typing', conversation: id, on: false })
    saidAt = 0
  }

  onScopeDispose(() => {
    stopped()
    stopListening()
    stopOpening()
    say({ type: 'viewing', conversation: id, on: false })
  })
  return {
    others: computed(() => state.people.filter((person) => person.id !== session.me?.person.id)),
    writing: computed(() => state.writing),
    typed,
    stopped,
  }
}
