import { at, http } from './client'
import type { components } from './schema'

type Schemas = components['schemas']
type Directory = Schemas['DirectoryOut']
export type Recommendation = Schemas['RecommendationOut']
export type Wanted = Schemas['Recommend']

export const directory = (brand: string): Promise<Directory> => http.get(at`/brands/${brand}/providers`)
export const recommended = (conversation: string): Promise<{ items: Recommendation[] }> =>
  http.get(at`/conversations/${conversation}/recommendations`)
export const recommend = (brand: string, wanted: Wanted): Promise<Recommendation> => http.post(at`/brands/${brand}/recommendations`, wanted)
export const choose = (brand: string, id: string, provider_id: string): Promise<Recommendation> => http.post(at`/brands/${brand}/recommendations/${id}/choose`, { provider_id })
export const outcome = (brand: string, id: string, done: boolean, rating: number | null): Promise<Recommendation> =>
  http.post(at`/brands/${brand}/recommendations/${id}/outcome`, { done, rating })
