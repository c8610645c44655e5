import type { State } from './store'

export interface Receipt {
  seq: number
  state: 'delivered' | 'read'
}

/** The receipt this visitor owes for the latest answer, or null. A receipt counts for all answers before it. */
export function receiptDue(state: State, told: { delivered: number; read: number }): Receipt | null {
  const seq = latestAnswer(state)
  if (!seq || !state.session) return null
  const seen = Math.min(seq, state.readSeq)
  if (seen > told.read) return { seq: seen, state: 'read' }
  if (seq > told.delivered && seq > told.read) return { seq, state: 'delivered' }
  return null
}

/** What the server already knows, so that a reload does not tell it again. */
export function alreadyTold(state: State): { delivered: number; read: number } {
  let delivered = 0
  let read = 0
  for (const entry of state.entries) {
    if (entry.kind !== 'message' || entry.author.kind === 'requester') continue
    if (entry.state === 'read') read = entry.seq
    if (entry.state === 'read' || entry.state === 'delivered') delivered = entry.seq
  }
  return { delivered, read }
}

function latestAnswer(state: State): number {
  for (let i = state.entries.length - 1; i >= 0; i--) {
    const entry = state.entries[i]
    if (entry && isAnswer(entry)) return entry.seq
  }
  return 0
}

export function isAnswer(entry: { kind: string; author: { kind: string } }): boolean {
  return entry.kind === 'message' && entry.author.kind !== 'requester'
}
