import { BASE, http, withQuery } from './client'
import type * as t from './types'

/** What a report is asked about; all of it stands in the page's address. */
export interface Question {
  brand: string | null
  from: string
  to: string
  channel?: string
  topic?: string
  kind?: string
  language?: string
  associate?: string
}

export const figures = (asked: Question, by: string, signal?: AbortSignal): Promise<t.FiguresReport> =>
  http.get(withQuery('/reports/figures', { ...asked, by }), signal)
export const tableFile = (asked: Question, by: string): string => BASE + withQuery('/reports/figures.csv', { ...asked, by })
export const listFile = (asked: Question): string => BASE + withQuery('/reports/conversations.csv', { ...asked })
