import { delay } from './backoff'
import type { Link } from './store'

const POLL_MS = 5_000
const HANDSHAKE_MS = 10_000
const DEFAULT_HEARTBEAT_S = 25
/** From the second failure on, ask over plain HTTP too: a proxy may let no socket through. */
const FAILURES_BEFORE_POLLING = 2

export interface Frame {
  type: string
  [field: string]: unknown
}

export interface LiveOptions {
  url: string
  /** The first frame; null while there is no session. */
  hello(): Record<string, unknown> | null
  onFrame(frame: Frame): void
  onLink(link: Link): void
  /** The server no longer knows our token. */
  onUnauthorized(): Promise<void>
  /** One look over HTTP; resolves when it worked. */
  poll(): Promise<void>
}

/** Keeps one socket open, for good: back-off with jitter, heartbeat, polling while no socket gets through. */
export class Live {
  private socket: WebSocket | null = null
  private failures = 0
  private running = false
  private polling = false
  private retry: ReturnType<typeof setTimeout> | undefined
  private poller: ReturnType<typeof setTimeout> | undefined
  private watchdog: ReturnType<typeof setTimeout> | undefined
  private beat: ReturnType<typeof setInterval> | undefined
  private heartbeatMs = DEFAULT_HEARTBEAT_S * 1000

  constructor(private readonly options: LiveOptions) {}

  start(): void {
    if (this.running) return
    this.running = true
    this.failures = 0
    this.connect()
  }

  stop(): void {
    this.running = false
    clearTimeout(this.retry)
    this.drop()
    this.stopPolling()
    this.options.onLink('off')
  }

  /** Try at once instead of at the next turn: the network or the tab came back. */
  kick(): void {
    if (!this.running || this.socket) return
    clearTimeout(this.retry)
    this.connect()
  }

  /** The browser says there is no network: do not trust a socket that still looks open. */
  cut(): void {
    if (this.running && this.socket) this.lost()
  }

  send(frame: Frame): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame))
  }

  private connect(): void {
    const hello = this.options.hello()
    if (!hello) return
    if (this.failures === 0) this.options.onLink('connecting')
    let socket: WebSocket
    try {
      socket = new WebSocket(this.options.url)
    } catch {
      this.lost() // a strict connect-src makes the constructor throw in some browsers
      return
    }
    this.socket = socket
    socket.onopen = () => socket.send(JSON.stringify(hello))
    socket.onmessage = (message) => this.receive(socket, message.data)
    socket.onclose = (closed) => this.closed(socket, closed.code)
    this.watch(HANDSHAKE_MS)
  }

  private receive(socket: WebSocket, data: unknown): void {
    if (socket !== this.socket) return
    const frame = parseFrame(data)
    if (!frame) return
    this.watch(this.heartbeatMs * 2)
    if (frame.type === 'welcome') this.welcomed(frame)
    else if (frame.type === 'subscribed') this.subscribed(frame)
    else if (frame.type === 'error' && frame['code'] === 'unauthorized') this.unauthorized()
    else if (frame.type !== 'pong') this.options.onFrame(frame)
  }

  private welcomed(frame: Frame): void {
    if (typeof frame['heartbeat_s'] === 'number') this.heartbeatMs = frame['heartbeat_s'] * 1000
    clearInterval(this.beat)
    this.beat = setInterval(() => this.send({ type: 'ping' }), this.heartbeatMs)
    this.watch(this.heartbeatMs * 2)
  }

  private subscribed(frame: Frame): void {
    this.failures = 0
    this.stopPolling()
    this.options.onLink('live')
    this.options.onFrame(frame)
  }

  private closed(socket: WebSocket, code: number): void {
    if (socket !== this.socket) return
    if (code === 4401) this.unauthorized()
    else this.lost()
  }

  private unauthorized(): void {
    this.drop()
    this.failures += 1
    this.options.onUnauthorized().then(
      () => this.later(),
      () => this.lost(),
    )
  }

  private lost(): void {
    this.drop()
    this.failures += 1
    if (!this.polling) {
      this.options.onLink('lost')
      if (this.failures >= FAILURES_BEFORE_POLLING) this.poll()
    }
    this.later()
  }

  private later(): void {
    clearTimeout(this.retry)
    if (this.running) this.retry = setTimeout(() => this.kick(), delay(this.failures))
  }

  private poll(): void {
    this.polling = true
    const after = (link: Link) => {
      if (!this.polling) return
      this.options.onLink(link)
      this.poller = setTimeout(() => this.poll(), POLL_MS)
    }
    this.options.poll().then(
      () => after('polling'),
      () => after('lost'),
    )
  }

  private stopPolling(): void {
    clearTimeout(this.poller)
    this.polling = false
  }

  private watch(ms: number): void {
    clearTimeout(this.watchdog)
    this.watchdog = setTimeout(() => this.lost(), ms)
  }

  private drop(): void {
    clearTimeout(this.watchdog)
    clearInterval(this.beat)
    const socket = this.socket
    this.socket = null
    socket?.close()
  }
}

function parseFrame(data: unknown): Frame | null {
  try {
    const frame = JSON.parse(String(data)) as Frame | null
    return frame && typeof frame.type === 'string' ? frame : null
  } catch {
    return null
  }
}
