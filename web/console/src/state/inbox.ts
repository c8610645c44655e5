import { shallowReactive } from 'vue'
import * as api from '@/api/conversations'
import type { Box, ConversationRow, Status } from '@/api/types'
import { appended, held, patched } from './merge'
import { reasonOf } from './toasts'

/** The list beside the conversation. One at a time, kept while pages change, so that coming back finds the place. */
export const inbox = shallowReactive({
  box: 'mine' as Box,
  status: 'open' as Status,
  brand: null as string | null,
  q: '',
  rows: [] as readonly ConversationRow[],
  behind: [] as readonly ConversationRow[],
  next: null as string | null,
  loading: false,
  loaded: false,
  error: '',
  /** True while the reader is scrolled away from the top or has the pointer in the list: then nothing moves. */
  hold: false,
})

type Filter = Pick<api.ListQuery, 'box' | 'status' | 'brand' | 'q'>

let running: AbortController | null = null

const query = (): api.ListQuery => ({ box: inbox.box, status: inbox.status, brand: inbox.brand, q: inbox.q })

export async function show(filter: Partial<Filter>): Promise<void> {
  Object.assign(inbox, filter, { rows: [], behind: [], next: null, loaded: false })
  await loadTop(true)
}

/** Fetches the first page; a reader who is elsewhere in the list keeps it as it is and hears of new rows. */
export async function loadTop(replace = !inbox.hold): Promise<void> {
  running?.abort()
  const mine = new AbortController()
  running = mine
  inbox.loading = true
  try {
    const page = await api.list(query(), null, mine.signal)
    if (replace) Object.assign(inbox, { rows: page.items, behind: [], next: page.next })
    else Object.assign(inbox, held(inbox, page.items))
    Object.assign(inbox, { loaded: true, error: '' })
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
