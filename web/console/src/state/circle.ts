import type { CircleTopics } from '@/api/circle'
import { t } from '@/messages'

export const ALL = '*'
export const RUNGS = ['certified', 'preferred'] as const

/** What a change means, in words: what was gained, then what was lost. `name`: of a topic. */
export function difference(before: CircleTopics, after: CircleTopics, name: (topic: string) => string): string[] {
  const words = (sayings: Record<string, (topics: string) => string>, from: CircleTopics, to: CircleTopics): string[] =>
    RUNGS.flatMap((rung) => {
      const topics = to[rung].filter((topic) => !from[rung].includes(topic))
      return topics.length ? [sayings[rung]!(topics.map(name).join(', '))] : []
    })
  return [...words(t.circle.gained, before, after), ...words(t.circle.lost, after, before)]
}
