import { computed, nextTick, ref, watch, type ComputedRef, type WritableComputedRef } from 'vue'
import * as api from '@/api/replies'
import type { SuggestedReply } from '@/api/types'
import { useLoaded, type Loaded } from './load'
import { blanksIn, matching, slashAt, type Slash } from './replies'
import { typeInto } from './typing'

export interface Picker {
  open: ComputedRef<boolean>
  found: Loaded<{ items: SuggestedReply[]; values: Record<string, string> }>
  items: ComputedRef<SuggestedReply[]>
  active: WritableComputedRef<number>
  look: () => void
  begin: () => Promise<void>
  key: (event: KeyboardEvent) => void
  pick: (reply: SuggestedReply) => Promise<void>
  close: () => void
  /** The text without the `/` and what was typed after it. */
  rest: (text: string) => string
  /** Closes, and takes the `/` and what was typed after it out of the field. */
  withdraw: () => void
  /** Closes, with the text as it was before it was opened. */
  cancel: () => void
}

/**
 * The list of saved replies over a text field: a `/` at the beginning of a word opens it, what follows filters it. The
 * cursor stays in the field all the while.
 */
export function useReplyPicker(conversation: () => string, field: () => HTMLTextAreaElement | null, picked: (reply: SuggestedReply) => void): Picker {
  const found = useLoaded((signal) => api.suggested(conversation(), signal))
  const slash = ref<Slash | null>(null)
  const chosen = ref<string | null>(null)
  /** Enter was pressed before the list was there. */
  let eager = false
  /** Where a `/` was closed by hand: it stays closed, whatever is typed after it. */
  let closed = -1
  /** How the text was before the button put the `/` there. */
  let before: { text: string; caret: number } | null = null

  const items = computed(() => (slash.value && found.value ? matching(found.value.items, slash.value.query) : []))
  /** What is chosen stays so when the list is loaded anew and comes in another order. */
  const active = computed({
    get: () => Math.max(0, items.value.findIndex((reply) => reply.id === chosen.value)),
    set: (at) => (chosen.value = items.value[at]?.id ?? null),
  })
  /** Whoever types on although nothing fits writes a sentence, not a search. */
  const wanders = computed(() => Boolean(found.value && !items.value.length && slash.value?.query.includes(' ')))
  const open = computed(() => slash.value !== null && !wanders.value)

  function look(): void {
    const el = field()
    const at = el && el.selectionStart === el.selectionEnd ? slashAt(el.value, el.selectionStart) : null
    if (at?.from !== closed) closed = -1
    const next = at && closed < 0 ? at : null
    if (next && !slash.value) void found.load()
    if (next?.query !== slash.value?.query) chosen.value = null
    if (!next) forget()
    slash.value = next
  }

  /** Opens the list without a `/` having been typed. */
  async function begin(): Promise<void> {
    const el = field()
    if (!el) return
    const caret = el.selectionEnd
    const kept = { text: el.value, caret }
    typeInto(el, caret, caret, /(?:^|\s)$/.test(el.value.slice(0, caret)) ? '/' : ' /')
    await nextTick()
    look()
    before = kept
  }

  function close(): void {
    closed = slash.value?.from ?? -1
    slash.value = null
    forget()
  }

  function forget(): void {
    before = null
    eager = false
  }

  function cancel(): void {
    const el = field()
    const kept = before
    close()
    el?.focus()
    if (!el || !kept) return
    typeInto(el, 0, el.value.length, kept.text)
    el.setSelectionRange(kept.caret, kept.caret)
  }

  const end = ({ from, query }: Slash): number => from + 1 + query.length
  const rest = (text: string): string => (slash.value ? text.slice(0, slash.value.from) + text.slice(end(slash.value)) : text)

  function withdraw(): void {
    const el = field()
    const at = slash.value
    if (!el || !at) return
    slash.value = null
    typeInto(el, at.from, end(at), '')
  }

  async function pick(reply: SuggestedReply): Promise<void> {
    const el = field()
    const at = slash.value
    if (!el || !at) return
    slash.value = null
    typeInto(el, at.from, end(at), reply.text)
    picked(reply)
    await nextTick()
    const [blank] = blanksIn(reply.text)
    if (blank) el.setSelectionRange(at.from + blank.from, at.from + blank.to)
  }

  function key(event: KeyboardEvent): void {
    if (!open.value || event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return
    const run = keys[event.key]
    if (!run || (event.key !== 'Escape' && found.value && !items.value.length)) return
    event.preventDefault()
    event.stopPropagation()
    run()
  }

  function enter(): void {
    const reply = items.value[active.value]
    eager = !found.value
    if (reply) void pick(reply)
  }

  watch(() => found.value, () => eager && enter())

  const step = (by: number) => () => void (active.value = (active.value + by + items.value.length) % Math.max(1, items.value.length))
  const keys: Record<string, () => void> = {
    ArrowDown: step(1),
    ArrowUp: step(-1),
    Escape: cancel,
    Enter: enter,
  }

  return { open, found, items, active, look, begin, key, pick, close, rest, withdraw, cancel }
}
