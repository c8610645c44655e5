import { watch } from 'vue'
import type { ServerFrame, Subscribed } from '@/live/frames'
import { line, listen, onOpen, say } from '@/live/socket'
import { t } from '@/messages'
import { chime, notify } from './alerts'
import { moved, reconnected } from './catchup'
import { inbox, loadTop, patchRow } from './inbox'
import { mine, patchMine, refreshMine } from './mine'
import { ended, offered, offers, refreshOffers } from './offers'
import { presence, refreshPresence } from './presence'
import { brands, session, topicName } from './session'
import { tellError } from './toasts'
import { throttled } from './throttle'

/**
 * Keeps lists, counts, offers and presence near the server's truth. Frames are hints: each leads to a fetch, and a
 * slow poll repeats it, so that losing every frame costs seconds of freshness and nothing else.
 */
const POLL_MS = 20_000
const positions = new Map<string, { epoch: string; position: number }>()
let wasOpen = false

async function refreshLists(): Promise<void> {
  if (session.status !== 'in') return
  const before = new Map(mine.rows.map((row) => [row.id, row.seq]))
  const [rows] = await Promise.all([refreshMine(), inbox.loaded ? loadTop() : null, refreshPresence()])
  moved(rows.filter((row) => row.seq > (before.get(row.id) ?? -1)).map((row) => row.id))
}

const soon = throttled(() => void refreshLists().catch(quietly), 1500)
const offersSoon = throttled(() => void refreshOffers().catch(quietly), 1000)

/** A failed refresh while the line is down is what the banner already says. */
function quietly(error: unknown): void {
  if (line.state === 'open') tellError(error)
}

function resumeAll(): void {
  if (wasOpen) reconnected()
  wasOpen = true
  for (const { id } of brands.value) {
    const { epoch = null, position = 0 } = positions.get(id) ?? {}
    say({ type: 'subscribe', stream: 'brand', id, epoch, position })
  }
  soon()
  offersSoon()
}

function onBrand(frame: Subscribed): void {
  positions.set(frame.id, { epoch: frame.epoch, position: frame.position ?? 0 })
  if (!frame.recovered || frame.events?.length) soon()
}

function onFrame(frame: ServerFrame): void {
  if (frame.type === 'subscribed' && frame.stream === 'brand') onBrand(frame)
  if (frame.type === 'changed') {
    const known = positions.get(frame.brand)
    if (known) known.position = Math.max(known.position, frame.position)
    soon()
  }
  if (frame.type === 'entry') onEntry(frame)
  if (frame.type === 'offer' && offered(frame.offer)) announce(frame)
  if (frame.type === 'offer_gone') ended(frame.id, frame.outcome)
}

function onEntry(frame: Extract<ServerFrame, { type: 'entry' }>): void {
  patchRow(frame.conversation, frame.head)
  patchMine(frame.conversation, frame.head)
  soon()
  if (frame.entry.author.kind === 'requester' && document.visibilityState === 'hidden') chime()
}

function announce({ offer }: Extract<ServerFrame, { type: 'offer' }>): void {
  chime()
  notify(t.offers.notification(offer.brand_name), topicName(offer.brand_id, offer.topic))
}

function stop(): void {
  wasOpen = false
  positions.clear()
  offers.items = []
  presence.associate = null
  mine.rows = []
  Object.assign(inbox, { rows: [], behind: [], loaded: false })
}

export function startSync(): void {
  listen(onFrame)
  onOpen(resumeAll)
  setInterval(() => {
    if (session.status !== 'in' || document.visibilityState === 'hidden') return
    soon()
    offersSoon()
  }, POLL_MS)
  watch(
    () => session.status,
    (status) => {
      if (status === 'in') soon()
      if (status === 'out') stop()
    },
    { immediate: true },
  )
}
