import type { CallStatus, NamedFile, Session, Snapshot, Way } from './types'
import { type RawSession, type RawSnapshot, type Receipt, sessionOf, snapshotOf } from './wire'

const TIMEOUT_MS = 15_000
const UPLOAD_MS = 120_000

/** status 0 = the request did not reach the server (or its answer did not reach us). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    /** Seconds the server asked us to wait; null when it did not say. */
    readonly retryAfter: number | null = null,
  ) {
    super(`${status} ${code}`)
  }

  /** True when the same request may succeed later without any change. */
  get transient(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500
  }
}

export interface SessionRequest {
  account: string
  visitor?: string
  identity_token?: string
  page?: string
  time_zone?: string
}

/** The HTTP side of the contract. A 401 renews the session once and repeats the request. */
export class Api {
  token: string | null = null

  constructor(
    private readonly base: string,
    private readonly renew: () => Promise<void>,
  ) {}

  get liveUrl(): string {
    return this.base.replace(/^http/, 'ws') + '/live'
  }

  async session(request: SessionRequest): Promise<Session> {
    return sessionOf(await this.once<RawSession>('POST', '/sessions', request, null))
  }

  async conversation(afterSeq: number): Promise<Snapshot> {
    return snapshotOf(await this.call<RawSnapshot>('GET', `/conversation?after_seq=${afterSeq}`))
  }

  message(clientId: string, body: string, files: string[] = []): Promise<void> {
    return this.call('POST', '/messages', { body, client_id: clientId, ...(files.length ? { files } : {}) })
  }

  file(file: File): Promise<NamedFile> {
    return this.call('POST', `/files?name=${encodeURIComponent(file.name.slice(0, 200))}`, file)
  }

  async download(id: string): Promise<Blob> {
    const headers: Record<string, string> = this.token ? { Authorization: `Bearer ${this.token}` } : {}
    const response = await fetch(`${this.base}/files/${id}`, { headers, credentials: 'omit', signal: AbortSignal.timeout(UPLOAD_MS) })
    if (!response.ok) throw new ApiError(response.status, 'error')
    return response.blob()
  }

  async ways(): Promise<Way[]> {
    return (await this.call<{ items: Way[] }>('GET', '/ways')).items
  }

  move(way: string): Promise<void> {
    return this.call('POST', '/move', { way })
  }

  callback(phone: string): Promise<void> {
    return this.call('POST', '/callback', { phone })
  }

  person(): Promise<void> {
    return this.call('POST', '/person')
  }

  receipt(receipt: Receipt): Promise<void> {
    return this.call('POST', '/receipts', receipt)
  }

  letCount(keys: string[]): Promise<void> {
    return this.call('PUT', '/matching', { keys })
  }

  address(address: { email: string } | { phone: string }): Promise<void> {
    return this.call('POST', '/address', address)
  }

  async ownCall(): Promise<CallStatus> {
    const found = await this.call<CallStatus>('GET', '/call')
    // the browser takes no null for what a server does not need
    const servers = found.ice_servers.map(({ urls, username, credential }) => ({ urls, ...(username && credential ? { username, credential } : {}) }))
    return { ...found, ice_servers: servers }
  }

  /** Resolves with the answer to the browser's offer. */
  async startCall(sdp: string, record: boolean): Promise<string> {
    return (await this.call<{ sdp: string }>('POST', '/call', { sdp, record })).sdp
  }

  async rejoinCall(sdp: string): Promise<string> {
    return (await this.call<{ sdp: string }>('POST', '/call/join', { sdp })).sdp
  }

  endCall(): Promise<void> {
    return this.call('POST', '/call/end')
  }

  rating(segment: number, score: number, comment: string): Promise<void> {
    return this.call('POST', '/rating', { segment, score, comment })
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const token = this.token
    try {
      return await this.once<T>(method, path, body, token)
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      if (this.token === token) await this.renew()
      return this.once<T>(method, path, body, this.token)
    }
  }

  private async once<T>(method: string, path: string, body: unknown, token: string | null): Promise<T> {
    const headers: Record<string, string> = {}
    const isFile = body instanceof Blob
    if (body !== undefined) headers['Content-Type'] = isFile ? 'application/octet-stream' : 'application/json'
    if (token) headers['Authorization'] = `Bearer ${token}`
    let response: Response
    try {
      response = await fetch(this.base + path, {
        method,
        headers,
        body: body === undefined ? null : isFile ? body : JSON.stringify(body),
        credentials: 'omit',
        // a message sent while the visitor leaves the page still goes out
        keepalive: method === 'POST' && !isFile,
        signal: AbortSignal.timeout(isFile ? UPLOAD_MS : TIMEOUT_MS),
      })
    } catch {
      throw new ApiError(0, 'unreachable')
    }
    return this.read<T>(response)
  }

  private async read<T>(response: Response): Promise<T> {
    const text = await response.text().catch(() => '')
    const parsed = parse(text)
    if (response.ok) return parsed as T
    const code = (parsed as { error?: { code?: string } } | null)?.error?.code
    const after = Number(response.headers.get('Retry-After'))
    throw new ApiError(response.status, code ?? 'error', after > 0 ? after : null)
  }
}

function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : null
  } catch {
    return null // a proxy's HTML page instead of ours
  }
}
