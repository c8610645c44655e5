import { describe, expect, it } from 'vitest'
import { draftsIn, keepAsNote } from '@/state/drafts'
import { keepPending, restorePending, unconfirmed, type Pending } from '@/state/pending'
import { sent } from './sample'

function memory(): Storage {
  const items = new Map<string, string>()
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
    get length() {
      return items.size
    },
    clear: () => items.clear(),
    key: () => null,
  }
}

const pending = (client_id: string): Pending => ({ client_id, kind: 'message', body: 'hello', at: '', state: 'sending', reason: '' })

describe('drafts', () => {
  it('are kept per conversation and tab, and blank ones leave no trace', () => {
    const storage = memory()
    const drafts = draftsIn(storage)
    drafts.write('c1', 'reply', 'one')
    drafts.write('c1', 'note', 'two')
    drafts.write('c2', 'reply', '  \n')
    expect([drafts.read('c1', 'reply'), drafts.read('c1', 'note'), drafts.read('c2', 'reply')]).toEqual(['one', 'two', ''])
    drafts.write('c1', 'reply', '')
    expect(storage.length).toBe(1)
  })

  it('keep a refused reply below the note that was begun', () => {
    const drafts = draftsIn(memory())
    expect(keepAsNote(drafts, 'c1', 'reply')).toBe('reply')
    drafts.write('c1', 'note', 'begun')
    keepAsNote(drafts, 'c1', 'reply')
    expect(drafts.read('c1', 'note')).toBe('begun\n\nreply')
  })
})

describe('pending', () => {
  it('is confirmed by the log, not by the answer', () => {
    expect(unconfirmed([pending('x3'), pending('x9')], [sent(3)]).map(({ client_id }) => client_id)).toEqual(['x9'])
  })

  it('comes back after a reload as failed under the same client_id', () => {
    const storage = memory()
    keepPending(storage, 'c1', [pending('x3')])
    expect(restorePending(storage, 'c1', 'why')).toEqual([{ ...pending('x3'), state: 'failed', reason: 'why' }])
    keepPending(storage, 'c1', [])
    expect(restorePending(storage, 'c1', 'why')).toEqual([])
  })
})
