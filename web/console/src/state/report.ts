import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Question } from '@/api/reports'
import type { Figure, Measure } from '@/api/types'
import { locale } from '@/language'
import { t } from '@/messages'
import { preferences } from './preferences'
import { decimal, duration, languageName, number, percent } from './reading'

const DAY_MS = 86_400_000
export const FILTERS = ['channel', 'topic', 'kind', 'language', 'associate'] as const
export type Filter = (typeof FILTERS)[number]

const iso = (at: number): string => new Date(at).toISOString().slice(0, 10)
const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1
/** The days until today, as their dates are here. */
export function lastDays(n: number): { from: string; to: string } {
  const now = new Date()
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())
  return { from: iso(today - (n - 1) * DAY_MS), to: iso(today) }
}

const DATES = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const
/** A date as people write it: it is the brand's day, wherever the reader is. */
export const dateName = (date: string): string => new Date(date).toLocaleDateString(locale(), DATES)

interface Asked {
  question: ComputedRef<Question>
  before: ComputedRef<Question>
  by: ComputedRef<string>
  measure: ComputedRef<string>
  set: (change: Record<string, string | undefined>) => void
}

/** What the page's address asks: whoever sends it on shows the same. */
export function useAsked(): Asked {
  const route = useRoute()
  const router = useRouter()
  const word = (key: string): string | undefined => {
    const found = route.query[key]
    return typeof found === 'string' ? found : undefined
  }
  const question = computed<Question>(() => {
    const filters = Object.fromEntries(FILTERS.flatMap((key) => (word(key) ? [[key, word(key)]] : [])))
    const { from, to } = lastDays(30)
    return { brand: preferences.brand, from: word('from') ?? from, to: word('to') ?? to, ...filters }
  })
  const before = computed<Question>(() => {
    const { from, to } = question.value
    const end = Date.parse(from) - DAY_MS
    return { ...question.value, from: iso(end - (daysBetween(from, to) - 1) * DAY_MS), to: iso(end) }
  })
  const set = (change: Record<string, string | undefined>): void => {
    void router.replace({ query: { ...route.query, ...change } })
  }
  return { question, before, by: computed(() => word('by') ?? 'channel'), measure: computed(() => word('measure') ?? 'volume'), set }
}

export function shown(value: number | null, kind: Measure['kind']): string {
  if (value === null) return t.reports.few
  if (kind === 'seconds') return duration(value)
  if (kind === 'share') return percent(value, 1)
  return kind === 'score' ? decimal(value, 2) : number(value)
}

/** How far a figure is from what it was; "" where one of them says nothing. */
export function change(now: Figure, then: Figure | undefined, kind: Measure['kind']): string {
  if (now.value === null || then?.value == null) return ''
  const by = now.value - then.value
  const sign = by > 0 ? '+' : '−'
  if (kind === 'share') return Math.abs(by) < 0.0005 ? t.reports.same : `${sign}${decimal(Math.abs(by) * 100, 1)} ${t.reports.points}`
  if (kind === 'score') return Math.abs(by) < 0.005 ? t.reports.same : `${sign}${decimal(Math.abs(by), 2)}`
  if (!then.value) return ''
  const share = Math.abs(by / then.value)
  return share < 0.005 ? t.reports.same : `${sign}${percent(share)}`
}

/** What a group is called here. */
export function groupName(by: string, key: string, name: string): string {
  if (!key) return t.reports.nothing
  if (by === 'kind') return t.kind[key] ?? name
  if (by === 'language') return languageName(key)
  if (by === 'answered_by') return t.reports.answeredBy[key] ?? name
  if (by === 'weekday') return t.reports.weekdays[Number(key)] ?? name
  if (by === 'hour') return `${key}:00`
  if (by === 'day') return dateName(key)
  return by === 'channel' ? (t.channel[key] ?? name) : name
}
