import { at, http, withQuery } from './client'
import type * as t from './types'

export const suggested = (conversation: string, signal?: AbortSignal): Promise<t.SuggestedReplies> =>
  http.get(at`/conversations/${conversation}/replies`, signal)

export const own = (brand: string): Promise<{ items: t.OwnReply[] }> => http.get(at`/brands/${brand}/own-replies`)
export const keep = (brand: string, reply: t.KeepReply): Promise<t.OwnReply> => http.post(at`/brands/${brand}/own-replies`, reply)
export const change = (brand: string, id: string, reply: t.KeepReply): Promise<t.OwnReply> => http.put(at`/brands/${brand}/own-replies/${id}`, reply)
export const remove = (brand: string, id: string): Promise<void> => http.delete(at`/brands/${brand}/own-replies/${id}`)

export const report = (brand: string, days: number): Promise<t.ReplyReport> => http.get(withQuery('/reports/replies', { brand, days }))
