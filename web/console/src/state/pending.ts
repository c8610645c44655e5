import type { Entry } from '@/api/types'

export interface Pending {
  client_id: string
  kind: 'message' | 'note'
  body: string
  /** Files that were put up before, by id. */
  files?: string[]
  /** Saved replies that it was made of, by id. */
  replies?: string[]
  at: string
  /** Held: there was no line; it goes out once there is one. */
  state: 'sending' | 'held' | 'failed'
  reason: string
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

const key = (conversation: string): string => `gigline.pending.${conversation}`

/** What a reload found unconfirmed comes back as failed: trying again with the same client_id cannot double it. */
export function restorePending(storage: Store, conversation: string, reason: string): Pending[] {
  const kept = storage.getItem(key(conversation))
  if (!kept) return []
  return (JSON.parse(kept) as Pending[]).map((item) => ({ ...item, state: 'failed', reason }))
}

export function keepPending(storage: Store, conversation: string, items: readonly Pending[]): void {
  if (items.length) storage.setItem(key(conversation), JSON.stringify(items))
  else storage.removeItem(key(conversation))
}

/** The log decides: whatever it carries under our client_id has arrived, even if its answer was lost. */
export function unconfirmed(items: readonly Pending[], entries: readonly Entry[]): Pending[] {
  if (items.length === 0) return []
  const arrived = new Set(entries.map((entry) => entry.client_id))
  return items.filter((item) => !arrived.has(item.client_id))
}
