import type { ConversationRow, Entry, Handover, Named, Offer } from '@/api/types'

/** What the server may say on /api/v1/live. Unknown types are ignored by the socket. */
export interface Subscribed {
  type: 'subscribed'
  stream: 'conversation' | 'brand'
  id: string
  recovered: boolean
  epoch: string
  seq?: number
  position?: number
  entries?: Entry[]
  events?: unknown[]
  state?: FullState | null
  head?: ConversationRow
}

interface FullState {
  conversation: ConversationRow
  handover: Handover | null
  entries: Entry[]
  epoch_token?: string
}

export interface EntryFrame {
  type: 'entry'
  conversation: string
  entry: Entry
  head: Partial<ConversationRow>
}

export interface Changed {
  type: 'changed'
  brand: string
  position: number
  kind: string
  conversation: string | null
}

/** Holders write under their first name, since the requester sees it; whoever writes a note, under the whole. */
export interface Typing {
  type: 'typing'
  conversation: string
  who: { kind: string; name: string }
  on: boolean
  note: boolean
}

export type ServerFrame =
  | { type: 'welcome'; connection: string; heartbeat_s: number }
  | Subscribed
  | EntryFrame
  | Changed
  | { type: 'offer'; offer: Offer }
  | { type: 'offer_gone'; id: string; outcome: string }
  | { type: 'unsubscribed'; stream: 'conversation'; id: string }
  | Typing
  | { type: 'viewing'; conversation: string; people: Named[] }
  | { type: 'pong' }
  | { type: 'error'; code: string; detail: string; about?: string }

export type ClientFrame =
  | { type: 'subscribe'; stream: 'conversation'; id: string; epoch: string | null; seq: number }
  | { type: 'subscribe'; stream: 'brand'; id: string; epoch: string | null; position: number }
  | { type: 'unsubscribe'; stream: 'conversation' | 'brand'; id: string }
  | { type: 'typing'; conversation: string; on: boolean; note: boolean }
  | { type: 'ping' }
