import { describe, expect, it } from 'vitest'
import { appended, held, patched } from '@/state/merge'
import { row } from './sample'

const ids = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id)

describe('the list', () => {
  it('keeps its order while held and counts what waits behind', () => {
    const rows = [row({ id: 'a', seq: 1 }), row({ id: 'b', seq: 1 })]
    const shown = held({ rows, behind: [] }, [row({ id: 'new' }), row({ id: 'b', seq: 5, preview: 'later' }), row({ id: 'a', seq: 1 })])
    expect(ids(shown.rows)).toEqual(['a', 'b'])
    expect(shown.rows[1]?.preview).toBe('later')
    expect(ids(shown.behind)).toEqual(['new'])
  })

  it('never shows an older version of a row, nor one row twice', () => {
    expect(patched([row({ id: 'a', epoch: 3, holder: 'queue' })], 'a', { epoch: 2, holder: 'bot' })[0]?.holder).toBe('queue')
    expect(ids(appended([row({ id: 'a' })], [row({ id: 'a' }), row({ id: 'b' })]))).toEqual(['a', 'b'])
  })
})
