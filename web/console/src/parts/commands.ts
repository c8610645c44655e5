import { computed, type ComputedRef } from 'vue'
import { useRouter } from 'vue-router'
import type { ConversationRow } from '@/api/types'
import { t } from '@/messages'
import { mine } from '@/state/mine'
import { preferences } from '@/state/preferences'
import { choose, presence } from '@/state/presence'
import { contactName, glimpse } from '@/state/reading'
import { signOut, topicName } from '@/state/session'
import { tellError } from '@/state/toasts'
import type { IconName } from './Icon.vue'
import { screens, subscreens, type Screen } from './screens'

export interface Command extends Pick<Screen, 'keys' | 'deep'> {
  key: string
  label: string
  hint: string
  icon: IconName
  group: string
  run: () => void
}

/** Everything the command bar can do without asking the server. */
export function useCommands(showKeys: () => void): { fixed: ComputedRef<Command[]>; toConversation: (row: ConversationRow, group: string) => Command } {
  const router = useRouter()
  const go = (path: string) => () => void router.push(path)

  function toConversation(row: ConversationRow, group: string): Command {
    return {
      key: `${group}-${row.id}`,
      label: contactName(row),
      hint: [topicName(row.brand_id, row.topic), glimpse(row.preview)].filter(Boolean).join(' · '),
      icon: 'chat',
      group,
      run: go(`/inbox/${mine.rows.some((held) => held.id === row.id) ? 'mine' : 'all'}/${row.id}`),
    }
  }

  const simple = (group: string, icon: IconName, label: string, run: () => void): Command => ({ key: label, label, hint: '', icon, group, run })

  const places = computed(() => [...screens.value, ...subscreens.value].map((one): Command => ({ ...one, ...simple(t.command.screens, one.icon, one.label, go(one.to)) })))

  const actions = computed<Command[]>(() => {
    const act = (icon: IconName, label: string, run: () => void): Command => simple(t.command.actions, icon, label, run)
    const states = presence.associate?.grants.length ? (['on', 'break', 'off'] as const) : []
    return [
      ...states.filter((state) => state !== presence.associate?.availability).map((state) => act('person', `${t.presence.choose}: ${t.presence[state]}`, () => void choose(state))),
      act('spark', `${t.settings.theme}: ${t.settings.light}`, () => (preferences.theme = 'light')),
      act('spark', `${t.settings.theme}: ${t.settings.dark}`, () => (preferences.theme = 'dark')),
      act('spark', `${t.settings.theme}: ${t.settings.auto}`, () => (preferences.theme = 'auto')),
      act('keyboard', t.settings.keys, showKeys),
      act('back', t.signIn.out, () => void signOut().catch(tellError)),
    ]
  })

  const held = computed(() => mine.rows.map((row) => toConversation(row, t.command.conversations)))
  return { fixed: computed(() => [...held.value, ...places.value, ...actions.value]), toConversation }
}
