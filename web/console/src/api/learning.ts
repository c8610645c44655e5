import { at, http, withQuery } from './client'
import type * as t from './types'

export const counts = (brand: string): Promise<t.LearningCounts> => http.get(withQuery('/learning/counts', { brand }))

export const candidates = (brand: string, state: t.CandidateState, cursor: string | null, signal?: AbortSignal): Promise<t.Page<t.Candidate>> =>
  http.get(withQuery('/learning/candidates', { brand, state, cursor }), signal)
export const candidate = (id: string, signal?: AbortSignal): Promise<t.CandidateWithEvidence> => http.get(at`/learning/candidates/${id}`, signal)
export const edit = (id: string, texts: t.EditCandidate): Promise<t.CandidateWithEvidence> => http.put(at`/learning/candidates/${id}`, texts)
export const decide = (id: string, verb: 'approve' | 'reject' | 'roll-back', version: number, why: string): Promise<t.CandidateWithEvidence> =>
  http.post(at`/learning/candidates/${id}/${verb}`, { version, why })

export const audits = (brand: string, done: boolean, cursor: string | null, signal?: AbortSignal): Promise<t.Page<t.Audit>> =>
  http.get(withQuery('/learning/audits', { brand, done: String(done), cursor }), signal)
export const judge = (id: string, version: number, verdict: t.Verdict): Promise<t.Audit> => http.post(at`/learning/audits/${id}`, { version, verdict })

export const gaps = (brand: string, cursor: string | null, signal?: AbortSignal): Promise<t.Page<t.Gap>> =>
  http.get(withQuery('/learning/gaps', { brand, cursor }), signal)
export const fill = (id: string, article: t.WriteArticle): Promise<t.Gap> => http.post(at`/learning/gaps/${id}/article`, article)
export const dismiss = (id: string, version: number): Promise<t.Gap> => http.post(at`/learning/gaps/${id}/dismiss`, { version })

export const log = (brand: string, cursor: string | null, signal?: AbortSignal): Promise<t.Page<t.LogRow>> =>
  http.get(withQuery('/learning/log', { brand, cursor }), signal)

export const topics = (brand: string): Promise<{ items: t.TopicStanding[] }> => http.get(withQuery('/learning/topics', { brand }))
export const switchTopic = (brand: string, topic: string, version: number, held_by: 'bot' | 'people', why: string): Promise<{ items: t.TopicStanding[] }> =>
  http.post(withQuery(at`/learning/topics/${topic}/switch`, { brand }), { version, held_by, why })

export const botReport = (brand: string, days: number): Promise<t.BotReport> => http.get(withQuery('/reports/bot', { brand, days }))

export const articles = (brand: string, q: string, signal?: AbortSignal): Promise<{ items: t.Article[] }> =>
  http.get(withQuery('/knowledge/articles', { brand, q, limit: 8 }), signal)
