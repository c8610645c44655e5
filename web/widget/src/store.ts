import type { Call } from './call'
import type { Conversation, Draft, Entry, Head, Queue, Rating, Session, Snapshot, Who } from './types'

export type Phase = 'idle' | 'starting' | 'ready' | 'unreachable' | 'refused' | 'signed_out'
export type Link = 'off' | 'connecting' | 'live' | 'polling' | 'lost'

export interface State {
  open: boolean
  visible: boolean
  phase: Phase
  link: Link
  session: Session | null
  conversation: Conversation | null
  /** Epoch of the live stream; with `seq` it says from where to resume. */
  epoch: string | null
  /** Every public entry up to here is known. */
  seq: number
  /** Set when an entry arrived beyond `seq + 1`: what lies between has to be fetched. */
  gap: boolean
  entries: readonly Entry[]
  drafts: readonly Draft[]
  who: Who | null
  queue: Queue | null
  rating: Rating | null
  /** `until` in ms of the same clock as the events' `now`. */
  typing: { who: Who; until: number } | null
  /** Highest seq this visitor has seen on screen. */
  readSeq: number
  throttledUntil: number
  address: string | null
  call: Call | null
}

export type Event =
  | { type: 'starting' }
  | { type: 'session'; session: Session }
  | { type: 'start_failed'; phase: 'unreachable' | 'refused' | 'signed_out' }
  | { type: 'snapshot'; snapshot: Snapshot }
  | { type: 'caught_up'; snapshot: Snapshot }
  | { type: 'entry'; conversation: string; entry: Entry; head: Head | null }
  | { type: 'typing'; who: Who; on: boolean; now: number }
  | { type: 'queue'; queue: Queue | null }
  | { type: 'link'; link: Link }
  | { type: 'panel'; open: boolean }
  | { type: 'visible'; visible: boolean }
  | { type: 'seen'; seq: number }
  | { type: 'drafted'; draft: Draft }
  | { type: 'restored'; drafts: readonly Draft[] }
  | { type: 'attempted'; id: string }
  | { type: 'accepted'; id: string; now: number }
  | { type: 'refused'; id: string }
  | { type: 'retried'; id: string }
  | { type: 'discarded'; id: string }
  | { type: 'throttled'; until: number }
  | { type: 'rated'; segment: number; score: number }
  | { type: 'addressed'; address: string }
  | { type: 'call'; call: Call | null }
  | { type: 'tick'; now: number }
  | { type: 'reset' }

const TYPING_MS = 8_000
/** How long the dots may stand for a bot that was given a message and has said nothing at all. */
const THINKING_MS = 12_000

export const initial: State = {
  open: false,
  visible: true,
  phase: 'idle',
  link: 'off',
  session: null,
  conversation: null,
  epoch: null,
  seq: 0,
  gap: false,
  entries: [],
  drafts: [],
  who: null,
  queue: null,
  rating: null,
  typing: null,
  readSeq: 0,
  throttledUntil: 0,
  address: null,
  call: null,
}

/** Pure: the same events give the same state, and any road to the same entries gives the same picture. */
export function reduce(state: State, event: Event): State {
  switch (event.type) {
    case 'starting':
      return { ...state, phase: state.session ? state.phase : 'starting' }
    case 'session':
      return { ...state, phase: 'ready', session: event.session }
    case 'start_failed':
      return { ...state, phase: event.phase === 'unreachable' && state.session ? state.phase : event.phase }
    case 'snapshot':
      return replaceAll(state, event.snapshot)
    case 'caught_up':
      return catchUp(state, event.snapshot)
    case 'entry':
      return append(state, event.conversation, event.entry, event.head)
    case 'typing':
      return { ...state, typing: typingAfter(state, event) }
    case 'queue':
      // a place in a queue that we do not know to be in: there is more to ask for
      return { ...state, queue: event.queue, gap: state.gap || state.conversation?.holder !== 'queue' }
    case 'link':
      return { ...state, link: event.link, typing: event.link === 'lost' ? null : state.typing }
    case 'panel':
      return { ...state, open: event.open }
    case 'visible':
      return { ...state, visible: event.visible }
    case 'seen':
      return event.seq > state.readSeq ? { ...state, readSeq: event.seq } : state
    case 'throttled':
      return { ...state, throttledUntil: event.until }
    case 'rated':
      return { ...state, rating: { segment: event.segment, score: event.score } }
    case 'addressed':
      return { ...state, address: event.address }
    case 'call':
      return { ...state, call: event.call }
    case 'tick':
      return expire(state, event.now)
    case 'reset':
      return { ...initial, open: state.open, visible: state.visible, drafts: state.drafts, call: state.call }
    default:
      return reduceDrafts(state, event)
  }
}

type DraftEvent = Extract<
  Event,
  { type: 'drafted' | 'restored' | 'attempted' | 'accepted' | 'refused' | 'retried' | 'discarded' }
>

