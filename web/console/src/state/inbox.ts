import { shallowReactive } from 'vue'
import * as api from '@/api/conversations'
import type { RouteLocationRaw } from 'vue-router'
import { count } from '@/api/inbox'
import type { Box, ConversationRow, Counted } from '@/api/types'
import { isPlain, plain, queryOf, type Filter } from './filter'
import { appended, held, patched } from './merge'
import { reasonOf } from './toasts'

/** The list beside the conversation. One at a time, kept while pages change, so that coming back finds the place. */
export const inbox = shallowReactive({
  box: 'mine' as Box,
  brand: null as string | null,
  filter: plain(),
  /** How many the filter finds, where it narrows the list further than its box does. */
  found: null as Counted | null,
  rows: [] as readonly ConversationRow[],
  behind: [] as readonly ConversationRow[],
  next: null as string | null,
  loading: false,
  loaded: false,
  error: '',
  /** True while the reader is scrolled away from the top or has the pointer in the list: then nothing moves. */
  hold: false,
})

let running: AbortController | null = null

export const query = (): api.ListQuery => ({ box: inbox.box, brand: inbox.brand, ...queryOf(inbox.filter) })

/** Where a conversation stands in this list, or (without one) the list itself. */
export const placeOf = (id: string | null, box = inbox.box, filter = inbox.filter): RouteLocationRaw => ({ name: 'inbox', params: { box, id }, query: queryOf(filter) })

export const narrowed = (): boolean => inbox.filter.q !== '' || !isPlain(inbox.filter)

export async function show(box: Box, brand: string | null, filter: Filter): Promise<void> {
  Object.assign(inbox, { box, brand, filter, found: null, rows: [], behind: [], next: null, loaded: false })
  await loadTop(true)
}

/** Fetches the first page; a reader who is elsewhere in the list keeps it as it is and hears of new rows. */
export async function loadTop(replace = !inbox.hold): Promise<void> {
  running?.abort()
  const mine = new AbortController()
  running = mine
  inbox.loading = true
  try {
    const [page, found] = await Promise.all([api.list(query(), null, mine.signal), isPlain(inbox.filter) ? null : count(query(), mine.signal)])
    if (replace) Object.assign(inbox, { rows: page.items, behind: [], next: page.next })
    else Object.assign(inbox, held(inbox, page.items))
    Object.assign(inbox, { found, loaded: true, error: '' })
  } catch (error) {
    if (!mine.signal.aborted) inbox.error = reasonOf(error)
  } finally {
    if (running === mine) inbox.loading = false
  }
}

export async function loadMore(): Promise<void> {
  if (inbox.loading || !inbox.next) return
  inbox.loading = true
  const asked = query()
  try {
    const page = await api.list(asked, inbox.next)
    if (JSON.stringify(asked) !== JSON.stringify(query())) return
    Object.assign(inbox, { rows: appended(inbox.rows, page.items), next: page.next, error: '' })
  } catch (error) {
    inbox.error = reasonOf(error)
  } finally {
    inbox.loading = false
  }
}

export function patchRow(id: string, head: Partial<ConversationRow>): void {
  inbox.rows = patched(inbox.rows, id, head)
}
