import type { ContactIdentity, ConversationRow } from '@/api/types'
import { t } from '@/messages'
import { toPlain } from '../../../shared/markdown'

/** Numbers and times as people read them, in the reader's own time zone. */

export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  if (s < 3600) return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} m`
  return `${Math.floor(s / 86_400)} d`
}

export function age(at: string, now: number): string {
  const s = Math.max(0, (now - Date.parse(at)) / 1000)
  if (s < 60) return t.time.now
  if (s < 3600) return `${Math.floor(s / 60)}m`
  if (s < 86_400) return `${Math.floor(s / 3600)}h`
  if (s < 7 * 86_400) return `${Math.floor(s / 86_400)}d`
  return new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' }).format(new Date(at))
}

const timeFormat = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const dayFormat = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const wholeFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

export const clockTime = (at: string): string => timeFormat.format(new Date(at))
export const whole = (at: string): string => wholeFormat.format(new Date(at))
const sameDay = (a: string, b: string): boolean => new Date(a).toDateString() === new Date(b).toDateString()

export function day(at: string): string {
  if (sameDay(at, new Date().toISOString())) return t.time.today
  if (sameDay(at, new Date(Date.now() - 86_400_000).toISOString())) return t.time.yesterday
  return dayFormat.format(new Date(at))
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

export const percent = (share: number | null, digits = 0): string =>
  share === null ? '–' : `${(share * 100).toFixed(digits)}\u00a0%`

const languages = new Intl.DisplayNames(undefined, { type: 'language' })
/** A language by its name, in the reader's own language; what is no code stays as it is. */
export function languageName(code: string): string {
  try {
    return languages.of(code) ?? code
  } catch {
    return code
  }
}

export const words = (key: string): string => key.replaceAll('_', ' ')
