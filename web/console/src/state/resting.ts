const HOUR_MS = 3_600_000
const MORNING = 9

const inDays = (from: Date, days: number): Date => new Date(from.getFullYear(), from.getMonth(), from.getDate() + days, MORNING)

/** Until when people put things off, by the reader's own clock. */
export function restingTimes(now: Date): Record<'hours' | 'tomorrow' | 'monday' | 'week', Date> {
  const toMonday = ((8 - now.getDay()) % 7) || 7
  return { hours: new Date(now.getTime() + 3 * HOUR_MS), tomorrow: inDays(now, 1), monday: inDays(now, toMonday), week: inDays(now, 7) }
}

/** As a field for date and time has it: the reader's clock, no zone. */
export function localTime(at: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}

const times = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
export const restUntil = (at: string | Date): string => times.format(new Date(at))
