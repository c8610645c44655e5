/** Shapes of the public widget API. Times are ISO-8601 strings in UTC, ids are UUID strings. */

export type AuthorKind = 'requester' | 'bot' | 'associate' | 'system'
export type Delivery = 'sent' | 'delivered' | 'read' | 'failed' | 'unknown'
export type Holder = 'bot' | 'queue' | 'associate' | null

export interface Entry {
  seq: number
  id: string
  kind: 'message' | 'note' | 'activity' | 'receipt'
  author: { kind: AuthorKind; id?: string | null; name: string | null }
  body: string | null
  data: Record<string, unknown> | null
  state: Delivery | null
  segment: number
  at: string
  client_id: string | null
}

export interface Conversation {
  id: string
  status: 'open' | 'resolved'
  holder: Holder
  segment: number
  epoch_token: string
  seq: number
}

export interface Who {
  kind: 'bot' | 'associate'
  name: string | null
}

/** `eta_s` in seconds; null = nobody can say how long it will take. */
export interface Queue {
  position: number | null
  eta_s: { low: number; high: number } | null
}

/** Which resolution may be rated; null score = not yet. */
export interface Rating {
  segment: number
  score: number | null
}

export interface NamedFile {
  id: string
  name: string
}

/** A place to answer at; its address only as its owner recognises it. */
export interface Way {
  id: string
  channel: string
  address: string
  current: boolean
}

export interface Snapshot {
  conversation: Conversation | null
  entries: Entry[]
  who: Who | null
  queue: Queue | null
  rating: Rating | null
  /** Whether people are there at all. */
  available?: boolean
}

/** Something of the visitor that may count when somebody is chosen for them, if they let it. */
export interface Matching {
  key: string
  kind: string
  name: string
  counts: boolean
}

export interface Session {
  token: string
  visitor: string
  contact: { id: string; name: string | null; verified: boolean }
  brand: { name: string; languages: string[]; accent: string | null }
  bot: { name: string; greeting: string; enabled: boolean }
  available: boolean
  calls: { enabled: boolean; recorded: boolean }
  matching?: Matching[]
  /** When people are there again, where the brand is closed now. */
  opens_at?: string | null
  conversation: string | null
}

/** The visitor's call as the server knows it, and the servers that help browsers through networks. */
export interface CallStatus {
  call: { id: string; state: string; connected_at: string | null } | null
  ice_servers: RTCIceServer[]
}

/** What a live frame says about the conversation beside its entry. */
export interface Head extends Conversation {
  who?: Who | null
}

/** Something of ours that the server has not confirmed yet. `id` is its client_id in every attempt. */
export interface Draft {
  id: string
  kind: 'message' | 'person'
  body: string
  /** Files that were put up before; the message is nothing but them. */
  files?: NamedFile[]
  at: string
  attempts: number
  /** waiting: will be sent; accepted: the server has it, its entry is still to come; refused: only the visitor can retry. */
  state: 'waiting' | 'accepted' | 'refused'
}
