import { computed, onScopeDispose, shallowReactive, type ComputedRef } from 'vue'
import { ApiError } from '@/api/client'
import * as api from '@/api/conversations'
import type { Entry } from '@/api/types'
import { onOpen } from '@/live/socket'
import { t } from '@/messages'
import type { OpenConversation } from './conversation'
import { draftsIn, keepAsNote } from './drafts'
import { keepPending, restorePending, unconfirmed, type Pending } from './pending'
import { reasonOf } from './toasts'

export interface Outbox {
  pending: ComputedRef<Pending[]>
  /** The text that the server refused because the conversation had moved on. */
  state: { refused: string | null }
  send: (kind: Pending['kind'], body: string, files?: string[], replies?: string[]) => Promise<void>
  retry: (item: Pending) => Promise<void>
  discard: (item: Pending) => void
}

/** Sends replies and notes. A message is on the screen at once and leaves this list only when the log carries it. */
export function useOutbox(open: OpenConversation): Outbox {
  const state = shallowReactive({
    items: restorePending(sessionStorage, open.id, t.delivery.unconfirmed) as readonly Pending[],
    refused: null as string | null,
  })

  function keep(items: readonly Pending[]): void {
    state.items = items
    keepPending(sessionStorage, open.id, items)
  }

  function put(item: Pending): void {
    const known = state.items.some(({ client_id }) => client_id === item.client_id)
    keep(known ? state.items.map((one) => (one.client_id === item.client_id ? item : one)) : [...state.items, item])
  }
  const discard = (item: Pending): void => keep(state.items.filter((held) => held.client_id !== item.client_id))

  async function send(kind: Pending['kind'], body: string, files: string[] = [], replies: string[] = []): Promise<void> {
    const client_id = crypto.randomUUID()
    await attempt({ client_id, kind, body, files, replies, at: new Date().toISOString(), state: 'sending', reason: '' })
  }

  async function attempt(item: Pending): Promise<void> {
    put({ ...item, state: 'sending', reason: '' })
    try {
      open.take(await post(item))
      discard(item)
    } catch (error) {
      if (isGone(error)) lost(item)
      else if (isStale(error)) await refused(item)
      else put({ ...item, state: isOffline(error) ? 'held' : 'failed', reason: reasonOf(error) })
    }
  }

  /** In the order they were written. Their keys keep them from going twice, and the epoch from going past somebody else. */
  async function sendHeld(): Promise<void> {
    for (const item of state.items.filter((one) => one.state === 'held')) await attempt(item)
  }

  onScopeDispose(onOpen(() => void sendHeld()))

  function post({ kind, body, files, replies, client_id }: Pending): Promise<Entry> {
    if (kind === 'note') return api.note(open.id, { body, client_id })
    return api.reply(open.id, open.timeline?.row.epoch ?? -1, { body, client_id, ...(files?.length ? { attachments: files } : {}), ...(replies?.length ? { replies } : {}) })
  }

  async function refused(item: Pending): Promise<void> {
    discard(item)
    keepAsNote(draftsIn(sessionStorage), open.id, item.body)
    await open.load()
    state.refused = item.body
  }

  /** The conversation went to somebody else, and with it the right to see it: the text stays as this tab's draft. */
  function lost(item: Pending): void {
    discard(item)
    draftsIn(sessionStorage).write(open.id, 'reply', item.body)
    open.ended = true
  }

  return {
    pending: computed(() => unconfirmed(state.items, open.timeline?.entries ?? [])),
    state,
    send,
    retry: attempt,
    discard,
  }
}

const STALE = ['stale_epoch', 'not_allowed_now']

export const isStale = (error: unknown): boolean => error instanceof ApiError && STALE.includes(error.code)
const isGone = (error: unknown): boolean => error instanceof ApiError && error.status === 404
const isOffline = (error: unknown): boolean => error instanceof ApiError && error.code === 'offline'
