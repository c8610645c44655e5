import { at, BASE, http, withQuery } from './client'
import type { ListQuery } from './conversations'
import type * as t from './types'

export const count = (query: ListQuery, signal?: AbortSignal): Promise<t.Counted> => http.get(withQuery('/conversations/count', query), signal)

/** Where the list can be had as a file. */
export const file = (query: ListQuery): string => BASE + withQuery('/conversations.csv', query)

export const views = (): Promise<{ items: t.SavedView[] }> => http.get('/views')
export const saveView = (brand: string, name: string, filter: ListQuery, shared: boolean): Promise<{ id: string }> =>
  http.post(at`/brands/${brand}/views`, { name, filter, shared })
export const removeView = (view: t.SavedView): Promise<void> => http.delete(at`/brands/${view.brand_id}/views/${view.id}`)

export const snooze = (id: string, epoch: number, until: string, reason: string): Promise<t.ConversationRow> =>
  http.post(at`/conversations/${id}/snooze`, { epoch, until, reason })

export const together = (step: t.Step, rows: t.ConversationRow[]): Promise<{ items: t.StepResult[] }> =>
  http.post('/conversations/together', { step, conversations: rows.map(({ id, epoch }) => ({ id, epoch })) })
