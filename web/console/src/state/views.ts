import { shallowReactive } from 'vue'
import * as api from '@/api/inbox'
import type { SavedView } from '@/api/types'
import { words } from './newest'

/** The reader's own views and those shared with them. */
export const views = shallowReactive({ items: [] as readonly SavedView[] })

const word = words()

export async function loadViews(): Promise<void> {
  const isLast = word()
  const { items } = await api.views()
  if (isLast()) views.items = items
}
