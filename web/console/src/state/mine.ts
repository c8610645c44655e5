import { computed, shallowReactive } from 'vue'
import * as api from '@/api/conversations'
import type { ConversationRow, Counts } from '@/api/types'
import { patched } from './merge'
import { words } from './newest'
import { isUnread } from './seen'

/** What the reader holds right now, whatever list is on the screen: feeds the counts, the title and the command bar. */
export const mine = shallowReactive({
  rows: [] as readonly ConversationRow[],
  counts: { mine: 0, waiting: 0, all: 0, bot: 0 } as Counts,
})

export const unread = computed(() => mine.rows.filter(isUnread).length)

const word = words()

export async function refreshMine(): Promise<ConversationRow[]> {
  const isLast = word()
  const [page, counts] = await Promise.all([
    api.list({ box: 'mine', brand: null }, null),
    api.counts(),
  ])
  if (isLast()) Object.assign(mine, { rows: page.items, counts })
  return page.items
}

export function patchMine(id: string, head: Partial<ConversationRow>): void {
  mine.rows = patched(mine.rows, id, head)
}