function reduceDrafts(state: State, event: DraftEvent): State {
  const change = (id: string, to: (draft: Draft) => Draft): State => ({
    ...state,
    drafts: state.drafts.map((draft) => (draft.id === id ? to(draft) : draft)),
  })
  switch (event.type) {
    case 'drafted':
      return { ...state, drafts: [...state.drafts, event.draft] }
    case 'restored':
      return { ...state, drafts: unconfirmed(merged(event.drafts, state.drafts), state.entries) }
    case 'attempted':
      return change(event.id, (draft) => ({ ...draft, attempts: draft.attempts + 1 }))
    case 'accepted':
      return thinking(settle(state, event.id), event.now)
    case 'refused':
      return change(event.id, (draft) => ({ ...draft, state: 'refused' }))
    case 'retried':
      return change(event.id, (draft) => ({ ...draft, state: 'waiting', attempts: 0 }))
    case 'discarded':
      return { ...state, drafts: state.drafts.filter((draft) => draft.id !== event.id) }
  }
}

/** An accepted message stays visible until its entry arrives; a wish for a person has no entry of its own. */
function settle(state: State, id: string): State {
  const drafts = state.drafts
    .filter((draft) => draft.id !== id || draft.kind === 'message')
    .map((draft) => (draft.id === id ? { ...draft, state: 'accepted' as const } : draft))
  // who waits for a person may be told so by no entry at all
  const gap = state.gap || state.drafts.some((draft) => draft.id === id && draft.kind === 'person')
  return { ...state, drafts, throttledUntil: 0, gap }
}

/** The bot got a message: say so until anything at all comes back. */
function thinking(state: State, now: number): State {
  const bot = state.session?.bot.name
  const held = state.conversation?.status === 'open' ? state.conversation.holder : 'bot'
  if (!bot || held !== 'bot' || state.typing) return state
  return { ...state, typing: { who: { kind: 'bot', name: bot }, until: now + THINKING_MS } }
}

function typingAfter(state: State, event: { who: Who; on: boolean; now: number }): State['typing'] {
  if (event.on) return { who: named(event.who, state) ?? event.who, until: event.now + TYPING_MS }
  return state.typing?.who.kind === event.who.kind ? null : state.typing
}

function expire(state: State, now: number): State {
  const typing = state.typing && state.typing.until <= now ? null : state.typing
  const throttledUntil = state.throttledUntil <= now ? 0 : state.throttledUntil
  if (typing === state.typing && throttledUntil === state.throttledUntil) return state
  return { ...state, typing, throttledUntil }
}

function replaceAll(state: State, snapshot: Snapshot): State {
  const since = overtaken(state, snapshot) ? state.entries : []
  const entries = withReceipts(inOrder([...since, ...snapshot.entries]))
  return {
    ...state,
    ...headFrom(state, snapshot),
    epoch: snapshot.conversation?.epoch_token ?? null,
    entries,
    seq: Math.max(lastSeq(entries), snapshot.conversation?.seq ?? 0),
    gap: false,
    drafts: unconfirmed(state.drafts, entries),
    typing: null,
    // seq counts within one conversation
    readSeq: snapshot.conversation?.id === state.conversation?.id ? state.readSeq : 0,
  }
}

/** A stretch from `seq` on; another conversation than ours means ours is over, so it becomes the whole. */
function catchUp(state: State, snapshot: Snapshot): State {
  if (!overtaken(state, snapshot) && snapshot.conversation?.id !== state.conversation?.id) {
    return { ...state, gap: true, seq: 0 }
  }
  const entries = withReceipts(inOrder([...state.entries, ...snapshot.entries]))
  const news = snapshot.entries.some((entry) => entry.author.kind !== 'requester')
  return {
    ...state,
    ...headFrom(state, snapshot),
    epoch: snapshot.conversation?.epoch_token ?? state.epoch,
    entries,
    seq: Math.max(lastSeq(entries), snapshot.conversation?.seq ?? 0),
    gap: false,
    drafts: unconfirmed(state.drafts, entries),
    typing: news ? null : state.typing,
  }
}

function headFrom(
  state: State,
  snapshot: Snapshot,
): Pick<State, 'conversation' | 'who' | 'queue' | 'rating' | 'session'> {
  const { conversation, who, queue, rating, available } = snapshot
  const session = state.session && available !== undefined ? { ...state.session, available } : state.session
  if (overtaken(state, snapshot)) {
    return { conversation: state.conversation, who: state.who, queue: state.queue, rating: state.rating, session }
  }
  return { conversation, who: named(who, state), queue, rating, session }
}

/** The answer to a fetch may be older than what the socket brought while it was on its way. */
function overtaken(state: State, { conversation }: Snapshot): boolean {
  const own = state.conversation
  if (!own) return false
  if (!conversation) return true // asked before ours was opened
  if (own.id !== conversation.id || own.epoch_token !== conversation.epoch_token) return false
  return own.seq > conversation.seq
}

