import type { State } from './store'
import type { Draft, Entry, NamedFile } from './types'

export type SendState = 'sending' | 'waiting' | 'trying' | 'refused' | 'sent' | 'delivered' | 'read'

export interface MessageItem {
  kind: 'message'
  /** Stays the same from draft to entry, so that the node on screen does too. */
  key: string
  mine: boolean
  spoken: boolean
  author: { kind: Entry['author']['kind']; name: string | null }
  body: string
  at: string
  /** First and last of a run by the same author. */
  first: boolean
  last: boolean
  /** Only where it tells something: the latest own message, or one that is not sent. */
  send: SendState | null
  draft: string | null
  sources: string[]
  files: NamedFile[]
}

export type Item =
  | MessageItem
  | { kind: 'day'; key: string; at: string }
  | { kind: 'line'; key: string; type: string; name: string | null; to: string | null }

/** More time than this between two messages starts a new run. */
const RUN_MS = 5 * 60_000
const LINES = new Set(['handed_over', 'released', 'assigned', 'resolved', 'reopened', 'still_there', 'moved', 'later_offered'])

/** What the log shows, oldest first: entries, then what is still on its way out. */
export function itemsOf(state: State): Item[] {
  const items: Item[] = []
  for (const entry of state.entries) {
    const item = fromEntry(entry)
    if (item) push(items, item, entry.at)
  }
  for (const draft of state.drafts) {
    if (draft.kind === 'message') push(items, fromDraft(draft, state), draft.at)
  }
  return markOwn(markRuns(items))
}

function push(items: Item[], item: Item, at: string): void {
  const last = items[items.length - 1]
  // one "looking for a person" is enough, however many steps it takes inside
  if (item.kind === 'line' && last?.kind === 'line' && lineKey(last.type) === lineKey(item.type)) return
  // found at once: the search is not worth a line of its own
  if (item.kind === 'line' && item.type === 'assigned' && last?.kind === 'line' && lineKey(last.type) === 'looking') items.pop()
  const day = dayOf(at)
  if (!items.some((one) => one.kind === 'day' && one.key === `day:${day}`)) {
    items.push({ kind: 'day', key: `day:${day}`, at })
  }
  items.push(item)
}

export const lineKey = (type: string) =>
  type === 'handed_over' || type === 'released' ? 'looking' : type

/** Local calendar day; the visitor's day, not the server's. */
export function dayOf(at: string): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`
}

function fromEntry(entry: Entry): Item | null {
  if (entry.kind === 'activity') return line(entry)
  if (entry.kind !== 'message' || !entry.body) return null
  return {
    kind: 'message',
    key: entry.client_id ?? entry.id,
    mine: entry.author.kind === 'requester',
    spoken: isSpoken(entry),
    author: { kind: entry.author.kind, name: entry.author.name },
    body: entry.body,
    at: entry.at,
    first: true,
    last: true,
    send: entry.author.kind === 'requester' && !isSpoken(entry) ? ownState(entry) : null,
    draft: null,
    sources: sourcesOf(entry),
    files: filesOf(entry),
  }
}

function line(entry: Entry): Item | null {
  const type = String(entry.data?.['type'] ?? '')
  if (!LINES.has(type)) return null
  const to = entry.data?.['to']
  return { kind: 'line', key: entry.id, type, to: typeof to === 'string' ? to : null, name: entry.author.kind === 'associate' ? entry.author.name : null }
}

/** It was said in a call and written down; nobody sent it. */
const isSpoken = (entry: Entry): boolean => Boolean(entry.data?.['spoken'])

function ownState(entry: Entry): SendState {
  return entry.state === 'read' || entry.state === 'delivered' ? entry.state : 'sent'
}

function sourcesOf(entry: Entry): string[] {
  const citations = entry.data?.['citations']
  if (entry.author.kind !== 'bot' || !Array.isArray(citations)) return []
  const titles = citations.map((one: { title?: unknown }) => String(one?.title ?? '')).filter(Boolean)
  return [...new Set(titles)]
}

function filesOf(entry: Entry): NamedFile[] {
  const files = entry.data?.['attachments']
  if (!Array.isArray(files)) return []
  return files.filter((one) => one?.state === 'stored').map((one) => ({ id: String(one.id), name: String(one.name) }))
}

function fromDraft(draft: Draft, state: State): MessageItem {
  return {
    kind: 'message',
    key: draft.id,
    mine: true,
    spoken: false,
    author: { kind: 'requester', name: null },
    body: draft.body,
    at: draft.at,
    first: true,
    last: true,
    send: draftState(draft, state),
    draft: draft.id,
    sources: [],
    files: draft.files ?? [],
  }
}

/** Attempts after which "sending" would be a lie. */
const PATIENCE = 2

function draftState(draft: Draft, state: State): SendState {
  if (draft.state === 'accepted') return 'sent'
  if (draft.state === 'refused') return 'refused'
  if (draft.attempts > PATIENCE) return 'trying'
  const cut = state.link === 'lost' || state.phase === 'unreachable'
  return cut || draft.attempts > 1 ? 'waiting' : 'sending'
}

function markRuns(items: Item[]): Item[] {
  return items.map((item, i) => {
    if (item.kind !== 'message') return item
    return { ...item, first: !sameRun(items[i - 1], item), last: !sameRun(item, items[i + 1]) }
  })
}

function sameRun(one: Item | undefined, two: Item | undefined): boolean {
  if (one?.kind !== 'message' || two?.kind !== 'message') return false
  if (one.author.kind !== two.author.kind || one.author.name !== two.author.name) return false
  return Math.abs(Date.parse(two.at) - Date.parse(one.at)) < RUN_MS
}

function markOwn(items: Item[]): Item[] {
  const latest = items.findLastIndex((item) => item.kind === 'message' && item.mine && item.send !== 'refused')
  return items.map((item, i) => {
    if (item.kind !== 'message' || item.send === null || i === latest) return item
    return isSettled(item.send) ? { ...item, send: null } : item
  })
}

const isSettled = (send: SendState) => send === 'sent' || send === 'delivered' || send === 'read'
