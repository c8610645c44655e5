import type { Citation, Entry } from '@/api/types'

/** Readers for the free part of entries: everything there is unproven until looked at. */

export const activityType = (entry: Entry): string => (typeof entry.data['type'] === 'string' ? entry.data['type'] : '')

export function text(entry: Entry, key: string): string | null {
  const value = entry.data[key]
  if (typeof value === 'string' && value) return value
  if (typeof value === 'number') return String(value)
  const name = (value as { name?: unknown } | null | undefined)?.name
  return typeof name === 'string' ? name : null
}

export function citations(entry: Entry): Citation[] {
  const value = entry.data['citations']
  if (!Array.isArray(value)) return []
  return value.filter((item): item is Citation => typeof (item as Citation | null)?.title === 'string')
}

export function options(entry: Entry): string[] {
  const value = entry.data['options']
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}

export const isSpoken = (entry: Entry): boolean => entry.kind === 'message' || entry.kind === 'note'
export const isVisible = (entry: Entry): boolean => entry.kind !== 'receipt'
