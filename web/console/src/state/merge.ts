import type { ConversationRow } from '@/api/types'

export interface Shown {
  rows: readonly ConversationRow[]
  /** Rows that arrived while the reader was elsewhere in the list. */
  behind: readonly ConversationRow[]
}

const isOlder = (a: ConversationRow, b: ConversationRow): boolean =>
  a.epoch < b.epoch || (a.epoch === b.epoch && a.seq < b.seq)

/** Answers overtake each other on the wire; the newer of two versions of a row wins. */
function newer(held: ConversationRow, arrived: ConversationRow): ConversationRow {
  return isOlder(arrived, held) ? held : arrived
}

/** What the list shows after a refetch of its top while the reader must not lose their place. */
export function held(shown: Shown, top: readonly ConversationRow[]): Shown {
  const arrived = new Map(top.map((row) => [row.id, row]))
  const known = new Set(shown.rows.map((row) => row.id))
  return {
    rows: shown.rows.map((row) => newer(row, arrived.get(row.id) ?? row)),
    behind: top.filter((row) => !known.has(row.id)),
  }
}

export function appended(rows: readonly ConversationRow[], page: readonly ConversationRow[]): ConversationRow[] {
  const known = new Set(rows.map((row) => row.id))
  return [...rows, ...page.filter((row) => !known.has(row.id))]
}

/** One row's head as a socket frame carries it. */
export function patched(
  rows: readonly ConversationRow[],
  id: string,
  head: Partial<ConversationRow>,
): ConversationRow[] {
  return rows.map((row) => (row.id === id ? newer(row, { ...row, ...head }) : row))
}
