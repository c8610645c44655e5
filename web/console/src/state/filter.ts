import type { LocationQuery } from 'vue-router'
import type { ListFilter } from '@/api/types'
import { t } from '@/messages'
import { languageName } from './reading'
import { topicName } from './session'

/** What the list is narrowed to, beside its box and brand. The page's address has it, so that it can be sent on. */
export type Filter = Omit<ListFilter, 'box' | 'brand'>

export const LISTS = ['topic', 'channel', 'kind', 'language', 'priority', 'holder'] as const
export type ListKey = (typeof LISTS)[number]
export const NO_TOPIC = '-'

export const plain = (): Filter => ({ status: 'open', q: '', topic: [], channel: [], kind: [], language: [], priority: [], holder: [], associate: null, promise: null, unanswered: false, waiting_over_s: null })

const STATUSES = ['open', 'snoozed', 'resolved'] as const
const PROMISES = ['soon', 'broken'] as const
const KINDS = ['customer', 'worker', 'business', 'employee'] as const
const HOLDERS = ['bot', 'queue', 'me', 'person'] as const
const among = <T extends string>(all: readonly T[], word: string): T | undefined => all.find((one) => one === word)

/** From an address; what makes no sense there is left out. */
export function filterIn(query: LocationQuery): Filter {
  const words = (key: string): string[] => [query[key] ?? []].flat().filter((one): one is string => typeof one === 'string')
  const word = (key: string): string => words(key)[0] ?? ''
  const waiting = Number(word('waiting_over_s'))
  return {
    ...plain(),
    status: among(STATUSES, word('status')) ?? 'open',
    q: word('q'),
    topic: words('topic'),
    channel: words('channel'),
    kind: words('kind').flatMap((one) => among(KINDS, one) ?? []),
    language: words('language'),
    priority: words('priority').map(Number).filter((one) => [0, 1, 2].includes(one)),
    holder: words('holder').flatMap((one) => among(HOLDERS, one) ?? []),
    associate: word('associate') || null,
    promise: among(PROMISES, word('promise')) ?? null,
    unanswered: word('unanswered') === 'true',
    waiting_over_s: Number.isInteger(waiting) && waiting > 0 ? waiting : null,
  }
}

type Words = Record<string, string | string[]>

/** What differs from the plain list, as the address and the server take it. */
export function queryOf(filter: Filter): Words {
  const usual: Record<string, unknown> = plain()
  const kept = Object.entries(filter).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(usual[key]))
  return Object.fromEntries(kept.map(([key, value]) => [key, Array.isArray(value) ? value.map(String) : String(value)]))
}

export const isPlain = (filter: Filter): boolean => Object.keys(queryOf({ ...filter, status: 'open', q: '' })).length === 0

export interface Chip {
  key: string
  label: string
  rest: Filter
}

/** Each filter that is on, in words, and what the list is narrowed to without it. */
export function chipsOf(filter: Filter, brand: string | null): Chip[] {
  const lists = LISTS.flatMap((key) =>
    filter[key].map((value) => ({ key: `${key}-${value}`, label: valueName(key, String(value), brand), rest: { ...filter, [key]: (filter[key] as unknown[]).filter((one) => one !== value) } })),
  )
  const rest: (Chip | false)[] = [
    filter.associate !== null && { key: 'associate', label: t.inbox.associate, rest: { ...filter, associate: null } },
    filter.promise !== null && { key: 'promise', label: t.inbox.promises[filter.promise] ?? '', rest: { ...filter, promise: null } },
    filter.unanswered && { key: 'unanswered', label: t.inbox.unanswered, rest: { ...filter, unanswered: false } },
    filter.waiting_over_s !== null && { key: 'waiting', label: t.inbox.waiting(t.inbox.spans[filter.waiting_over_s] ?? `${filter.waiting_over_s} s`), rest: { ...filter, waiting_over_s: null } },
  ]
  return [...lists, ...rest.filter((one) => one !== false)]
}

export function valueName(key: ListKey, value: string, brand: string | null): string {
  if (key === 'topic') return value === NO_TOPIC ? t.conversation.noTopic : topicName(brand, value)
  if (key === 'language') return languageName(value)
  if (key === 'priority') return t.conversation.priorities[Number(value)] ?? value
  return { channel: t.channel, kind: t.kind, holder: t.inbox.holders }[key][value] ?? value
}
