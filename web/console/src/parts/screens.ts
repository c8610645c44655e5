import { computed } from 'vue'
import { t } from '@/messages'
import { isAdmin, isLeader, isOperator } from '@/state/session'
import type { IconName } from './Icon.vue'

export interface Screen {
  to: string
  label: string
  icon: IconName
  /** Goes there from anywhere, as `g b`. */
  keys?: string
  /** The command bar names it only to whoever types something. */
  deep?: boolean
}

/** The screens that the reader may open, as the top bar, the command bar and the shortcuts have them. */
export const screens = computed<Screen[]>(() => [
  { to: '/inbox/mine', label: t.nav.inbox, icon: 'inbox', keys: 'g i' },
  ...(isLeader.value ? led() : []),
  ...(isAdmin.value ? [{ to: '/channels', label: t.channels.title, icon: 'phone' as const, keys: 'g h' }] : []),
  ...(isOperator.value ? [{ to: '/dead-letters', label: t.nav.deadLetters, icon: 'letters' as const }] : []),
])

const led = (): Screen[] => [
  { to: '/board', label: t.nav.board, icon: 'board', keys: 'g b' },
  { to: '/contacts', label: t.contacts.title, icon: 'people', keys: 'g c' },
  { to: '/learning', label: t.learning.title, icon: 'spark', keys: 'g l' },
  { to: '/flows', label: t.flows.title, icon: 'transfer', keys: 'g f' },
  { to: '/bot', label: t.bot.title, icon: 'bot', keys: 'g q' },
  { to: '/planning', label: t.planning.title, icon: 'clock', keys: 'g p' },
  { to: '/reports', label: t.nav.reports, icon: 'chart', keys: 'g r' },
]

const tabs = (page: string, title: string, names: Record<string, string>): Screen[] =>
  Object.entries(names).map(([tab, name]) => ({ to: `${page}/${tab}`, label: `${title}: ${name}`, icon: 'right', deep: true }))

/** What lies one step further: named in the command bar only. */
export const subscreens = computed<Screen[]>(() => [
  { to: '/inbox/waiting', label: `${t.nav.inbox}: ${t.box.waiting}`, icon: 'clock', keys: 'g w' },
  { to: '/inbox/all', label: `${t.nav.inbox}: ${t.box.all}`, icon: 'inbox' },
  ...(isLeader.value
    ? [
        { to: '/inbox/bot', label: `${t.nav.inbox}: ${t.box.bot}`, icon: 'bot' as const },
        { to: '/callbacks', label: t.continuity.callbacks.title, icon: 'call' as const },
        ...tabs('/learning', t.learning.title, t.learning.tabs),
        ...tabs('/planning', t.planning.title, t.planning.tabs),
      ]
    : []),
])
