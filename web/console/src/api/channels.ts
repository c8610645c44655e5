import { http } from './client'
import type { components } from './schema'

export type Account = components['schemas']['AccountOut']
export type Field = components['schemas']['FieldOut']
export type Delivery = components['schemas']['DeliveryOut']
export type Tested = components['schemas']['TestOut']

const path = (brand: string, rest = ''): string => `/brands/${encodeURIComponent(brand)}/channels${rest}`
const of = (brand: string, account: string, rest: string): string => path(brand, `/${encodeURIComponent(account)}${rest}`)

export const accounts = (brand: string): Promise<{ items: Account[] }> => http.get(path(brand))
export const setUp = (brand: string, account: string, settings: Record<string, string | null>): Promise<Account> =>
  http.put(of(brand, account, '/settings'), { settings })
export const test = (brand: string, account: string): Promise<Tested> => http.post(of(brand, account, '/test'))
export const deliveries = (brand: string, account: string): Promise<{ items: Delivery[] }> => http.get(of(brand, account, '/deliveries'))
export const replay = (brand: string, account: string, line: string): Promise<{ parts: number; new: number }> =>
  http.post(of(brand, account, `/deliveries/${encodeURIComponent(line)}/replay`))
