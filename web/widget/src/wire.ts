import type { Conversation, Delivery, Entry, Head, Holder, Queue, Rating, Session, Snapshot, Who } from './types'

/**
 * From what the server sends to what the store keeps. The server leaves out what it does not know (the bot's name, the
 * queue in a stream's state); the store needs to tell "nothing" (null) from "not said" (undefined).
 */

export interface RawWho {
  kind: string
  name: string | null
}

export interface RawHead {
  id: string
  status: Conversation['status']
  holder: Holder
  segment: number
  seq: number
  epoch_token: string
  who?: RawWho | null
}

export interface RawRating {
  segment: number
  score: number | null
}

export interface RawSnapshot {
  conversation: RawHead | null
  entries: Entry[]
  queue?: Queue | null
  rating?: RawRating | null
  available?: boolean
}

export function snapshotOf(raw: RawSnapshot): Snapshot {
  return {
    conversation: raw.conversation && conversationOf(raw.conversation),
    entries: raw.entries,
    who: whoOf(raw.conversation?.who),
    queue: raw.queue ?? null,
    rating: ratingOf(raw.rating),
    ...(raw.available === undefined ? {} : { available: raw.available }),
  }
}

export function headOf(raw: RawHead): Head {
  return { ...conversationOf(raw), ...(raw.who === undefined ? {} : { who: whoOf(raw.who) }) }
}

function conversationOf({ id, status, holder, segment, seq, epoch_token }: RawHead): Conversation {
  return { id, status, holder, segment, seq, epoch_token }
}

export function whoOf(raw: RawWho | null | undefined): Who | null {
  if (!raw || raw.kind === 'requester') return null
  return { kind: raw.kind === 'bot' ? 'bot' : 'associate', name: raw.name || null }
}

function ratingOf(raw: RawRating | null | undefined): Rating | null {
  return raw ? { segment: raw.segment, score: raw.score } : null
}

export interface Receipt {
  seq: number
  state: Extract<Delivery, 'delivered' | 'read'>
}

export type RawSession = Omit<Session, 'bot'> & { bot: { name: string; greeting: string; enabled?: boolean } }

export function sessionOf(raw: RawSession): Session {
  return { ...raw, bot: { ...raw.bot, enabled: raw.bot.enabled !== false } }
}
