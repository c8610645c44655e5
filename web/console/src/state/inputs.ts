/** What people type into an action's form, as the values that the server takes. */
import type { ActionInput } from '@/api/types'

const WITHOUT_CENTS = ['CLP', 'ISK', 'JPY', 'KRW', 'PYG', 'UGX', 'VND', 'XAF', 'XOF', 'XPF']

/** An amount like 12.50 or 12,5 in minor units, or null when it is none. */
export function minorUnits(text: string, currency: string): number | null {
  const digits = WITHOUT_CENTS.includes(currency) ? 0 : 2
  const found = /^(\d{1,9})(?:[.,](\d{1,2}))?$/.exec(text.trim())
  if (!found || (digits === 0 && found[2])) return null
  return Number(found[1]) * 10 ** digits + Number((found[2] ?? '').padEnd(digits, '0') || 0)
}

/** The typed texts as inputs; those left empty are left out. What is not an amount goes as it is: the server says why not. */
export function inputsOf(fields: ActionInput[], typed: Record<string, string>, currency: string): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  for (const field of fields) {
    const text = (typed[field.name] ?? '').trim()
    if (text) found[field.name] = field.type === 'money' ? (minorUnits(text, currency) ?? text) : text
  }
  return found
}
