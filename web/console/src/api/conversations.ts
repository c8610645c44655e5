import { at, http, withQuery } from './client'
import type * as t from './types'

/** A box, a brand, and what of the filter differs from the plain list. */
export type ListQuery = { box: t.Box; brand: string | null } & Record<string, string | string[] | null>

const PAGE = 30

export function list(query: ListQuery, cursor: string | null, signal?: AbortSignal, limit = PAGE): Promise<t.Page<t.ConversationRow>> {
  return http.get(withQuery('/conversations', { ...query, cursor, limit }), signal)
}

export const counts = (): Promise<t.Counts> => http.get('/conversations/counts')
export const read = (id: string, signal?: AbortSignal): Promise<t.ConversationState> => http.get(at`/conversations/${id}`, signal)

export interface Outgoing {
  body: string
  client_id: string
  attachments?: string[]
  replies?: string[]
}

export const reply = (id: string, epoch: number, out: Outgoing): Promise<t.Entry> =>
  http.post(at`/conversations/${id}/messages`, { ...out, epoch })
export const note = (id: string, out: Outgoing): Promise<t.Entry> => http.post(at`/conversations/${id}/notes`, out)

export const draft = (id: string): Promise<t.Draft> => http.post(at`/conversations/${id}/draft`, {})
export const resolve = (id: string, epoch: number): Promise<t.ConversationRow> => http.post(at`/conversations/${id}/resolve`, { epoch })
export const reopen = (id: string, epoch: number): Promise<t.ConversationRow> => http.post(at`/conversations/${id}/reopen`, { epoch })
export const setTopic = (id: string, epoch: number, topic: string | null, priority: number): Promise<t.ConversationRow> =>
  http.post(at`/conversations/${id}/topic`, { epoch, topic, priority })
export const takeOver = (id: string, epoch: number): Promise<t.ConversationRow> => http.post(at`/conversations/${id}/take-over`, { epoch })
export const pullBack = (id: string, epoch: number): Promise<t.ConversationRow> => http.post(at`/conversations/${id}/pull-back`, { epoch })
export const assign = (id: string, epoch: number, associate_id: string): Promise<t.ConversationRow> =>
  http.post(at`/conversations/${id}/assign`, { epoch, associate_id })
export const transfer = (id: string, epoch: number, to: t.TransferTarget): Promise<t.ConversationRow> =>
  http.post(at`/conversations/${id}/transfer`, { epoch, to })

/** Articles of the conversation's brand that fit `q`, for its kind of requester; best first. */
export function articles(row: t.ConversationRow, q: string, signal?: AbortSignal): Promise<{ items: t.Article[] }> {
  return http.get(withQuery('/knowledge/articles', { brand: row.brand_id, kind: row.requester_kind, q }), signal)
}
