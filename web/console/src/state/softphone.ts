import { computed, shallowReactive } from 'vue'
import * as api from '@/api/calls'
import { ApiError } from '@/api/client'
import type { Call, Talk } from '@/api/types'
import type { ServerFrame } from '@/live/frames'
import { listen, onOpen } from '@/live/socket'
import { t } from '@/messages'
import { Line, type LineState, NoMicrophone } from '../../../shared/line'
import { chime, notify } from './alerts'
import { opened, ringsAtMe } from './consulting'
import { contactName } from './reading'
import { session } from './session'
import { tell, tellError } from './toasts'

/**
 * The call that rings at the reader or that they are in. The server knows which one that is; this tab has its sound, or
 * another one has: whoever answers in a tab takes it from the others.
 */
export const softphone = shallowReactive({
  call: null as Call | null,
  line: 'closed' as LineState,
  muted: false,
  busy: false,
  /** The caller had somebody again since a colleague was asked: what became of that is old. */
  settled: false,
})

const POLL_MS = 5_000
/** An offer that was accepted here is a call that is answered here, if it rings within this. */
const EXPECTED_MS = 20_000
const OWNER = 'gigline.call'
const TAB = 'gigline.tab'

let line: Line | null = null
let servers: RTCIceServer[] = []
const expected = { conversation: '', until: 0 }

export const rings = computed(() => softphone.call !== null && ringsAtMe(softphone.call))
/** The colleague who is asked, or who asks the reader. */
export const consultation = computed(() => (softphone.call ? opened(softphone.call) : null))
export const here = computed(() => softphone.line !== 'closed')

function tab(): string {
  const known = sessionStorage.getItem(TAB) ?? crypto.randomUUID()
  sessionStorage.setItem(TAB, known)
  return known
}

const isOwner = (call: Call): boolean => localStorage.getItem(OWNER) === `${call.id} ${tab()}`

/** The conversation of an offer that was accepted in this tab: if it is a call, it is answered at once. */
export function expectCall(conversation: string): void {
  Object.assign(expected, { conversation, until: Date.now() + EXPECTED_MS })
}

async function refresh(): Promise<void> {
  if (session.status !== 'in') return
  const found = await api.mine()
  const before = softphone.call
  servers = found.ice_servers.map(({ urls, username, credential }) => ({ urls, ...(username && credential ? { username, credential } : {}) }))
  softphone.call = found.call
  if (!found.call || found.call.id !== before?.id) drop()
  if (!found.call) {
    if (before && !softphone.busy) tell(before.asked ? t.calls.letGo : t.calls.ended)
    return
  }
  const known = before?.id === found.call.id ? before : null
  softphone.settled = !opened(found.call) && (found.call.state === 'connected' || (known !== null && softphone.settled))
  if (known?.asked && !found.call.asked) tell(t.calls.yours(contactName(found.call)))
  if (ringsAtMe(found.call) && !(known && ringsAtMe(known))) announce(found.call)
  // the page was reloaded: the caller is still there
  else if (!line && !ringsAtMe(found.call) && isOwner(found.call)) await answer()
}

function announce(call: Call): void {
  if (call.conversation_id === expected.conversation && Date.now() < expected.until) {
    expected.conversation = ''
    void answer()
    return
  }
  chime()
  const asker = call.asked && call.consultation?.asked_by.name
  notify(asker ? t.calls.asks(asker) : t.calls.notification(contactName(call)), '')
}

/** Opens the microphone and joins; another tab that has the call loses it. */
export async function answer(): Promise<void> {
  const { call } = softphone
  if (!call?.in_console || line) return
  localStorage.setItem(OWNER, `${call.id} ${tab()}`)
  const opened = new Line({ servers, join: (sdp, again) => join(call, sdp, again), onState: (state) => turned(opened, state) })
  line = opened
  softphone.line = 'connecting'
  try {
    await opened.open()
  } catch (error) {
    drop()
    if (error instanceof NoMicrophone) tell(t.calls.noMicrophone, 'bad')
    else tellError(error)
  }
}

async function join(call: Call, sdp: string, again: boolean): Promise<string> {
  if (again && !isOwner(call)) {
    drop()
    throw new ApiError(409, 'taken', t.calls.elsewhere)
  }
  return (await api.join(call.id, sdp)).sdp
}

function turned(which: Line, state: LineState): void {
  if (which !== line) return
  softphone.line = state
  if (state === 'closed') {
    line = null
    tell(t.calls.dropped, 'bad')
  }
  void refresh().catch(tellError)
}

/** This tab has nothing to do with the sound any more. */
function drop(): void {
  const closing = line
  line = null
  closing?.close()
  Object.assign(softphone, { line: 'closed', muted: false })
}

export function mute(on: boolean): void {
  line?.mute(on)
  softphone.muted = on
}

export async function microphones(): Promise<{ id: string; name: string }[]> {
  const all = await navigator.mediaDevices.enumerateDevices()
  return all.filter((one) => one.kind === 'audioinput').map((one) => ({ id: one.deviceId, name: one.label }))
}

export const speakInto = (device: string): void => void line?.use(device).catch(() => tell(t.calls.noMicrophone, 'bad'))

async function step(work: (call: Call) => Promise<Call>): Promise<boolean> {
  const { call } = softphone
  if (!call || softphone.busy) return false
  softphone.busy = true
  try {
    await work(call)
    return true
  } catch (error) {
    tellError(error)
    return false
  } finally {
    await refresh().catch(tellError)
    softphone.busy = false
  }
}

export const hold = (on: boolean): Promise<boolean> => step((call) => api.hold(call.id, on))
export const hangUp = (): Promise<boolean> => step((call) => api.end(call.id))

export async function transfer(associate: string | null, note: string): Promise<boolean> {
  return step((call) => api.transfer(call.id, call.epoch, associate, note))
}

export async function consult(associate: string | null, note: string): Promise<boolean> {
  return step((call) => api.consult(call.id, call.epoch, associate, note))
}
export const talkTo = (to: Talk): Promise<boolean> => step((call) => api.talk(call.id, to))
export const letGo = (): Promise<boolean> => step((call) => api.cancel(call.id))
export const handOver = (): Promise<boolean> => step((call) => api.complete(call.id, call.epoch))

function onFrame(frame: ServerFrame): void {
  // what rang between the first look and the subscription is heard of in no other way
  const listens = frame.type === 'subscribed' && frame.stream === 'brand'
  if (listens || (frame.type === 'changed' && frame.kind.startsWith('Call'))) void refresh().catch(tellError)
}

export function startSoftphone(): void {
  listen(onFrame)
  onOpen(() => void refresh().catch(tellError))
  setInterval(() => softphone.call && void refresh().catch(() => undefined), POLL_MS)
}
