import { isAnswer } from './receipts'
import type { State } from './store'
import type { Entry, Who } from './types'

/** Questions the views ask about the state. All pure. */

export function unread(state: State): Entry[] {
  const read = state.entries.findLast((entry) => isAnswer(entry) && entry.state === 'read')?.seq ?? 0
  const seen = Math.max(state.readSeq, read) // who read one has read those before it
  return state.entries.filter((entry) => isAnswer(entry) && entry.seq > seen)
}

/** Who answers now; null while a person is being looked for. */
export function answering(state: State): Who | null {
  if (waiting(state)) return null
  if (state.who) return state.who
  return state.session?.bot.enabled ? { kind: 'bot', name: state.session.bot.name } : null
}

export function waiting(state: State): boolean {
  const open = state.conversation?.status === 'open'
  return asking(state) || (open && state.conversation?.holder === 'queue')
}

/** The wish for a person is on its way to the server. */
export function asking(state: State): boolean {
  return state.drafts.some((draft) => draft.kind === 'person' && draft.state === 'waiting')
}

export function canAskForPerson(state: State): boolean {
  return !waiting(state) && state.who?.kind !== 'associate'
}

export function isResolved(state: State): boolean {
  return state.conversation?.status === 'resolved'
}

/** Nobody can say when a person comes: then a way to reach the visitor is worth asking for. */
export function addressWanted(state: State): boolean {
  if (!state.session || state.address) return false
  if (!waiting(state) || asking(state)) return false
  return !state.session.available || (state.queue !== null && state.queue.eta_s === null)
}

/** Before anything is written: people are away, say so once. */
export function awayNotice(state: State): boolean {
  if (state.session?.available !== false || state.address) return false
  return !state.conversation && !state.drafts.length
}

/** The rating to ask for or to show: that of the current segment, once it is over. */
export function ratingShown(state: State): State['rating'] {
  const { rating, conversation } = state
  if (!rating || !conversation || rating.segment !== conversation.segment) return null
  return conversation.status === 'resolved' ? rating : null
}

/** After these the bot's question is nobody's any more. */
const MOVES = new Set(['handed_over', 'assigned', 'released', 'resolved'])

/** The choices under the latest answer, as long as the visitor has not written anything after it. */
export function quickReplies(state: State): { kind: 'options' | 'still_there'; options: string[] } | null {
  if (state.drafts.some((draft) => draft.kind === 'message') || isResolved(state)) return null
  for (let i = state.entries.length - 1; i >= 0; i--) {
    const entry = state.entries[i]
    if (!entry || entry.kind === 'receipt' || entry.kind === 'note') continue
    if (isStillThere(entry)) return { kind: 'still_there', options: [] }
    if (entry.kind === 'activity' && MOVES.has(String(entry.data?.['type']))) return null
    if (entry.kind === 'activity') continue
    const options = entry.author.kind === 'bot' ? entry.data?.['options'] : null
    return Array.isArray(options) && options.length ? { kind: 'options', options: options.map(String) } : null
  }
  return null
}

/** An answer later was offered for this wait. */
export function laterOffered(state: State): boolean {
  if (!waiting(state) || asking(state)) return false
  const last = state.entries.findLast((entry) => entry.data?.['type'] === 'later_offered' || MOVES.has(String(entry.data?.['type'])))
  return last?.data?.['type'] === 'later_offered'
}

const isStillThere = (entry: Entry) => entry.data?.['type'] === 'still_there'
