import { shallowReactive } from 'vue'
import * as continuity from '@/api/continuity'
import * as api from '@/api/conversations'
import { snooze } from '@/api/inbox'
import type { ConversationRow, TransferTarget } from '@/api/types'
import { t } from '@/messages'
import type { OpenConversation } from './conversation'
import { isStale } from './outbox'
import { tell, tellError } from './toasts'

export interface Actions {
  state: { busy: boolean }
  resolve: () => Promise<boolean>
  reopen: () => Promise<boolean>
  takeOver: () => Promise<boolean>
  pullBack: () => Promise<boolean>
  assign: (associate: string) => Promise<boolean>
  transfer: (to: TransferTarget) => Promise<boolean>
  setTopic: (topic: string | null, priority: number) => Promise<boolean>
  move: (way: string) => Promise<boolean>
  snooze: (until: string, reason: string) => Promise<boolean>
}

type Verb = (epoch: number) => Promise<ConversationRow>

/** Changes to the conversation as a whole. Each carries the epoch the reader saw; a stale one changes nothing. */
export function useActions(open: OpenConversation): Actions {
  const state = shallowReactive({ busy: false })
  const { id } = open

  async function run(verb: Verb): Promise<boolean> {
    if (!open.timeline || state.busy) return false
    state.busy = true
    try {
      open.head(await verb(open.timeline.row.epoch))
      return true
    } catch (error) {
      if (!isStale(error)) tellError(error)
      else await outdated()
      return false
    } finally {
      state.busy = false
    }
  }

  async function outdated(): Promise<void> {
    await open.load()
    tell(t.conversation.changedMeanwhile, 'bad')
  }

  return {
    state,
    resolve: () => run((epoch) => api.resolve(id, epoch)),
    reopen: () => run((epoch) => api.reopen(id, epoch)),
    takeOver: () => run((epoch) => api.takeOver(id, epoch)),
    pullBack: () => run((epoch) => api.pullBack(id, epoch)),
    assign: (associate) => run((epoch) => api.assign(id, epoch, associate)),
    transfer: (to) => run((epoch) => api.transfer(id, epoch, to)),
    setTopic: (topic, priority) => run((epoch) => api.setTopic(id, epoch, topic, priority)),
    move: (way) => run((epoch) => continuity.move(id, epoch, way)),
    snooze: (until, reason) => run((epoch) => snooze(id, epoch, until, reason)),
  }
}
