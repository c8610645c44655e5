import { at, http } from './client'
import type * as t from './types'

/** What can be done for the requester, and what was done in this conversation. */
export const list = (conversation: string, signal?: AbortSignal): Promise<t.Actions> => http.get(at`/conversations/${conversation}/actions`, signal)

export interface Wanted {
  epoch: number
  client_id: string
  inputs: Record<string, unknown>
  confirmed: boolean
}

/** The same `client_id` again runs nothing again. */
export const run = (conversation: string, action: string, wanted: Wanted): Promise<t.ActionRun> =>
  http.post(at`/conversations/${conversation}/actions/${action}/runs`, wanted)

export const settle = (conversation: string, id: string, happened: boolean): Promise<t.ActionRun> =>
  http.post(at`/conversations/${conversation}/action-runs/${id}/settle`, { happened })

export const sendCode = (conversation: string, type: t.AddressType, value: string): Promise<void> =>
  http.post(at`/conversations/${conversation}/verification`, { type, value })

export const proveCode = (conversation: string, code: string): Promise<void> =>
  http.post(at`/conversations/${conversation}/verification/code`, { code })
