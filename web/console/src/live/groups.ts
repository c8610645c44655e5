import type { Entry } from '@/api/types'
import { activityType, isVisible } from './entries'

/** What the eye reads as one: a day's line, an activity, or a run of one author's words. */
export type Block =
  | { type: 'day'; key: string; at: string }
  | { type: 'activity'; key: string; entry: Entry }
  | { type: 'handover'; key: string; entry: Entry }
  | { type: 'run'; key: string; entries: Entry[] }

const RUN_MS = 5 * 60_000
const dayOf = (at: string): string => new Date(at).toDateString()

function continues(run: Entry, entry: Entry): boolean {
  return (
    run.kind === entry.kind &&
    run.author.kind === entry.author.kind &&
    run.author.id === entry.author.id &&
    Date.parse(entry.at) - Date.parse(run.at) < RUN_MS
  )
}

function add(blocks: Block[], entry: Entry): void {
  const key = String(entry.seq)
  if (entry.kind === 'activity') {
    const type = activityType(entry) === 'handed_over' ? 'handover' : 'activity'
    blocks.push({ type, key, entry })
    return
  }
  const last = blocks.at(-1)
  const tail = last?.type === 'run' ? last.entries.at(-1) : undefined
  if (last?.type === 'run' && tail && continues(tail, entry)) last.entries.push(entry)
  else blocks.push({ type: 'run', key, entries: [entry] })
}

export function blocksOf(entries: readonly Entry[]): Block[] {
  const blocks: Block[] = []
  let day = ''
  for (const entry of entries.filter(isVisible)) {
    if (dayOf(entry.at) !== day) {
      day = dayOf(entry.at)
      blocks.push({ type: 'day', key: `day-${entry.seq}`, at: entry.at })
    }
    add(blocks, entry)
  }
  return blocks
}
