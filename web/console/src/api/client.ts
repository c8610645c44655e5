/** One place that talks HTTP: cookie session, CSRF header on unsafe methods, typed errors. */

export const BASE = '/api/v1'
const TIMEOUT_MS = 20_000

let csrf = ''
let onSignedOut: () => void = () => undefined

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message)
    this.name = 'ApiError'
  }
}

export function useCsrf(token: string): void {
  csrf = token
}

export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler
}

/** A path, written as a template: whatever is put into it stays one part of it. */
export function at(parts: TemplateStringsArray, ...values: string[]): string {
  return String.raw({ raw: parts }, ...values.map(encodeURIComponent))
}

type Query = Record<string, string | number | readonly string[] | null | undefined>

export function withQuery(path: string, query: Query): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== '') params.append(key, String(one))
    }
  }
  const text = params.toString()
  return text ? `${path}?${text}` : path
}

function headersFor(method: string, body: unknown): Headers {
  const headers = new Headers({ Accept: 'application/json' })
  if (body !== undefined) headers.set('Content-Type', body instanceof Blob ? 'application/octet-stream' : 'application/json')
  if (method !== 'GET' && csrf) headers.set('X-CSRF-Token', csrf)
  return headers
}

function asError(status: number, payload: unknown): ApiError {
  const error = (payload as { error?: Record<string, unknown> } | null)?.error ?? {}
  const { code, detail } = error
  const text = typeof detail === 'string' ? detail : `HTTP ${status}`
  return new ApiError(status, typeof code === 'string' ? code : 'http_error', text)
}

async function send(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS)
  try {
    return await fetch(BASE + path, {
      method,
      headers: headersFor(method, body),
      body: body === undefined ? null : body instanceof Blob ? body : JSON.stringify(body),
      credentials: 'same-origin',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ApiError(0, 'offline', 'No answer from the server')
  }
}

async function request<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await send(method, path, body, signal)
  const text = await response.text()
  const payload: unknown = text ? safeParse(text) : null
  if (response.ok) return payload as T
  if (response.status === 401 && path !== '/session') onSignedOut()
  throw asError(response.status, payload)
}

function safeParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // a proxy's HTML page, say; the status code still tells what happened
  }
}

export const http = {
  get: <T>(path: string, signal?: AbortSignal): Promise<T> => request<T>('GET', path, undefined, signal),
  post: <T>(path: string, body: unknown = {}): Promise<T> => request<T>('POST', path, body),
  upload: <T>(path: string, body: Blob): Promise<T> => request<T>('POST', path, body),
  put: <T>(path: string, body: unknown): Promise<T> => request<T>('PUT', path, body),
  delete: (path: string): Promise<void> => request<void>('DELETE', path),
}
