import { at, http } from './client'
import type { components } from './schema'

type Schemas = components['schemas']
export type Standby = Schemas['StandbyOut']
export type ChooseStandby = Schemas['ChooseStandby']
export type CallIn = Schemas['CallInOut']
type CallInBoard = Schemas['CallInBoard']
type Wave = Schemas['WaveOut']
export type WaveDetail = Schemas['WaveDetail']
export type Forecast = Schemas['Forecast']
export type WhatIf = Schemas['WhatIfOut']
export type AskWhatIf = Schemas['AskWhatIf']
export type SimulatedPolicy = Schemas['SimulatedPolicy']
type Need = Schemas['NeedOut']

export const standby = (): Promise<Standby> => http.get('/associate/standby')
export const chooseStandby = (chosen: ChooseStandby): Promise<Standby> => http.put('/associate/standby', chosen)
export const answerCall = (id: string, verb: 'accept' | 'decline'): Promise<void> => http.post(at`/call-ins/${id}/${verb}`)

export const forecast = (brand: string, signal?: AbortSignal): Promise<Forecast> => http.get(at`/brands/${brand}/forecast`, signal)
export const waves = (brand: string, signal?: AbortSignal): Promise<CallInBoard> => http.get(at`/brands/${brand}/call-waves`, signal)
export const wave = (brand: string, id: string): Promise<WaveDetail> => http.get(at`/brands/${brand}/call-waves/${id}`)
export const startWave = (brand: string, minutes: number): Promise<Wave> => http.post(at`/brands/${brand}/call-waves`, { minutes })
export const stopWave = (brand: string, id: string): Promise<void> => http.post(at`/brands/${brand}/call-waves/${id}/stop`)

export const staffing = (brand: string): Promise<{ items: Need[] }> => http.get(at`/brands/${brand}/staffing`)
export const whatIfs = (brand: string, signal?: AbortSignal): Promise<{ items: WhatIf[] }> => http.get(at`/brands/${brand}/what-ifs`, signal)
export const askWhatIf = (brand: string, ask: AskWhatIf): Promise<WhatIf> => http.post(at`/brands/${brand}/what-ifs`, ask)
export const cancelWhatIf = (brand: string, id: string): Promise<WhatIf> => http.post(at`/brands/${brand}/what-ifs/${id}/cancel`)
