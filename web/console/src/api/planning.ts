import { http } from './client'
import type { components } from './schema'

type Schemas = components['schemas']
export type Standby = Schemas['StandbyOut']
export type ChooseStandby = Schemas['ChooseStandby']
export type CallIn = Schemas['CallInOut']
export type CallInBoard = Schemas['CallInBoard']
export type Wave = Schemas['WaveOut']
export type WaveDetail = Schemas['WaveDetail']
export type Forecast = Schemas['Forecast']
export type WhatIf = Schemas['WhatIfOut']
export type AskWhatIf = Schemas['AskWhatIf']
export type SimulatedPolicy = Schemas['SimulatedPolicy']
export type Need = Schemas['NeedOut']

const of = (brand: string, rest: string): string => `/brands/${encodeURIComponent(brand)}${rest}`
const wavePath = (brand: string, id: string, verb = ''): string => of(brand, `/call-waves/${encodeURIComponent(id)}${verb}`)

export const standby = (): Promise<Standby> => http.get('/associate/standby')
export const chooseStandby = (chosen: ChooseStandby): Promise<Standby> => http.put('/associate/standby', chosen)
export const answerCall = (id: string, verb: 'accept' | 'decline'): Promise<void> => http.post(`/call-ins/${encodeURIComponent(id)}/${verb}`)

export const forecast = (brand: string, signal?: AbortSignal): Promise<Forecast> => http.get(of(brand, '/forecast'), signal)
export const waves = (brand: string, signal?: AbortSignal): Promise<CallInBoard> => http.get(of(brand, '/call-waves'), signal)
export const wave = (brand: string, id: string): Promise<WaveDetail> => http.get(wavePath(brand, id))
export const startWave = (brand: string, minutes: number): Promise<Wave> => http.post(of(brand, '/call-waves'), { minutes })
export const stopWave = (brand: string, id: string): Promise<void> => http.post(wavePath(brand, id, '/stop'))

export const staffing = (brand: string): Promise<{ items: Need[] }> => http.get(of(brand, '/staffing'))
export const whatIfs = (brand: string, signal?: AbortSignal): Promise<{ items: WhatIf[] }> => http.get(of(brand, '/what-ifs'), signal)
export const askWhatIf = (brand: string, ask: AskWhatIf): Promise<WhatIf> => http.post(of(brand, '/what-ifs'), ask)
export const cancelWhatIf = (brand: string, id: string): Promise<WhatIf> => http.post(of(brand, `/what-ifs/${encodeURIComponent(id)}/cancel`))
