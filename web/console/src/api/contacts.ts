import { http, withQuery } from './client'
import type * as t from './types'

const path = (id: string, verb = ''): string => `/contacts/${encodeURIComponent(id)}${verb}`

export const search = (brand: string, q: string, signal?: AbortSignal): Promise<{ items: t.ContactRow[] }> =>
  http.get(withQuery('/contacts', { brand, q }), signal)
export const read = (id: string, signal?: AbortSignal): Promise<t.Contact> => http.get(path(id), signal)
export const alike = (id: string, signal?: AbortSignal): Promise<{ items: t.ContactRow[] }> => http.get(path(id, '/alike'), signal)

export const merge = (survivor: string, other: string): Promise<t.Contact> => http.post(path(survivor, '/merges'), { other })
export const undo = (id: string, merge: string): Promise<t.Contact> => http.post(path(id, `/merges/${encodeURIComponent(merge)}/undo`), {})
export const split = (id: string, type: string, value: string): Promise<t.ContactRow> => http.post(path(id, '/split'), { type, value })
export const setKinds = (id: string, kind: string, kinds: string[]): Promise<t.Contact> => http.put(path(id, '/kinds'), { kind, kinds })
export const choose = (id: string, purpose: string, channel: string, choice: string): Promise<t.Contact> =>
  http.post(path(id, '/choices'), { purpose, channel, choice })

/** Where the browser fetches the file itself, so that it goes to the disk as it comes. */
export const exportOf = (id: string): string => `/api/v1${path(id, '/export')}`
