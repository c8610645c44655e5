import { http, withQuery } from './client'
import type * as t from './types'

const brandPath = (id: string, rest: string): string => `/brands/${encodeURIComponent(id)}${rest}`

export const whoami = (): Promise<t.Me> => http.get('/session')
export const signIn = (email: string, password: string): Promise<t.Me> => http.post('/session', { email, password })
export const signOut = (): Promise<void> => http.delete('/session')

export const me = (): Promise<t.Associate> => http.get('/associate')
export const setAvailability = (availability: t.Availability): Promise<t.Associate> =>
  http.put('/associate/availability', { availability })
export const setCapacity = (capacity: number): Promise<t.Associate> => http.put('/associate/capacity', { capacity })
export const associatesOf = (brand: string): Promise<{ items: t.BoardAssociate[] } | t.BoardAssociate[]> =>
  http.get(brandPath(brand, '/associates'))

export const myOffers = (): Promise<{ items: t.Offer[] }> => http.get('/offers/mine')
export const accept = (id: string): Promise<{ conversation_id: string; epoch: number }> =>
  http.post(`/offers/${encodeURIComponent(id)}/accept`)
export const decline = (id: string): Promise<void> => http.post(`/offers/${encodeURIComponent(id)}/decline`)

export const board = (brand: string | null, signal?: AbortSignal): Promise<t.Board> =>
  http.get(withQuery('/board', { brand }), signal)
export const resolution = (brand: string | null, days: number): Promise<t.ResolutionReport> =>
  http.get(withQuery('/reports/resolution', { brand, days }))

export const deadLetters = (cursor: string | null): Promise<t.Page<t.DeadLetter>> =>
  http.get(withQuery('/ops/dead-letters', { cursor }))
export const replay = (id: string): Promise<void> => http.post(`/ops/dead-letters/${encodeURIComponent(id)}/replay`)
