import type { Decision } from '@/api/types'

/** Of an offer's record, what its table shows. `needed`: by how much more somebody would have got it. */
export interface ShownDecision {
  policy: string
  version: number
  model: number
  waited_s: number
  competed: number
  propensity: number
  fallback: boolean
  forgotten: boolean
  replays: boolean
  parts: string[]
  candidates: { id: string; name: string; chosen: boolean; parts: number[]; score: number | null; idle_s: number; needed: number | null }[]
  excluded: { rule: string; names: string[] }[]
}

interface Kept {
  model: number
  waited_s: number
  propensity: number
  fallback: string | null
  chosen: string
  counts?: unknown
  eligible: { id: string; idle_s: number }[]
  excluded: { associate_id: string; filter: string }[]
  round: { competed: number; rows: { candidates: string[]; parts: Record<string, number[]>; extra: number[] }[] } | null
}

const MOST = 20

export function readDecision(found: Decision): ShownDecision {
  const kept = found.decision as unknown as Kept
  const row = kept.round?.rows[0]
  const parts = row ? Object.keys(row.parts) : []
  const extra = row ? row.extra.reduce((sum, one) => sum + one, 0) : 0
  const candidates = kept.eligible.map(({ id, idle_s }) => {
    const at = row ? row.candidates.indexOf(id) : -1
    const own = at < 0 ? [] : parts.map((part) => row!.parts[part]![at]!)
    const score = at < 0 ? null : own.reduce((sum, one) => sum + one, extra)
    const needed = found.changes.find((one) => one.associate_id === id)?.needed ?? null
    return { id, name: found.names[id] ?? '', chosen: id === kept.chosen, parts: own, score, idle_s, needed }
  })
  const worth = (one: (typeof candidates)[number]): number => (row ? (one.score ?? -Infinity) : one.idle_s)
  candidates.sort((a, b) => Number(b.chosen) - Number(a.chosen) || worth(b) - worth(a))
  return {
    policy: found.policy, version: found.policy_version, model: kept.model, waited_s: Math.round(kept.waited_s), competed: kept.round?.competed ?? 0,
    propensity: kept.propensity, fallback: Boolean(kept.fallback), forgotten: kept.counts !== undefined, replays: found.replays, parts,
    candidates: candidates.filter((one) => !row || one.parts.length).slice(0, MOST), excluded: byRule(kept, found.names),
  }
}

function byRule(kept: Kept, names: Record<string, string>): ShownDecision['excluded'] {
  const found = new Map<string, string[]>()
  for (const one of kept.excluded) found.set(one.filter, [...(found.get(one.filter) ?? []), names[one.associate_id] ?? ''])
  return [...found].map(([rule, who]) => ({ rule, names: who.sort() }))
}
