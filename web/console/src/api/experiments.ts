import { at, http, withQuery } from './client'
import type { components } from './schema'

type Schemas = components['schemas']
export type Experiment = Schemas['ExperimentOut']
type StartExperiment = Schemas['StartExperiment']
export type Size = Schemas['SizeOut']
export type Replay = Schemas['PolicyReplay']
export type Measure = Experiment['measure']
export type Sharing = Schemas['SharingOut']
export type PoolState = Schemas['ExperimentPoolOut']
/** The part of a brand's queue that an experiment is about: null and nothing mean all. */
export interface Pool {
  language: string | null
  topics: string[]
}

export const list = (brand: string, signal?: AbortSignal): Promise<{ items: Experiment[] }> => http.get(at`/brands/${brand}/experiments`, signal)
export const start = (brand: string, body: StartExperiment): Promise<Experiment> => http.post(at`/brands/${brand}/experiments`, body)
export const end = (brand: string, id: string): Promise<Experiment> => http.post(at`/brands/${brand}/experiments/${id}/end`)
export const size = (brand: string, measure: Measure, difference: number, pool: Pool): Promise<Size> =>
  http.get(withQuery(at`/brands/${brand}/experiment-size`, { measure, difference, ...pool }))
export const pool = (brand: string, asked: Pool, signal?: AbortSignal): Promise<PoolState> =>
  http.get(withQuery(at`/brands/${brand}/experiment-pool`, { ...asked }), signal)
export const replay = (brand: string): Promise<{ items: Replay[] }> => http.get(at`/brands/${brand}/policy-replay`)
