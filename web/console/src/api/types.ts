/** Shapes of the HTTP contract. Ids are UUID strings, times ISO-8601 UTC, durations seconds. */

export type Role = 'associate' | 'leader' | 'admin'
export type Box = 'mine' | 'waiting' | 'all' | 'bot'
export type Status = 'open' | 'resolved'
export type Holder = 'bot' | 'queue' | 'associate'
export type Availability = 'on' | 'off' | 'break'
export type DeliveryState = 'queued' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown'
export type EntryKind = 'message' | 'note' | 'activity' | 'receipt'
export type AuthorKind = 'requester' | 'bot' | 'associate' | 'system'

export interface Named {
  id: string
  name: string
}

export interface Topic {
  key: string
  name: string
}

export interface Brand {
  id: string
  key: string
  name: string
  role: Role
  languages: string[]
  topics: Topic[]
}

export interface Me {
  person: { id: string; name: string; email: string }
  operator: boolean
  brands: Brand[]
  csrf: string
}

export interface ContactHead {
  id: string
  name: string
  kind: string
  verified: boolean
}

export interface ConversationRow {
  id: string
  brand_id: string
  contact: ContactHead
  channel: string
  status: Status
  holder: Holder
  associate: Named | null
  topic: string | null
  priority: number
  requester_kind: string
  language: string | null
  epoch: number
  seq: number
  segment: number
  opened_at: string
  queued_at: string | null
  last_message_at: string
  awaiting_reply_since: string | null
  sla_due_at: string | null
  preview: string | null
  snippet: string | null
}

export interface Page<T> {
  items: T[]
  next: string | null
}

export type Counts = Record<Box, number>

export interface Author {
  kind: AuthorKind
  id: string | null
  name: string
}

export interface Citation {
  article: string
  title: string
}

/** The free part of an entry; which keys are there depends on the entry's kind (see `live/entries.ts`). */
export type EntryData = Record<string, unknown>

export interface Entry {
  seq: number
  id: string
  kind: EntryKind
  author: Author
  body: string
  data: EntryData
  state: DeliveryState | null
  segment: number
  at: string
  client_id: string | null
}

export interface Fact {
  kind: string
  value: string
  seq: number | null
}

export interface Handover {
  summary: string
  intent: string | null
  topic: string | null
  reason: string
  facts: Fact[]
  steps: string[]
  at: string
}

export interface ConversationState {
  conversation: ConversationRow
  handover: Handover | null
  entries: Entry[]
  epoch_token: string
}

export interface Identity {
  type: string
  value: string
  verified: boolean
}

export interface EarlierConversation {
  id: string
  status: Status
  topic: string | null
  opened_at: string
  preview: string | null
}

export interface Contact extends ContactHead {
  language: string | null
  identities: Identity[]
  attributes: Record<string, unknown>
  conversations: EarlierConversation[]
}

export interface Article {
  id: string
  slug: string
  title: string
  kinds: string[]
  language: string
  topic: string | null
  body: string
  score: number
}

export interface OfferReason {
  summary: string
  parts: unknown
}

export interface Offer {
  id: string
  conversation_id: string
  brand_id: string
  brand_name: string
  topic: string | null
  channel: string
  requester_kind: string
  priority: number
  waiting_s: number
  reason: OfferReason
  offered_at: string
  expires_at: string
  expires_in_s: number
  preview: string
}

export interface Grant {
  brand_id: string
  brand_name: string
  topics: string[]
  channels: string[]
  clearance: number | string
}

export interface Associate {
  id: string
  name: string
  availability: Availability
  online: boolean
  capacity: number
  load: number
  languages: string[]
  grants: Grant[]
  warm_up_until: string | null
}

export interface BoardWaiting {
  conversation_id: string
  brand_id: string
  topic: string | null
  waiting_s: number
  sla_due_at: string | null
  at_risk: boolean
  offers: number
  eligible: number
}

export type AgeBand = '<30' | '30-60' | '1-3m' | '>3m'

export interface BoardQueue {
  brand_id: string
  topic: string | null
  count: number
  longest_s: number
  bands: Record<AgeBand, number>
}

export interface BoardAssociate {
  id: string
  name: string
  availability: Availability
  online: boolean
  load: number
  capacity: number
  conversations: string[]
  idle_s: number | null
  longest_s: number | null
}

export interface BoardAlert {
  kind: 'empty_pool' | 'sla_risk' | 'dead_letters'
  text: string
  brand_id: string | null
  topic: string | null
  count: number
}

export interface Board {
  now: string
  waiting: BoardWaiting[]
  queues: BoardQueue[]
  associates: BoardAssociate[]
  bot: { open: number; share_answered_today: number | null }
  offers: { accept_p50_s: number | null; accepted: number; declined: number; expired: number }
  alerts: BoardAlert[]
  totals: { waiting: number; longest_s: number; sla_at_risk: number; bot_share: number | null; online: number }
}

export interface ResolutionReport {
  started_with_bot: number
  contained: number
  assumed_resolved: number
  true_resolved: { h48: number; d7: number; d30: number }
  csat: { mean: number | null; count: number; by_kind: Record<string, { mean: number | null; count: number }> }
}

export interface DeadLetter {
  id: string
  name: string
  subscriber: string
  attempts: number
  error: string
  at: string
}

export interface TransferTarget {
  kind: 'queue' | 'associate' | 'bot'
  associate_id?: string
  note: string
}

export interface StaleEpoch {
  epoch: number
  holder: Holder
  associate: Named | null
}
