import { computed, nextTick, ref, type ComputedRef, type Ref } from 'vue'
import * as api from '@/api/replies'
import type { SuggestedReply } from '@/api/types'
import { useLoaded, type Loaded } from './load'
import { blanksIn, matching, slashAt, type Slash } from './replies'
import { typeInto } from './typing'

export interface Picker {
  open: ComputedRef<boolean>
  found: Loaded<{ items: SuggestedReply[]; values: Record<string, string> }>
  items: ComputedRef<SuggestedReply[]>
  active: Ref<number>
  look: () => void
  begin: () => Promise<void>
  key: (event: KeyboardEvent) => void
  pick: (reply: SuggestedReply) => Promise<void>
  close: () => void
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
  const active = ref(0)
  /** Where a `/` was closed by hand: it stays closed, whatever is typed after it. */
  let closed = -1
  /** How the text was before the button put the `/` there. */
  let before: { text: string; caret: number } | null = null

  const items = computed(() => (slash.value && found.value ? matching(found.value.items, slash.value.query) : []))
  /** Whoever types on although nothing fits writes a sentence, not a search. */
  const wanders = computed(() => Boolean(found.value && !items.value.length && slash.value?.query.includes(' ')))
  const open = computed(() => slash.value !== null && !wanders.value)

  function look(): void {
    const el = field()
    const at = el && el.selectionStart === el.selectionEnd ? slashAt(el.value, el.selectionStart) : null
    if (at?.from !== closed) closed = -1
    const next = at && closed < 0 ? at : null
    if (next && !slash.value) void found.load()
    if (next?.query !== slash.value?.query) active.value = 0
    if (!next) before = null
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
    before = null
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

  async function pick(reply: SuggestedReply): Promise<void> {
    const el = field()
    const from = slash.value?.from
    if (!el || from === undefined) return
    const to = from + 1 + (slash.value?.query.length ?? 0)
    close()
    closed = -1
    typeInto(el, from, to, reply.text)
    picked(reply)
    await nextTick()
    const [blank] = blanksIn(reply.text)
    if (blank) el.setSelectionRange(from + blank.from, from + blank.to)
  }

  function key(event: KeyboardEvent): void {
    if (!open.value || event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return
    const run = keys[event.key]
    if (!run || (event.key !== 'Escape' && !items.value.length)) return
    event.preventDefault()
    event.stopPropagation()
    run()
  }

  const step = (by: number) => () => void (active.value = (active.value + by + items.value.length) % items.value.length)
  const keys: Record<string, () => void> = {
    ArrowDown: step(1),
    ArrowUp: step(-1),
    Escape: cancel,
    Enter: () => {
      const reply = items.value[active.value]
      if (reply) void pick(reply)
    },
  }

  return { open, found, items, active, look, begin, key, pick, close, cancel }
}
