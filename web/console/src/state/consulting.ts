import type { Call, Talk } from '@/api/types'

/** A colleague who is asked in a call, as the one who asks or is asked sees it. Pure: the call says it all. */
export type Consultation = NonNullable<Call['consultation']>
export type Outcome = 'declined' | 'unanswered' | 'left' | 'lost'

const OPEN = new Set<Consultation['state']>(['ringing', 'talking', 'joined'])
const NOT_CHOSEN = new Set<Consultation['state']>(['declined', 'unanswered', 'left', 'lost'])

export const opened = (call: Call): Consultation | null => (call.consultation && OPEN.has(call.consultation.state) ? call.consultation : null)

/** The call rings here, or a colleague who wants to ask something does. */
export const ringsAtMe = (call: Call): boolean => (call.asked ? call.consultation?.state === 'ringing' : call.state === 'ringing_associate')

/** With whom the associate of the call talks now. */
export function talking(call: Call): Talk {
  if (call.state === 'held') return 'colleague'
  return call.consultation?.state === 'joined' ? 'all' : 'requester'
}

/** The colleague is gone, nobody here wanted that, and the caller still hears music. */
export function outcome(call: Call): Outcome | null {
  const state = call.consultation?.state
  return call.state === 'held' && state && NOT_CHOSEN.has(state) ? (state as Outcome) : null
}
