import { at, http } from './client'
import type { components } from './schema'

type Schemas = components['schemas']
export type Circle = Schemas['CircleOut']
export type InCircle = Schemas['InCircleOut']
export type CircleChange = Schemas['CircleChangeOut']
export type CircleTopics = Schemas['CircleTopics']

export const read = (brand: string, signal?: AbortSignal): Promise<Circle> => http.get(at`/brands/${brand}/circle`, signal)
export const change = (brand: string, associate: string, to: CircleTopics, seen: CircleTopics): Promise<Circle> =>
  http.put(at`/brands/${brand}/associates/${associate}/circle`, { ...to, seen })
