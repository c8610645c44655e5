import { reactive } from 'vue'
import type { ConversationRow } from '@/api/types'

/** How far this browser has read each conversation (by seq), newest last; bounded so that it never grows old. */
const KEY = 'gigline.seen'
const KEPT = 300

function stored(): [string, number][] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]') as [string, number][]
  } catch {
    return [] // at worst a few conversations look unread again
  }
}

const seen = reactive(new Map<string, number>(stored()))

export function markSeen(id: string, seq: number): void {
  if ((seen.get(id) ?? -1) >= seq) return
  seen.delete(id)
  seen.set(id, seq)
  localStorage.setItem(KEY, JSON.stringify([...seen].slice(-KEPT)))
}

/** Unread: somebody is waiting for an answer, and there is more than this browser has shown. */
export const isUnread = (row: ConversationRow): boolean =>
  row.awaiting_reply_since !== null && row.seq > (seen.get(row.id) ?? -1)
