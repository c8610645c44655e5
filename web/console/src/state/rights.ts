import type { ConversationRow } from '@/api/types'
import { leads, session } from './session'

/** What the reader may try on a conversation as it stands. The server has the last word on each. */
export interface Rights {
  holds: boolean
  leads: boolean
  reply: boolean
  resolve: boolean
  reopen: boolean
  transfer: boolean
  takeOver: boolean
  pullBack: boolean
  assign: boolean
  topic: boolean
  snooze: boolean
}

const NONE: Rights = {
  holds: false,
  leads: false,
  reply: false,
  resolve: false,
  reopen: false,
  transfer: false,
  takeOver: false,
  pullBack: false,
  assign: false,
  topic: false,
  snooze: false,
}

/** Associates see that somebody waits, and for what, but neither who nor what they wrote until they take it. */
export const isVeiled = (row: ConversationRow): boolean =>
  row.holder === 'queue' && row.status === 'open' && !leads(row.brand_id)

export function rightsOn(row: ConversationRow | null): Rights {
  if (!row) return NONE
  const isOpen = row.status === 'open'
  const leader = leads(row.brand_id)
  const mine = isOpen && row.holder === 'associate' && row.associate?.id === session.me?.person.id
  const rests = Boolean(row.snoozed_until)
  const holds = mine && !rests
  return {
    holds,
    leads: leader,
    reply: holds,
    resolve: mine || (isOpen && leader),
    reopen: !isOpen,
    transfer: mine || (isOpen && leader),
    takeOver: isOpen && !holds && (mine || leader || row.holder !== 'associate'),
    pullBack: isOpen && leader && row.holder === 'associate',
    assign: isOpen && leader,
    topic: mine || (isOpen && leader),
    snooze: mine || (isOpen && leader && row.holder === 'associate'),
  }
}
