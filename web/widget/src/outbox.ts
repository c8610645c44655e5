import { ApiError, type Api } from './api'
import { delay } from './backoff'
import type { Storage } from './storage'
import type { State, Store } from './store'
import type { Draft } from './types'

const PREFIX = 'out:'
/** An accepted message whose entry never came is not shown for ever. */
const FORGET_ACCEPTED_MS = 24 * 3600_000

/** What is unsent survives a reload: one key per draft, so that two tabs do not overwrite each other. */
export class DraftBox {
  private written = new Map<string, string>()

  constructor(private readonly storage: Storage) {}

  load(now: number): Draft[] {
    const drafts: Draft[] = []
    for (const key of this.storage.keys(PREFIX)) {
      const draft = readDraft(this.storage.get(key))
      if (!draft || (draft.state === 'accepted' && now - Date.parse(draft.at) > FORGET_ACCEPTED_MS)) {
        this.storage.remove(key)
        continue
      }
      this.written.set(draft.id, key)
      drafts.push({ ...draft, attempts: 0 })
    }
    return drafts
  }

  /** Writes what changed, removes what is confirmed. */
  save(drafts: readonly Draft[]): void {
    const present = new Set(drafts.map((draft) => draft.id))
    for (const [id, key] of this.written) {
      if (present.has(id)) continue
      this.storage.remove(key)
      this.written.delete(id)
    }
    for (const draft of drafts) {
      const key = this.written.get(draft.id) ?? keyFor(draft)
      const text = JSON.stringify(draft)
      if (this.storage.get(key) !== text) this.storage.set(key, text)
      this.written.set(draft.id, key)
    }
  }
}

// ISO times sort as text, so the sorted keys are the order of writing
const keyFor = (draft: Draft) => `${PREFIX}${draft.at}:${draft.id}`

function readDraft(text: string | null): Draft | null {
  try {
    const draft = JSON.parse(text ?? 'null') as Draft | null
    return draft && typeof draft.id === 'string' && typeof draft.body === 'string' ? draft : null
  } catch {
    return null
  }
}

/** The draft whose turn it is: strictly the oldest waiting one, so that order holds. */
function nextDraft(drafts: readonly Draft[]): Draft | null {
  return drafts.find((draft) => draft.state === 'waiting') ?? null
}

/**
 * Sends one draft at a time, oldest first, with the same client_id in every attempt: the server knows the ones it has.
 * A transient failure blocks those behind it (order); a refusal lets them pass.
 */
export class Sender {
  private busy = false
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly store: Store,
    private readonly api: Pick<Api, 'message' | 'person'>,
    private readonly ready: () => Promise<void>,
  ) {}

  /** Safe to call at any time; "now" also ends a pause (the network is back, the visitor pressed Retry). */
  pump(now = false): void {
    if (now) {
      clearTimeout(this.timer)
      this.timer = undefined
    }
    if (this.busy || this.timer !== undefined || !nextDraft(this.store.state.drafts)) return
    this.busy = true
    void this.drain().finally(() => {
      this.busy = false
      // what was written while the loop was ending
      if (this.timer === undefined && nextDraft(this.store.state.drafts)) this.pump()
    })
  }

  stop(): void {
    clearTimeout(this.timer)
    this.timer = undefined
  }

  private async drain(): Promise<void> {
    for (let draft = nextDraft(this.store.state.drafts); draft; draft = nextDraft(this.store.state.drafts)) {
      if (!(await this.attempt(draft))) return
    }
  }

  /** False = stop for now, a timer goes on. */
  private async attempt(draft: Draft): Promise<boolean> {
    this.store.dispatch({ type: 'attempted', id: draft.id })
    try {
      await this.ready()
      await (draft.kind === 'person' ? this.api.person() : this.api.message(draft.id, draft.body, draft.files?.map((one) => one.id)))
    } catch (error) {
      return this.failed(draft, error)
    }
    this.store.dispatch({ type: 'accepted', id: draft.id, now: Date.now() })
    return true
  }

  private failed(draft: Draft, error: unknown): boolean {
    if (error instanceof ApiError && !error.transient) {
      this.store.dispatch({ type: 'refused', id: draft.id })
      return true
    }
    this.pause(error, attemptsOf(this.store.state, draft.id))
    return false
  }

  private pause(error: unknown, attempts: number): void {
    const told = error instanceof ApiError ? error.retryAfter : null
    const wait = told === null ? delay(attempts) : told * 1000
    if (error instanceof ApiError && error.status === 429) {
      this.store.dispatch({ type: 'throttled', until: Date.now() + wait })
    }
    this.timer = setTimeout(() => this.pump(true), wait)
  }
}

const attemptsOf = (state: State, id: string) => state.drafts.find((draft) => draft.id === id)?.attempts ?? 1
