import { at, http, withQuery } from './client'
import type * as t from './types'

export const whoami = (): Promise<t.Me> => http.get('/session')
export const signIn = (email: string, password: string): Promise<t.Me> => http.post('/session', { email, password })
export const signOut = (): Promise<void> => http.delete('/session')

export const me = (): Promise<t.Associate> => http.get('/associate')
export const setAvailability = (availability: t.Availability): Promise<t.Associate> =>
  http.put('/associate/availability', { availability })
export const setCapacity = (capacity: number): Promise<t.Associate> => http.put('/associate/capacity', { capacity })
export const associatesOf = (brand: string): Promise<{ items: t.Colleague[] }> =>
  http.get(at`/brands/${brand}/associates`)

export const myOffers = (): Promise<{ items: t.Offer[] }> => http.get('/offers/mine')
export const accept = (id: string): Promise<{ conversation_id: string; epoch: number }> =>
  http.post(at`/offers/${id}/accept`)
export const why = (id: string): Promise<t.Why> => http.get(at`/offers/${id}/why`)
export const notOffered = (): Promise<{ items: t.NotOffered[] }> => http.get('/offers/not-mine')
export const offersOf = (conversation: string): Promise<{ items: t.OfferLine[] }> => http.get(at`/conversations/${conversation}/offers`)
export const decision = (id: string): Promise<t.Decision> => http.get(at`/offers/${id}/decision`)
export const decline = (id: string): Promise<void> => http.post(at`/offers/${id}/decline`)

export const board = (brand: string | null, signal?: AbortSignal): Promise<t.Board> =>
  http.get(withQuery('/board', { brand }), signal)

export const deadLetters = (): Promise<{ items: t.DeadLetter[]; total: number }> => http.get('/ops/dead-letters')
export const replay = (id: number): Promise<void> => http.post(`/ops/dead-letters/${id}/replay`)
