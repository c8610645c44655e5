import { words } from '@/state/reading'

export interface ReasonLine {
  label: string
  text: string
  /** Share of a whole between 0 and 1 where the part is a score. */
  share: number | null
}

const LABELS = ['label', 'name', 'part', 'key']
const TEXTS = ['text', 'detail', 'reason', 'value', 'score']

function first(item: Record<string, unknown>, keys: string[]): unknown {
  return keys.map((key) => item[key]).find((value) => value !== undefined && value !== null)
}

function line(label: string, value: unknown): ReasonLine {
  if (typeof value !== 'number') return { label: words(label), text: String(value), share: null }
  const isShare = value >= 0 && value <= 1
  return { label: words(label), text: isShare ? '' : String(Math.round(value * 100) / 100), share: isShare ? value : null }
}

/** Parts of a decision as lines for people, from the list or the table the router records. */
export function reasonLines(parts: unknown): ReasonLine[] {
  if (Array.isArray(parts)) {
    return parts.map((item: unknown) => {
      if (typeof item === 'string') return { label: item, text: '', share: null }
      const record = (item ?? {}) as Record<string, unknown>
      return line(String(first(record, LABELS) ?? ''), first(record, TEXTS) ?? '')
    })
  }
  if (parts && typeof parts === 'object') return Object.entries(parts).map(([label, value]) => line(label, value))
  return []
}
