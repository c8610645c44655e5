import { computed, shallowReactive } from 'vue'
import * as conversations from '@/api/conversations'
import * as api from '@/api/inbox'
import type { ConversationRow, Step, StepResult } from '@/api/types'
import { inbox, loadTop, query } from './inbox'
import { reasonOf } from './toasts'

/** The conversations that one step is to be done with, as the reader saw them. */
export const selection = shallowReactive({ rows: new Map<string, ConversationRow>(), last: null as string | null })

export const MOST = 500
const PAGE = 100
/** So many in a request: each answer moves the bar. */
const AT_ONCE = 20

export const brandsChosen = computed(() => new Set([...selection.rows.values()].map((row) => row.brand_id)))

function keep(rows: Map<string, ConversationRow>): void {
  selection.rows = rows
}

export function clear(): void {
  keep(new Map())
  selection.last = null
}

/** One more or one less; with `through`, all from the last one on. */
export function toggle(row: ConversationRow, through = false): void {
  const rows = new Map(selection.rows)
  const span = through ? between(row) : [row]
  const add = !rows.has(row.id)
  for (const one of span) {
    if (add) rows.set(one.id, one)
    else rows.delete(one.id)
  }
  keep(rows)
  selection.last = row.id
}

function between(row: ConversationRow): readonly ConversationRow[] {
  const at = inbox.rows.findIndex((one) => one.id === row.id)
  const from = inbox.rows.findIndex((one) => one.id === selection.last)
  return from < 0 ? [row] : inbox.rows.slice(Math.min(at, from), Math.max(at, from) + 1)
}

/** All that the filter finds, as far as one may work on in one go. */
export async function selectAll(): Promise<void> {
  const asked = query()
  const rows = new Map<string, ConversationRow>()
  let next: string | null = null
  do {
    const page = await conversations.list(asked, next, undefined, PAGE)
    for (const row of page.items.slice(0, MOST - rows.size)) rows.set(row.id, row)
    next = page.next
  } while (next && rows.size < MOST)
  keep(rows)
}

export interface Work {
  all: number
  done: number
  failed: { row: ConversationRow; why: string }[]
  running: boolean
}

/** Does the step with all that is selected; those with which nothing could be done stay selected. */
export async function work(step: Step, state: Work): Promise<void> {
  const rows = [...selection.rows.values()]
  Object.assign(state, { all: rows.length, done: 0, failed: [], running: true })
  for (let at = 0; at < rows.length && state.running; at += AT_ONCE) {
    const some = rows.slice(at, at + AT_ONCE)
    take(state, some, await results(step, some))
  }
  state.running = false
  await loadTop(true)
}

async function results(step: Step, some: ConversationRow[]): Promise<Pick<StepResult, 'error' | 'detail'>[]> {
  try {
    return (await api.together(step, some)).items
  } catch (error) {
    return some.map(() => ({ error: 'failed', detail: reasonOf(error) }))
  }
}

function take(state: Work, some: ConversationRow[], found: Pick<StepResult, 'error' | 'detail'>[]): void {
  const left = new Map(selection.rows)
  const failed = [...state.failed]
  some.forEach((row, n) => {
    const result = found[n]
    if (result?.error) failed.push({ row, why: result.detail })
    else left.delete(row.id)
  })
  keep(left)
  Object.assign(state, { done: state.done + some.length, failed })
}
