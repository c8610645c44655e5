import { at, http, withQuery } from './client'
import type { components } from './schema'
import type { Page } from './types'

export type Account = components['schemas']['AccountOut']
export type Field = components['schemas']['FieldOut']
export type Delivery = components['schemas']['DeliveryOut']
export type Aside = components['schemas']['AsideOut']
export type Tested = components['schemas']['TestOut']

export const accounts = (brand: string): Promise<{ items: Account[] }> => http.get(at`/brands/${brand}/channels`)
export const setUp = (brand: string, account: string, settings: Record<string, string | null>): Promise<Account> =>
  http.put(at`/brands/${brand}/channels/${account}/settings`, { settings })
export const test = (brand: string, account: string): Promise<Tested> => http.post(at`/brands/${brand}/channels/${account}/test`)
/** The provider's page to go to. */
export const consent = (brand: string, account: string): Promise<{ url: string }> => http.post(at`/brands/${brand}/channels/${account}/consent`)
export const deliveries = (brand: string, account: string): Promise<{ items: Delivery[] }> => http.get(at`/brands/${brand}/channels/${account}/deliveries`)
export const asides = (brand: string, account: string, cursor: string | null, signal: AbortSignal): Promise<Page<Aside>> =>
  http.get(withQuery(at`/brands/${brand}/channels/${account}/asides`, { cursor }), signal)
export const letIn = (brand: string, account: string, id: string): Promise<{ new: boolean }> => http.post(at`/brands/${brand}/channels/${account}/asides/${id}/let-in`)
export const replay = (brand: string, account: string, line: string): Promise<{ parts: number; new: number }> =>
  http.post(at`/brands/${brand}/channels/${account}/deliveries/${line}/replay`)