function append(state: State, conversation: string, entry: Entry, head: Head | null): State {
  const was = state.conversation ?? (head?.id === conversation ? head : null)
  if (was?.id !== conversation) return { ...state, gap: true, seq: 0 }
  const entries = withReceipts(inOrder([...state.entries, entry]))
  const next = entry.seq <= state.seq + 1
  const newest = entry.seq >= lastSeq(state.entries)
  return {
    ...state,
    ...(newest ? headAfter(state, was, entry, head) : {}),
    entries,
    seq: next ? Math.max(state.seq, entry.seq) : state.seq,
    gap: state.gap || !next,
    drafts: unconfirmed(state.drafts, entries),
    typing: entry.author.kind === 'requester' || entry.kind === 'receipt' ? state.typing : null,
  }
}

function headAfter(
  state: State,
  was: Conversation,
  entry: Entry,
  head: Head | null,
): Pick<State, 'conversation' | 'who' | 'queue' | 'rating'> {
  const conversation: Conversation = {
    id: was.id,
    status: head?.status ?? was.status,
    holder: head ? head.holder : was.holder,
    segment: Math.max(head?.segment ?? 0, entry.segment, was.segment),
    seq: Math.max(was.seq, entry.seq),
    epoch_token: head?.epoch_token ?? was.epoch_token,
  }
  return {
    conversation,
    who: named(head?.who === undefined ? whoHolds(state, conversation) : head.who, state),
    queue: conversation.holder === 'queue' ? state.queue : null,
    rating: ratingAfter(state.rating, entry),
  }
}

function whoHolds(state: State, conversation: Conversation): Who | null {
  if (conversation.holder === 'bot') return { kind: 'bot', name: null }
  if (conversation.holder !== 'associate') return null
  return state.who?.kind === 'associate' ? state.who : { kind: 'associate', name: null }
}

/** The bot's name is the session's to know. */
function named(who: Who | null, state: State): Who | null {
  return who?.kind === 'bot' && !who.name ? { ...who, name: state.session?.bot.name ?? null } : who
}

function ratingAfter(was: Rating | null, entry: Entry): Rating | null {
  if (entry.kind !== 'activity') return was
  const type = entry.data?.['type']
  if (type === 'resolved') return { segment: entry.segment, score: null }
  if (type === 'reopened') return null
  if (type !== 'rated') return was
  const score = entry.data?.['score']
  return { segment: entry.segment, score: typeof score === 'number' ? score : (was?.score ?? null) }
}

function inOrder(entries: readonly Entry[]): Entry[] {
  const bySeq = new Map<number, Entry>()
  for (const entry of entries) bySeq.set(entry.seq, keepProgress(bySeq.get(entry.seq), entry))
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}

const RANK: Record<string, number> = { unknown: 0, sent: 1, failed: 2, delivered: 3, read: 4 }
const rank = (state: string | null) => (state === null ? -1 : (RANK[state] ?? 0))

/** The same entry told twice, in any order: the further delivery state wins. */
function keepProgress(one: Entry | undefined, two: Entry): Entry {
  if (!one || rank(two.state) >= rank(one.state)) return two
  return { ...two, state: one.state }
}

/** Receipts are entries of their own; what they say is shown on the message they speak of. */
function withReceipts(entries: Entry[]): Entry[] {
  const told = new Map<number, Entry['state']>()
  for (const entry of entries) {
    if (entry.kind !== 'receipt') continue
    const { ref_seq: ref, state } = (entry.data ?? {}) as { ref_seq?: number; state?: Entry['state'] }
    if (ref !== undefined && state && rank(state) > rank(told.get(ref) ?? null)) told.set(ref, state)
  }
  if (!told.size) return entries
  return entries.map((entry) => {
    const state = told.get(entry.seq)
    return state && rank(state) > rank(entry.state) ? { ...entry, state } : entry
  })
}

const lastSeq = (entries: readonly Entry[]) => entries[entries.length - 1]?.seq ?? 0

function unconfirmed(drafts: readonly Draft[], entries: readonly Entry[]): readonly Draft[] {
  const known = new Set(entries.map((entry) => entry.client_id))
  return drafts.some((draft) => known.has(draft.id)) ? drafts.filter((draft) => !known.has(draft.id)) : drafts
}

function merged(stored: readonly Draft[], live: readonly Draft[]): readonly Draft[] {
  const ids = new Set(live.map((draft) => draft.id))
  return [...stored.filter((draft) => !ids.has(draft.id)), ...live]
}

/** Holds the state, tells listeners once per burst of events. */
export class Store {
  private current: State
  private scheduled = false
  private readonly listeners: Array<(now: State) => void> = []

  constructor(from: State = initial) {
    this.current = from
  }

  get state(): State {
    return this.current
  }

  dispatch(event: Event): void {
    const next = reduce(this.current, event)
    if (next === this.current) return
    this.current = next
    if (this.scheduled) return
    this.scheduled = true
    queueMicrotask(() => {
      this.scheduled = false
      for (const listener of this.listeners) listener(this.current)
    })
  }

  subscribe(listener: (now: State) => void): void {
    this.listeners.push(listener)
  }
}
