import { at, http, withQuery } from './client'
import type * as t from './types'

export const search = (brand: string, q: string, signal?: AbortSignal): Promise<{ items: t.ContactRow[] }> =>
  http.get(withQuery('/contacts', { brand, q }), signal)
export const read = (id: string, signal?: AbortSignal): Promise<t.Contact> => http.get(at`/contacts/${id}`, signal)
export const alike = (id: string, signal?: AbortSignal): Promise<{ items: t.ContactRow[] }> => http.get(at`/contacts/${id}/alike`, signal)

export const merge = (survivor: string, other: string): Promise<t.Contact> => http.post(at`/contacts/${survivor}/merges`, { other })
export const undo = (id: string, merge: string): Promise<t.Contact> => http.post(at`/contacts/${id}/merges/${merge}/undo`, {})
export const split = (id: string, type: string, value: string): Promise<t.ContactRow> => http.post(at`/contacts/${id}/split`, { type, value })
export const setKinds = (id: string, kind: string, kinds: string[]): Promise<t.Contact> => http.put(at`/contacts/${id}/kinds`, { kind, kinds })
export const choose = (id: string, purpose: string, channel: string, choice: string): Promise<t.Contact> =>
  http.post(at`/contacts/${id}/choices`, { purpose, channel, choice })

/** Where the browser fetches the file itself, so that it goes to the disk as it comes. */
export const exportOf = (id: string): string => at`/api/v1/contacts/${id}/export`
