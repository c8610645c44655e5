import { shallowReactive, watch } from 'vue'
import * as api from '@/api/planning'
import { ApiError } from '@/api/client'
import { listen } from '@/live/socket'
import { t } from '@/messages'
import { chime, notify } from './alerts'
import { startCountdown, type Countdown } from './countdown'
import { words } from './newest'
import { refreshPresence } from './presence'
import { session } from './session'
import { tell, tellError } from './toasts'

export interface LiveCall extends api.CallIn {
  countdown: Countdown
}

/** Whether the reader may be called in, and who calls. The server's list is the truth; frames only bring it sooner. */
export const standby = shallowReactive({ value: null as api.Standby | null, calls: [] as readonly LiveCall[] })

const HINTS = new Set(['AssociateCalled', 'CallInEnded'])
const POLL_MS = 60_000
const word = words()

export function took(value: api.Standby): void {
  word()
  standby.value = value
  standby.calls = value.calls.map((call) => {
    const known = standby.calls.find((one) => one.id === call.id)
    if (known) return known
    chime()
    notify(t.planning.call.notification(call.brand_name), '')
    return { ...call, countdown: startCountdown(call.expires_in_s, performance.now()) }
  })
}

export async function refreshStandby(): Promise<void> {
  const isLast = word()
  try {
    const value = await api.standby()
    if (isLast()) took(value)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error // asked again within a minute
  }
}

export async function answer(call: LiveCall, verb: 'accept' | 'decline'): Promise<void> {
  standby.calls = standby.calls.filter((one) => one.id !== call.id)
  try {
    await api.answerCall(call.id, verb)
    if (verb === 'accept') tell(t.planning.call.coming)
  } catch (error) {
    if (error instanceof ApiError && error.status === 409) tell(t.planning.call.gone)
    else tellError(error)
  }
  await Promise.all([refreshStandby(), refreshPresence()])
}

export function startStandby(): void {
  const refresh = (): void => void (session.status === 'in' && refreshStandby())
  listen((frame) => frame.type === 'changed' && HINTS.has(frame.kind) && refresh())
  setInterval(refresh, POLL_MS)
  watch(() => session.status, refresh, { immediate: true })
}
