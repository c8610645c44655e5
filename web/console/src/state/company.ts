import { computed, onScopeDispose, shallowReactive, type ComputedRef } from 'vue'
import type { Named } from '@/api/types'
import type { ServerFrame, Typing } from '@/live/frames'
import { listen, say } from '@/live/socket'
import { session } from './session'

const SHOWN_MS = 6000
const SAID_EVERY_MS = 2500

export interface Viewer extends Named {
  typing: boolean
}

export interface Company {
  /** Colleagues who have this conversation open. */
  others: ComputedRef<Viewer[]>
  /** Name of the requester or the bot while they write, or null. */
  writing: ComputedRef<string | null>
  typed: (note: boolean) => void
  stopped: () => void
}

const isSame = (person: Named, name: string): boolean => person.name === name || person.name.split(' ')[0] === name

/** Who else is here, and who is writing; says the same of the reader. Ephemeral: nothing of it is stored anywhere. */
export function useCompany(id: string): Company {
  const state = shallowReactive({ people: [] as readonly Named[], writers: [] as readonly Typing['who'][] })
  const forgetting = new Map<string, ReturnType<typeof setTimeout>>()
  let quiet: ReturnType<typeof setTimeout> | undefined
  let saidAt = 0
  let asNote = false

  function forget(name: string): void {
    clearTimeout(forgetting.get(name))
    state.writers = state.writers.filter((who) => who.name !== name)
  }

  function onTyping({ who, on }: Typing): void {
    forget(who.name)
    if (!on) return
    state.writers = [...state.writers, who]
    forgetting.set(who.name, setTimeout(() => forget(who.name), SHOWN_MS))
  }

  const stopListening = listen((frame: ServerFrame) => {
    if (frame.type === 'typing' && frame.conversation === id) onTyping(frame)
    if (frame.type === 'viewing' && frame.conversation === id) state.people = frame.people
    if (frame.type === 'entry' && frame.conversation === id) forget(frame.entry.author.name)
  })

  function typed(note: boolean): void {
    clearTimeout(quiet)
    quiet = setTimeout(stopped, SHOWN_MS)
    if (Date.now() - saidAt < SAID_EVERY_MS && note === asNote) return
    saidAt = Date.now()
    asNote = note
    say({ type: 'typing', conversation: id, on: true, note })
  }

  function stopped(): void {
    clearTimeout(quiet)
    if (saidAt) say({ type: 'typing', conversation: id, on: false, note: asNote })
    saidAt = 0
  }

  onScopeDispose(() => {
    stopped()
    stopListening()
    for (const timer of forgetting.values()) clearTimeout(timer)
  })
  return {
    others: computed(() =>
      state.people
        .filter((person) => person.id !== session.me?.person.id)
        .map((person) => ({ ...person, typing: state.writers.some((who) => isSame(person, who.name)) })),
    ),
    writing: computed(() => state.writers.find((who) => who.kind !== 'associate')?.name ?? null),
    typed,
    stopped,
  }
}
