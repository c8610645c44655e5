import { shallowReactive } from 'vue'
import { delayMs } from './backoff'
import type { ClientFrame, ServerFrame } from './frames'

/**
 * The one socket of a tab. It carries hints and resumable streams, never the only copy of anything: whoever listens
 * re-subscribes from its own position in `onOpen`, and nothing is queued while the line is down.
 */
export type LineState = 'idle' | 'connecting' | 'open' | 'lost'

export const line = shallowReactive({ state: 'idle' as LineState, retryAt: 0 })

type Listener = (frame: ServerFrame) => void

const listeners = new Set<Listener>()
const openers = new Set<() => void>()
let socket: WebSocket | null = null
let attempt = 0
let retryTimer: ReturnType<typeof setTimeout> | undefined
let heartbeat: ReturnType<typeof setInterval> | undefined
let patience: ReturnType<typeof setTimeout> | undefined
let lastHeard = 0

/** A socket that opened but was not welcomed by then is as good as none. */
const WELCOME_MS = 10_000

export function listen(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Runs `resume` now if the line is up, and every time it comes up again. */
export function onOpen(resume: () => void): () => void {
  openers.add(resume)
  if (line.state === 'open') resume()
  return () => openers.delete(resume)
}

export function say(frame: ClientFrame): boolean {
  if (line.state !== 'open' || socket?.readyState !== WebSocket.OPEN) return false
  socket.send(JSON.stringify(frame))
  return true
}

export function connect(): void {
  if (socket || typeof WebSocket === 'undefined') return
  clearTimeout(retryTimer)
  if (line.state !== 'lost') line.state = 'connecting'
  const url = new URL('/api/v1/live', location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const opened = new WebSocket(url)
  socket = opened
  opened.onmessage = (event) => hear(opened, String(event.data))
  opened.onclose = () => lost(opened)
  clearTimeout(patience)
  patience = setTimeout(drop, WELCOME_MS)
  lastHeard = Date.now()
}

export function disconnect(): void {
  clearTimeout(retryTimer)
  clearInterval(heartbeat)
  const closing = socket
  socket = null
  closing?.close()
  clearTimeout(patience)
  Object.assign(line, { state: 'idle', retryAt: 0 })
  attempt = 0
}

export function retryNow(): void {
  if (line.state !== 'lost') return
  attempt = 0
  drop()
  connect()
}

/** Forgets a socket without waiting for its goodbye, which may take a minute on a dead line. */
function drop(): void {
  const dropped = socket
  if (!dropped) return
  lost(dropped)
  dropped.close()
}

function hear(from: WebSocket, text: string): void {
  if (from !== socket) return
  lastHeard = Date.now()
  const frame = parse(text)
  if (!frame) return
  if (frame.type === 'welcome') welcomed(frame.heartbeat_s)
  for (const listener of listeners) listener(frame)
}

function parse(text: string): ServerFrame | null {
  try {
    return JSON.parse(text) as ServerFrame
  } catch {
    return null // one unreadable frame is a hint lost; the streams find the gap by their numbers
  }
}

function welcomed(heartbeat_s: number): void {
  clearTimeout(patience)
  Object.assign(line, { state: 'open', retryAt: 0 })
  attempt = 0
  clearInterval(heartbeat)
  const everyMs = Math.max(5, heartbeat_s || 20) * 1000
  heartbeat = setInterval(() => beat(everyMs), everyMs)
  for (const resume of openers) resume()
}

function beat(everyMs: number): void {
  if (Date.now() - lastHeard > everyMs * 2.5) drop()
  else say({ type: 'ping' })
}

function lost(from: WebSocket): void {
  if (from !== socket) return
  socket = null
  clearInterval(heartbeat)
  const waitMs = delayMs(attempt++)
  Object.assign(line, { state: 'lost', retryAt: Date.now() + waitMs })
  retryTimer = setTimeout(connect, waitMs)
}

if (typeof window !== 'undefined') {
  window.addEventListener('online', retryNow)
  window.addEventListener('offline', drop)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') retryNow()
  })
}
