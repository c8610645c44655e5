import { describe, expect, it } from 'vitest'
import { blocksOf } from '@/live/groups'
import { entry, receipt, sent } from './sample'

describe('blocks', () => {
  it('joins one author’s words, keeps notes apart and hides receipts', () => {
    const blocks = blocksOf([
      entry(1, { kind: 'activity', data: { type: 'opened' } }),
      entry(2),
      entry(3),
      entry(4, { kind: 'activity', data: { type: 'handed_over' } }),
      sent(5),
      receipt(6, 5, 'sent'),
      sent(7),
      entry(8, { kind: 'note', author: { kind: 'associate', id: 'p1', name: 'Sam' } }),
    ])
    expect(blocks.map(({ type }) => type)).toEqual(['day', 'activity', 'run', 'handover', 'run', 'run'])
    expect(blocks.map((block) => (block.type === 'run' ? block.entries.map(({ seq }) => seq) : []))).toEqual([[], [], [2, 3], [], [5, 7], [8]])
  })

  it('begins a new run after a pause', () => {
    const late = entry(2, { at: '2026-01-01T10:09:00Z' })
    expect(blocksOf([entry(1), late]).filter(({ type }) => type === 'run')).toHaveLength(2)
  })
})
