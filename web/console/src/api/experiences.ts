import { at, http, withQuery } from './client'
import type { components } from './schema'

type Schemas = components['schemas']
export type BrandExperiences = Schemas['ExperienceBrandOut']
export type Experience = Schemas['ExperienceOut']
export type Audit = Schemas['AffinityAudit']
export type AuditRow = Schemas['AffinityAuditRow']

export const mine = (): Promise<{ items: BrandExperiences[] }> => http.get('/associate/experiences')
export const choose = (brand_id: string, key: string, counts: boolean): Promise<{ items: BrandExperiences[] }> =>
  http.put('/associate/experiences', { brand_id, key, counts })
export const audit = (brand: string, days: number, signal?: AbortSignal): Promise<Audit> =>
  http.get(withQuery(at`/brands/${brand}/bias-audit/affinity`, { days }), signal)
