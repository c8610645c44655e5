import { effectScope } from 'vue'
import { describe, expect, it } from 'vitest'
import { useChosen } from '../src/state/learning'
import { usePages } from '../src/state/pages'

interface Item {
  id: string
}

const items = (...ids: string[]): Item[] => ids.map((id) => ({ id }))
const inScope = <T>(run: () => T): T => effectScope().run(run) as T

describe('a keyset list', () => {
  it('goes on where the last page ended and shows nothing twice', async () => {
    const asked: (string | null)[] = []
    const list = inScope(() =>
      usePages<Item>((cursor) => {
        asked.push(cursor)
        return Promise.resolve(cursor ? { items: items('b', 'c'), next: null } : { items: items('a', 'b'), next: 'after b' })
      }),
    )
    await list.load()
    expect(list.next).toBe('after b')
    await list.more()
    expect(list.items.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(asked).toEqual([null, 'after b'])
  })

  it('keeps what is there when the server does not answer', async () => {
    let broken = false
    const list = inScope(() => usePages<Item>(() => (broken ? Promise.reject(new Error('gone')) : Promise.resolve({ items: items('a'), next: null }))))
    await list.load()
    broken = true
    await list.load()
    expect(list.items).toHaveLength(1)
    expect(list.error).not.toBe('')
  })
})

describe('going through a list', () => {
  it('steps within its ends and stays in place when the chosen one leaves', async () => {
    const list = inScope(() => usePages<Item>(() => Promise.resolve({ items: items('a', 'b', 'c'), next: null })))
    await list.load()
    const chosen = useChosen(list)
    chosen.step(-1)
    expect(chosen.id.value).toBe('a')
    chosen.step(1)
    chosen.pass({ id: 'b' })
    list.drop({ id: 'b' })
    expect(chosen.id.value).toBe('c')
    chosen.step(1)
    expect(chosen.item.value?.id).toBe('c')
    chosen.pass({ id: 'c' })
    list.drop({ id: 'c' })
    expect(chosen.id.value).toBe('a')
  })
})
