import type { Api } from './api'
import type { State, Store } from './store'
import type { Entry } from './types'
import type { Receipt } from './wire'

/** Older answers than these are not worth a request each after a long absence. */
const MOST = 10
const RANK: Record<string, number> = { delivered: 1, read: 2 }

export function isAnswer(entry: { kind: string; author: { kind: string } }): boolean {
  return entry.kind === 'message' && (entry.author.kind === 'bot' || entry.author.kind === 'associate')
}

/**
 * The next receipt this visitor owes, newest answer first, or null. `told` keeps what was sent already by entry id:
 * the server's own word for it arrives later, as a receipt entry.
 */
export function receiptDue(state: State, told: ReadonlyMap<string, string>): (Receipt & { id: string }) | null {
  if (!state.session) return null
  const answers = state.entries.filter(isAnswer).slice(-MOST)
  for (const entry of answers.reverse()) {
    const due = entry.seq <= state.readSeq ? 'read' : 'delivered'
    if (rank(due) > Math.max(rank(entry.state), rank(told.get(entry.id)))) {
      return { id: entry.id, seq: entry.seq, state: due }
    }
  }
  return null
}

const rank = (state: Entry['state'] | string | undefined) => RANK[state ?? ''] ?? 0

/** Sends them one by one. Best effort: what fails is tried again with the next change. */
export class Receipts {
  private busy = false
  private readonly told = new Map<string, string>()

  constructor(
    private readonly store: Store,
    private readonly api: Pick<Api, 'receipt'>,
  ) {}

  tell(): void {
    const due = this.busy ? null : receiptDue(this.store.state, this.told)
    if (!due) return
    this.busy = true
    const { id, ...receipt } = due
    this.api.receipt(receipt).then(
      () => {
        this.told.set(id, receipt.state)
        this.busy = false
        this.tell()
      },
      () => {
        this.busy = false
      },
    )
  }
}
