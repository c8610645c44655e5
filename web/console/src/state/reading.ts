import type { ContactIdentity, ConversationRow } from '@/api/types'
import { locale } from '@/language'
import { t } from '@/messages'
import { toPlain } from '../../../shared/markdown'

/** Numbers and times as people read them, in the reader's own time zone. */

/** What is costly to make and depends on the language: made once for each. */
function inLanguage<T>(make: (locale: string) => T): () => T {
  const made = new Map<string, T>()
  return () => {
    const now = locale()
    const one = made.get(now) ?? make(now)
    made.set(now, one)
    return one
  }
}

function counted(unit: 'minute' | 'hour' | 'day'): (n: number) => string {
  const format = inLanguage((now) => new Intl.NumberFormat(now, { style: 'unit', unit, unitDisplay: 'narrow' }))
  return (n) => format().format(Math.floor(n))
}
const [minutes, hours, wholeDays] = [counted('minute'), counted('hour'), counted('day')]

export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  if (s < 3600) return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
  if (s < 86_400) return `${hours(s / 3600)} ${minutes((s % 3600) / 60)}`
  return wholeDays(s / 86_400)
}

const dates = inLanguage((now) => new Intl.DateTimeFormat(now, { day: 'numeric', month: 'short' }))

export function age(at: string, now: number): string {
  const s = Math.max(0, (now - Date.parse(at)) / 1000)
  if (s < 60) return t.time.now
  if (s < 3600) return minutes(s / 60)
  if (s < 86_400) return hours(s / 3600)
  if (s < 7 * 86_400) return wholeDays(s / 86_400)
  return dates().format(new Date(at))
}

const times = inLanguage((now) => new Intl.DateTimeFormat(now, { hour: '2-digit', minute: '2-digit' }))
const days = inLanguage((now) => new Intl.DateTimeFormat(now, { weekday: 'long', day: 'numeric', month: 'long' }))
const moments = inLanguage((now) => new Intl.DateTimeFormat(now, { dateStyle: 'medium', timeStyle: 'medium' }))

export const clockTime = (at: string): string => times().format(new Date(at))
export const whole = (at: string): string => moments().format(new Date(at))
const sameDay = (a: string, b: string): boolean => new Date(a).toDateString() === new Date(b).toDateString()

export function day(at: string): string {
  if (sameDay(at, new Date().toISOString())) return t.time.today
  if (sameDay(at, new Date(Date.now() - 86_400_000).toISOString())) return t.time.yesterday
  return days().format(new Date(at))
}

/** Visitors often give no name; then their kind and the end of their id tell them apart. */
export const contactName = ({ contact }: Pick<ConversationRow, 'contact'>): string =>
  contact.name || `${t.kind[contact.kind] ?? contact.kind} ${contact.id.slice(-4)}`

/** Of what no person reads as little as tells two apart: a browser's number, and the account before a channel's name. */
export function identityText({ type, value }: Pick<ContactIdentity, 'type' | 'value'>): string {
  if (type === 'visitor') return `${value.slice(0, 8)}…`
  return type === 'api' ? value.slice(value.indexOf(':') + 1) : value
}

/** What was said last, on one line: without the marks of what is drawn elsewhere. */
export const glimpse = (preview: string | null): string => toPlain(preview ?? '')

export const number = (value: number): string => value.toLocaleString(locale())
/** With so many digits behind the point, or comma; a dash for what nobody knows. */
export const decimal = (value: number | null | undefined, digits: number): string =>
  value?.toLocaleString(locale(), { minimumFractionDigits: digits, maximumFractionDigits: digits }) ?? '–'

export const percent = (share: number | null, digits = 0): string =>
  share === null ? '–' : `${decimal(share * 100, digits)}\u00a0%`

const languages = inLanguage((now) => new Intl.DisplayNames(now, { type: 'language' }))
/** A language by its name, in the reader's own language; what is no code stays as it is. */
export function languageName(code: string): string {
  try {
    return languages().of(code) ?? code
  } catch {
    return code
  }
}

export const words = (key: string): string => key.replaceAll('_', ' ')

/** Why a channel cannot be used. */
export const trouble = (word: string): string => t.channels.troubles[word] ?? words(word)
