import type { ConversationRow, ConversationState, Entry } from '@/api/types'

/** Small builders: a test names only what it is about. */
export function row(change: Partial<ConversationRow> = {}): ConversationRow {
  return {
    id: 'c1', brand_id: 'b1', contact: { id: 'k1', name: 'Ana', kind: 'worker', verified: true }, channel: 'webchat',
    status: 'open', holder: 'associate', associate: { id: 'p1', name: 'Sam' }, topic: null, priority: 0,
    requester_kind: 'worker', language: 'en', epoch: 1, seq: 0, segment: 1, opened_at: '2026-01-01T10:00:00Z',
    queued_at: null, last_message_at: '2026-01-01T10:00:00Z', awaiting_reply_since: null, sla_due_at: null,
    preview: '', snippet: null, ...change,
  }
}

export function entry(seq: number, change: Partial<Entry> = {}): Entry {
  return {
    seq, id: `e${seq}`, kind: 'message', author: { kind: 'requester', id: null, name: 'Ana' }, body: `m${seq}`, data: {},
    state: null, segment: 1, at: new Date(Date.UTC(2026, 0, 1, 10, 0, seq)).toISOString(), client_id: null, ...change,
  }
}

export const sent = (seq: number): Entry =>
  entry(seq, { author: { kind: 'associate', id: 'p1', name: 'Sam' }, state: 'queued', client_id: `x${seq}` })
export const receipt = (seq: number, ref_seq: number, state: string): Entry => entry(seq, { kind: 'receipt', data: { ref_seq, state } })

export const state = (entries: Entry[], change: Partial<ConversationRow> = {}): ConversationState => ({
  conversation: row({ seq: entries.length, ...change }),
  handover: null,
  entries,
  epoch_token: 'run-1',
})
