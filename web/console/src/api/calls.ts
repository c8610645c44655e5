import { at, http } from './client'
import type * as t from './types'

export const mine = (): Promise<t.MyCall> => http.get('/calls/mine')
export const join = (id: string, sdp: string): Promise<{ sdp: string }> => http.post(at`/calls/${id}/join`, { sdp })
export const hold = (id: string, on: boolean): Promise<t.Call> => http.post(at`/calls/${id}/hold`, { on })
export const transfer = (id: string, epoch: number, associate_id: string | null, note: string): Promise<t.Call> =>
  http.post(at`/calls/${id}/transfer`, { epoch, associate_id, note })
export const consult = (id: string, epoch: number, associate_id: string | null, note: string): Promise<t.Call> =>
  http.post(at`/calls/${id}/consult`, { epoch, associate_id, note })
export const talk = (id: string, to: t.Talk): Promise<t.Call> => http.post(at`/calls/${id}/consult/talk`, { to })
export const complete = (id: string, epoch: number): Promise<t.Call> => http.post(at`/calls/${id}/consult/complete`, { epoch })
export const cancel = (id: string): Promise<t.Call> => http.post(at`/calls/${id}/consult/cancel`)
export const ownPhone = (): Promise<t.OwnPhone> => http.get('/associate/phone')
export const setOwnPhone = (number: string | null): Promise<t.OwnPhone> => http.put('/associate/phone', { number })
export const end = (id: string): Promise<t.Call> => http.post(at`/calls/${id}/end`)
