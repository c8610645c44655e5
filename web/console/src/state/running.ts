import { shallowReactive } from 'vue'
import * as api from '@/api/actions'
import { ApiError } from '@/api/client'
import type { Action, ActionRun } from '@/api/types'
import { inputsOf } from './inputs'
import { reasonOf } from './toasts'

export type Step = 'form' | 'confirm' | 'busy' | 'done' | 'failed'

export interface Running {
  step: Step
  reason: string
  /** What it came to is not known: it must not be tried again. */
  unknown: boolean
  result: ActionRun | null
  next: (typed: Record<string, string>, epoch: number) => Promise<void>
  back: () => void
}

/** One action from its form to its result. A repetition after a failure carries the same key, so nothing runs twice. */
export function useRunning(conversation: string, action: Action): Running {
  let key = crypto.randomUUID()
  const running: Running = shallowReactive({ step: 'form', reason: '', unknown: false, result: null, next, back })

  async function next(typed: Record<string, string>, epoch: number): Promise<void> {
    if (running.step === 'form' && action.confirm) {
      running.step = 'confirm'
      return
    }
    Object.assign(running, { step: 'busy', reason: '' })
    const inputs = inputsOf(action.inputs, typed, action.currency)
    try {
      const result = await api.run(conversation, action.name, { epoch, client_id: key, inputs, confirmed: action.confirm })
      Object.assign(running, { step: 'done', result })
    } catch (error) {
      fail(error)
    }
  }

  function fail(error: unknown): void {
    const code = error instanceof ApiError ? error.code : ''
    // Other inputs are another run: a key belongs to the inputs that it first came with.
    if (code === 'bad_action_input' || code === 'over_cap' || code === 'backend_refused') key = crypto.randomUUID()
    const unknown = code === 'outcome_unknown'
    Object.assign(running, { step: code === 'bad_action_input' ? 'form' : 'failed', reason: reasonOf(error), unknown })
  }

  function back(): void {
    Object.assign(running, { step: 'form', reason: '' })
  }

  return running
}
