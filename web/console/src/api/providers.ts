import { http } from './client'
import type { components } from './schema'

type Schemas = components['schemas']
export type Directory = Schemas['DirectoryOut']
export type Recommendation = Schemas['RecommendationOut']
export type Recommended = Schemas['Recommended']
export type Wanted = Schemas['Recommend']

const of = (brand: string, rest: string): string => `/brands/${encodeURIComponent(brand)}${rest}`
const one = (brand: string, id: string, verb: string): string => of(brand, `/recommendations/${encodeURIComponent(id)}${verb}`)

export const directory = (brand: string): Promise<Directory> => http.get(of(brand, '/providers'))
export const recommended = (conversation: string): Promise<{ items: Recommendation[] }> =>
  http.get(`/conversations/${encodeURIComponent(conversation)}/recommendations`)
export const recommend = (brand: string, wanted: Wanted): Promise<Recommendation> => http.post(of(brand, '/recommendations'), wanted)
export const choose = (brand: string, id: string, provider_id: string): Promise<Recommendation> => http.post(one(brand, id, '/choose'), { provider_id })
export const outcome = (brand: string, id: string, done: boolean, rating: number | null): Promise<Recommendation> =>
  http.post(one(brand, id, '/outcome'), { done, rating })
