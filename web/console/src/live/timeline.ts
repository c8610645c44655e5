import type { ConversationRow, ConversationState, DeliveryState, Entry, Handover } from '@/api/types'
import type { Subscribed } from './frames'

/**
 * A conversation as the reader holds it: a prefix of the server's gap-free log.
 *
 * Invariant: applying the log's entries one by one gives the same timeline as fetching it whole, in whatever order
 * and however often they arrive, as long as a gap is answered by resuming from `seq`.
 */
export interface Timeline {
  row: ConversationRow
  handover: Handover | null
  entries: readonly Entry[]
  /** Names the run of the log that `seq` belongs to; another one means: start over. */
  token: string | null
  seq: number
}

export type Step = { timeline: Timeline; fresh: Entry[]; gap: boolean }

const RANK: Record<DeliveryState, number> = { queued: 0, unknown: 1, failed: 1, sent: 2, delivered: 3, read: 4 }

/**
 * Receipts come in any order; a message never goes back from read to delivered. What failed may still turn out to
 * have arrived, and an uncertain send is settled by any definite news (the same rule as the server's).
 */
export function laterState(a: DeliveryState | null, b: DeliveryState | null): DeliveryState | null {
  if (a === null || b === null) return a ?? b
  return RANK[b] > RANK[a] || (a === 'unknown' && b === 'failed') ? b : a
}

interface Receipt {
  seq: number
  state: DeliveryState
  reason: unknown
}

function receiptOf(entry: Entry): Receipt | null {
  if (entry.kind !== 'receipt') return null
  const { ref_seq: seq, state, reason } = entry.data as Record<string, unknown>
  if (typeof seq !== 'number' || typeof state !== 'string' || !(state in RANK)) return null
  return { seq, state: state as DeliveryState, reason }
}

function withReceipts(entries: readonly Entry[], arrived: readonly Entry[]): Entry[] {
  const states = new Map<number, DeliveryState>()
  const reasons = new Map<number, unknown>()
  for (const receipt of arrived.map(receiptOf)) {
    if (!receipt) continue
    states.set(receipt.seq, laterState(states.get(receipt.seq) ?? null, receipt.state) ?? receipt.state)
    if (receipt.reason) reasons.set(receipt.seq, receipt.reason)
  }
  return entries.map((entry) => {
    const state = states.get(entry.seq)
    if (!state || entry.kind !== 'message') return entry
    const why = reasons.get(entry.seq)
    return { ...entry, state: laterState(entry.state, state), data: why ? { ...entry.data, failed: why } : entry.data }
  })
}

export function begin(state: ConversationState): Timeline {
  const entries = [...state.entries].sort((a, b) => a.seq - b.seq)
  const seq = entries.at(-1)?.seq ?? 0
  const settled = withReceipts(entries, entries)
  return { row: state.conversation, handover: state.handover, entries: settled, token: state.epoch_token, seq }
}

/** Takes what arrived in any order; stops at the first missing number and says so. */
export function extend(timeline: Timeline, arrived: readonly Entry[]): Step {
  const fresh: Entry[] = []
  let seq = timeline.seq
  for (const entry of [...arrived].sort((a, b) => a.seq - b.seq)) {
    if (entry.seq <= seq) continue
    if (entry.seq > seq + 1) return grown(timeline, fresh, seq, true)
    fresh.push(entry)
    seq = entry.seq
  }
  return grown(timeline, fresh, seq, false)
}

function grown(timeline: Timeline, fresh: Entry[], seq: number, gap: boolean): Step {
  if (fresh.length === 0) return { timeline, fresh, gap }
  const entries = withReceipts([...timeline.entries, ...fresh], fresh)
  return { timeline: { ...timeline, entries, seq }, fresh, gap }
}

/** The head travels beside entries; one that is older than what is held (by epoch, then seq) is ignored. */
export function withHead(timeline: Timeline, head: Partial<ConversationRow>): Timeline {
  const { row } = timeline
  const epoch = head.epoch ?? row.epoch
  const older = epoch < row.epoch || (epoch === row.epoch && (head.seq ?? row.seq) < row.seq)
  return older ? timeline : { ...timeline, row: { ...row, ...head } }
}

/** The server's answer to a (re)subscription: what was missed, or the whole state anew. */
export function resume(timeline: Timeline, answer: Subscribed): Step {
  if (!answer.recovered) {
    if (!answer.state) return { timeline, fresh: [], gap: true }
    const token = answer.state.epoch_token ?? answer.epoch
    const whole = begin({ ...answer.state, epoch_token: token })
    return { timeline: whole, fresh: whole.entries.filter((entry) => entry.seq > timeline.seq), gap: false }
  }
  const step = extend({ ...timeline, token: answer.epoch }, answer.entries ?? [])
  return answer.head ? { ...step, timeline: withHead(step.timeline, answer.head) } : step
}
