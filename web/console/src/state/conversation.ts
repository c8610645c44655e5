import { onScopeDispose, shallowReactive } from 'vue'
import { ApiError } from '@/api/client'
import * as api from '@/api/conversations'
import type { ConversationRow, Entry } from '@/api/types'
import { isSpoken } from '@/live/entries'
import type { EntryFrame, ServerFrame, Subscribed } from '@/live/frames'
import { listen, onOpen, say } from '@/live/socket'
import { begin, extend, resume, withHead, type Step, type Timeline } from '@/live/timeline'
import { missedIn } from './catchup'
import { patchRow } from './inbox'
import { patchMine } from './mine'
import { markSeen } from './seen'
import { session } from './session'
import { reasonOf } from './toasts'

export interface OpenConversation {
  readonly id: string
  timeline: Timeline | null
  error: string
  /** True once the reader may no longer see it; what is shown then is how it was. */
  ended: boolean
  /** Grows with every entry of others that arrived while the conversation is open. */
  arrivals: number
  load: () => Promise<void>
  take: (entry: Entry) => void
  head: (head: Partial<ConversationRow>) => void
}

const isOthers = (entry: Entry): boolean => isSpoken(entry) && entry.author.id !== session.me?.person.id

/** Keeps one conversation equal to the server's log for as long as the calling component lives. */
export function useConversation(id: string): OpenConversation {
  const open: OpenConversation = shallowReactive({ id, timeline: null, error: '', ended: false, arrivals: 0, load, take, head })
  const gone = new AbortController()
  let resumed = false

  function settle(step: Step): void {
    open.timeline = step.timeline
    open.arrivals += step.fresh.filter(isOthers).length
    if (step.gap) subscribe()
    seen()
  }

  function seen(): void {
    if (open.timeline && document.visibilityState === 'visible') markSeen(id, open.timeline.seq)
  }

  async function load(): Promise<void> {
    try {
      open.timeline = begin(await api.read(id, gone.signal))
      open.error = ''
      seen()
      subscribe()
    } catch (error) {
      if (gone.signal.aborted) return
      open.ended = open.timeline !== null && error instanceof ApiError && error.status === 404
      open.error = reasonOf(error)
    }
  }

  function subscribe(): void {
    const { timeline } = open
    if (timeline) say({ type: 'subscribe', stream: 'conversation', id, epoch: timeline.token, seq: timeline.seq })
  }

  function take(entry: Entry): void {
    if (open.timeline) settle(extend(open.timeline, [entry]))
  }

  function head(change: Partial<ConversationRow>): void {
    patchRow(id, change)
    patchMine(id, change)
    if (open.timeline) open.timeline = withHead(open.timeline, change)
  }

  function onSubscribed(answer: Subscribed): void {
    if (answer.stream !== 'conversation' || answer.id !== id || !open.timeline) return
    const step = resume(open.timeline, answer)
    if (step.gap) return void load()
    settle(step)
    if (resumed) missedIn(id, step.fresh.filter(isOthers).length)
    resumed = false
  }

  function onEntry(frame: EntryFrame): void {
    if (frame.conversation !== id) return
    take(frame.entry)
    head(frame.head)
  }

  const stopListening = listen((frame: ServerFrame) => {
    if (frame.type === 'subscribed') onSubscribed(frame)
    if (frame.type === 'entry') onEntry(frame)
    if (frame.type === 'unsubscribed' && frame.id === id) open.ended = true
    if (frame.type === 'error' && frame.about === 'subscribe' && resumed) void load()
  })
  const stopOpening = onOpen(() => {
    resumed = open.timeline !== null
    if (resumed) subscribe()
    else if (open.error) void load()
  })
  document.addEventListener('visibilitychange', seen)
  void load()

  onScopeDispose(() => {
    gone.abort()
    stopListening()
    stopOpening()
    document.removeEventListener('visibilitychange', seen)
    say({ type: 'unsubscribe', stream: 'conversation', id })
  })
  return open
}
