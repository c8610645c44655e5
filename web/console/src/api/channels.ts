import { at, http } from './client'
import type { components } from './schema'

export type Account = components['schemas']['AccountOut']
export type Field = components['schemas']['FieldOut']
export type Delivery = components['schemas']['DeliveryOut']
export type Tested = components['schemas']['TestOut']

export const accounts = (brand: string): Promise<{ items: Account[] }> => http.get(at`/brands/${brand}/channels`)
export const setUp = (brand: string, account: string, settings: Record<string, string | null>): Promise<Account> =>
  http.put(at`/brands/${brand}/channels/${account}/settings`, { settings })
export const test = (brand: string, account: string): Promise<Tested> => http.post(at`/brands/${brand}/channels/${account}/test`)
export const deliveries = (brand: string, account: string): Promise<{ items: Delivery[] }> => http.get(at`/brands/${brand}/channels/${account}/deliveries`)
export const replay = (brand: string, account: string, line: string): Promise<{ parts: number; new: number }> =>
  http.post(at`/brands/${brand}/channels/${account}/deliveries/${line}/replay`)
