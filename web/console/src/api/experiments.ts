import { http, withQuery } from './client'
import type { components } from './schema'

type Schemas = components['schemas']
export type Experiment = Schemas['ExperimentOut']
export type StartExperiment = Schemas['StartExperiment']
export type Size = Schemas['SizeOut']
export type Replay = Schemas['PolicyReplay']
export type Measure = Experiment['measure']

const of = (brand: string, rest: string): string => `/brands/${encodeURIComponent(brand)}${rest}`

export const list = (brand: string, signal?: AbortSignal): Promise<{ items: Experiment[] }> => http.get(of(brand, '/experiments'), signal)
export const start = (brand: string, body: StartExperiment): Promise<Experiment> => http.post(of(brand, '/experiments'), body)
export const end = (brand: string, id: string): Promise<Experiment> => http.post(of(brand, `/experiments/${encodeURIComponent(id)}/end`))
export const size = (brand: string, measure: Measure, difference: number, language: string | null): Promise<Size> =>
  http.get(withQuery(of(brand, '/experiment-size'), { measure, difference, language }))
export const replay = (brand: string): Promise<{ items: Replay[] }> => http.get(of(brand, '/policy-replay'))
