import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Offer } from '../src/api/types'
import { gone, offered, offers, refreshOffers } from '../src/state/offers'

const offer = (id: string): Offer =>
  ({ id, offered_at: '2026-01-01T10:00:00Z', expires_at: '2026-01-01T10:00:20Z', expires_in_s: 20 }) as Offer

/** A server whose answers go out when the test says so. */
function server(): ((...ids: string[]) => void)[] {
  const answers: ((...ids: string[]) => void)[] = []
  vi.stubGlobal('fetch', () =>
    new Promise<Response>((resolve) =>
      answers.push((...ids) => resolve(new Response(JSON.stringify({ items: ids.map(offer) }), { status: 200 }))),
    ),
  )
  return answers
}

const shown = (): string[] => offers.items.map(({ id }) => id)

describe('the list of offers and what is heard meanwhile', () => {
  beforeEach(() => {
    offers.items = []
  })
  afterEach(() => vi.unstubAllGlobals())

  it('loses no offer to a list that was read before it was made', async () => {
    const answers = server()
    const refreshed = refreshOffers()
    offered(offer('b'))
    answers[0]?.('a')
    await refreshed
    expect(shown()).toEqual(['a', 'b'])
  })

  it('brings none back that has ended since it was read', async () => {
    const answers = server()
    offered(offer('a'))
    const refreshed = refreshOffers()
    gone('a')
    answers[0]?.('a', 'b')
    await refreshed
    expect(shown()).toEqual(['b'])
  })

  it('drops what the server has no more', async () => {
    const answers = server()
    offered(offer('a'))
    const refreshed = refreshOffers()
    answers[0]?.('b')
    await refreshed
    expect(shown()).toEqual(['b'])
  })

  it('is the one that was asked for last, whichever comes last', async () => {
    const answers = server()
    const both = [refreshOffers(), refreshOffers()]
    answers[1]?.('b')
    answers[0]?.('a')
    await Promise.all(both)
    expect(shown()).toEqual(['b'])
  })
})
