import { http, withQuery } from './client'
import type { Flow } from './types'

export const flows = (brand: string): Promise<{ items: Flow[] }> => http.get(withQuery('/flows', { brand }))
