import { describe, expect, it } from 'vitest'
import { itemsOf } from './items'
import { laterOffered, unread } from './derive'
import { type Event, initial, reduce, type State } from './store'
import type { Conversation, Draft, Entry, Session, Snapshot } from './types'

const session: Session = {
  token: 't',
  visitor: 'v',
  contact: { id: 'c', name: null, verified: false },
  brand: { name: 'Hoplane', languages: ['en'], accent: null },
  bot: { name: 'Hop', greeting: 'Hi', enabled: true },
  available: true,
  calls: { enabled: true, recorded: false },
  conversation: null,
}

const head = (change: Partial<Conversation> = {}): Conversation => ({
  id: 'conv',
  status: 'open',
  holder: 'bot',
  segment: 1,
  epoch_token: 'e1',
  seq: 0,
  ...change,
})

function entry(seq: number, change: Partial<Entry> = {}): Entry {
  return {
    seq,
    id: `id-${seq}`,
    kind: 'message',
    author: { kind: 'bot', name: 'Hop' },
    body: `text ${seq}`,
    data: null,
    state: 'sent',
    segment: 1,
    at: `2026-03-01T10:00:${String(seq).padStart(2, '0')}Z`,
    client_id: null,
    ...change,
  }
}

const mine = (seq: number, clientId: string) => entry(seq, { author: { kind: 'requester', name: null }, client_id: clientId })
const activity = (seq: number, data: Record<string, unknown>, change: Partial<Entry> = {}) =>
  entry(seq, { kind: 'activity', author: { kind: 'system', name: null }, body: null, state: null, data, ...change })

const snapshot = (entries: Entry[], change: Partial<Snapshot> = {}): Snapshot => ({
  conversation: head({ seq: entries.at(-1)?.seq ?? 0 }),
  entries,
  who: { kind: 'bot', name: 'Hop' },
  queue: null,
  rating: null,
  ...change,
})

const draft = (id: string, change: Partial<Draft> = {}): Draft => ({
  id,
  kind: 'message',
  body: `draft ${id}`,
  at: '2026-03-01T10:00:00Z',
  attempts: 0,
  state: 'waiting',
  ...change,
})

const run = (events: Event[], from: State = initial) => events.reduce(reduce, from)
const ready = run([{ type: 'session', session }])
const live = (one: Entry, change: Partial<Conversation> = {}): Event => ({
  type: 'entry',
  conversation: 'conv',
  entry: one,
  head: head({ seq: one.seq, segment: one.segment, ...change }),
})

describe('live entries', () => {
  it('give the same picture as a fresh fetch, in whatever order and however often they come', () => {
    const all = [mine(1, 'a'), entry(2), entry(3), mine(4, 'b'), entry(5)]
    const fresh = run([{ type: 'snapshot', snapshot: snapshot(all) }], ready)
    for (const order of [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 2, 0, 4, 1, 3, 0]]) {
      const events = order.map((i) => live(all[i] as Entry))
      const told = run([{ type: 'snapshot', snapshot: snapshot([]) }, ...events], ready)
      expect(itemsOf(told)).toEqual(itemsOf(fresh))
    }
  })

  it('notices a hole and closes it with what was fetched, never losing what lies beyond', () => {
    const start = run([{ type: 'snapshot', snapshot: snapshot([mine(1, 'a')]) }, live(entry(4))], ready)
    expect(start.gap).toBe(true)
    expect(start.seq).toBe(1)
    const closed = run([{ type: 'caught_up', snapshot: snapshot([entry(2), entry(4)]) }], start)
    expect(closed.gap).toBe(false)
    expect(closed.entries.map((one) => one.seq)).toEqual([1, 2, 4])
    expect(closed.seq).toBe(4)
  })

  it('treat numbers that are not public as known once the server has said how far it is', () => {
    const state = run(
      [
        { type: 'snapshot', snapshot: snapshot([mine(1, 'a')]) },
        { type: 'caught_up', snapshot: snapshot([], { conversation: head({ seq: 3 }) }) },
        live(entry(4)),
      ],
      ready,
    )
    expect(state.gap).toBe(false)
  })

  it('are not undone by a fetch that was answered before they came', () => {
    const late = snapshot([mine(1, 'a')], { conversation: head({ seq: 1 }) })
    const taken = live(activity(2, { type: 'assigned' }), { holder: 'associate' })
    for (const type of ['snapshot', 'caught_up'] as const) {
      const state = run([{ type: 'snapshot', snapshot: snapshot([mine(1, 'a')]) }, taken, { type, snapshot: late }], ready)
      expect(state.entries.map((one) => one.seq)).toEqual([1, 2])
      expect(state.conversation?.holder).toBe('associate')
      expect(state.seq).toBe(2)
    }
  })

  it('of a first conversation begin it', () => {
    const state = run([{ type: 'snapshot', snapshot: snapshot([], { conversation: null }) }, live(mine(1, 'a'))], ready)
    expect(state.conversation?.id).toBe('conv')
    expect(state.who).toEqual({ kind: 'bot', name: 'Hop' })
  })

  it('of another conversation ask for the whole of it', () => {
    const state = run(
      [
        { type: 'snapshot', snapshot: snapshot([mine(1, 'a')]) },
        { type: 'entry', conversation: 'other', entry: entry(1), head: null },
      ],
      ready,
    )
    expect(state).toMatchObject({ gap: true, seq: 0 })
  })

  it('an old entry told late does not turn the head back', () => {
    const taken = live(activity(3, { type: 'assigned' }), { holder: 'associate' })
    const state = run([{ type: 'snapshot', snapshot: snapshot([mine(1, 'a')]) }, taken, live(entry(2))], ready)
    expect(state.conversation?.holder).toBe('associate')
    expect(state.who?.kind).toBe('associate')
  })

  it('end the typing dots of whoever wrote', () => {
    const typing: Event = { type: 'typing', who: { kind: 'bot', name: 'Hop' }, on: true, now: 0 }
    const before = run([{ type: 'snapshot', snapshot: snapshot([]) }, typing], ready)
    expect(before.typing).not.toBeNull()
    expect(run([live(entry(1))], before).typing).toBeNull()
    expect(run([{ type: 'tick', now: 60_000 }], before).typing).toBeNull()
  })
})

describe('what was said in a call', () => {
  it('is a message that nobody sent', () => {
    const told = mine(1, 'call-1')
    const state = reduce(initial, { type: 'snapshot', snapshot: snapshot([{ ...told, state: 'delivered', data: { spoken: {} } }]) })
    const item = itemsOf(state).find((one) => one.kind === 'message')
    expect(item).toMatchObject({ spoken: true, mine: true, send: null })
  })
})

describe('receipts', () => {
  it('only ever move forward', () => {
    const receipt = (seq: number, state: string) => live(activity(seq, { ref_seq: 1, state }, { kind: 'receipt' }))
    const state = run(
      [{ type: 'snapshot', snapshot: snapshot([mine(1, 'a')]) }, receipt(2, 'read'), receipt(3, 'delivered')],
      ready,
    )
    expect(state.entries[0]?.state).toBe('read')
    expect(run([live(mine(1, 'a'))], state).entries[0]?.state).toBe('read')
  })
})

describe('drafts', () => {
  it('stay on screen under the same key until their entry is there, then leave', () => {
    const sent = run([{ type: 'snapshot', snapshot: snapshot([]) }, { type: 'drafted', draft: draft('x') }], ready)
    const accepted = run([{ type: 'attempted', id: 'x' }, { type: 'accepted', id: 'x', now: 0 }], sent)
    const confirmed = run([live(mine(1, 'x'))], accepted)
    const keys = (state: State) => itemsOf(state).flatMap((item) => (item.kind === 'message' ? [item.key] : []))
    expect([keys(sent), keys(accepted), keys(confirmed)]).toEqual([['x'], ['x'], ['x']])
    expect(confirmed.drafts).toEqual([])
  })

  it('restored after a reload do not come twice when the server has them already', () => {
    const state = run(
      [
        { type: 'restored', drafts: [draft('x'), draft('y')] },
        { type: 'snapshot', snapshot: snapshot([mine(1, 'x')]) },
        { type: 'restored', drafts: [draft('x')] },
      ],
      ready,
    )
    expect(state.drafts.map((one) => one.id)).toEqual(['y'])
  })

  it('a retry keeps the id', () => {
    const state = run([{ type: 'drafted', draft: draft('x') }, { type: 'refused', id: 'x' }, { type: 'retried', id: 'x' }], ready)
    expect(state.drafts).toEqual([draft('x')])
  })
})

describe('the head', () => {
  it('asks for a rating once per segment', () => {
    const first = run(
      [{ type: 'snapshot', snapshot: snapshot([mine(1, 'a')]) }, live(activity(2, { type: 'resolved' }), { status: 'resolved', holder: null })],
      ready,
    )
    expect(first.rating).toEqual({ segment: 1, score: null })
    const rated = run([live(activity(3, { type: 'rated', score: 4 }), { status: 'resolved', holder: null })], first)
    expect(rated.rating?.score).toBe(4)
    const again = run(
      [live(activity(4, { type: 'reopened' }, { segment: 2 })), live(activity(5, { type: 'resolved' }, { segment: 2 }), { status: 'resolved' })],
      rated,
    )
    expect(again.rating).toEqual({ segment: 2, score: null })
  })

  it('that does not know of waiting asks when it is told a place or when a person was asked for', () => {
    const empty = run([{ type: 'snapshot', snapshot: snapshot([], { conversation: null }) }], ready)
    expect(run([{ type: 'queue', queue: { position: 4, eta_s: null } }], empty).gap).toBe(true)
    const asked: Event[] = [{ type: 'drafted', draft: draft('p', { kind: 'person' }) }, { type: 'accepted', id: 'p', now: 0 }]
    expect(run(asked, empty)).toMatchObject({ gap: true, drafts: [] })
  })

  it('leaves the queue when somebody takes over', () => {
    const queued = run(
      [
        { type: 'snapshot', snapshot: snapshot([mine(1, 'a')], { conversation: head({ holder: 'queue', seq: 1 }), who: null }) },
        { type: 'queue', queue: { position: 2, eta_s: null } },
      ],
      ready,
    )
    expect(queued.queue?.position).toBe(2)
    expect(run([live(activity(2, { type: 'assigned' }), { holder: 'associate' })], queued).queue).toBeNull()
  })
})

describe('unread', () => {
  it('counts answers not seen here and not read elsewhere', () => {
    const entries = [mine(1, 'a'), entry(2, { state: 'read' }), entry(3), entry(4)]
    const state = run([{ type: 'snapshot', snapshot: snapshot(entries) }], ready)
    expect(unread(state).length).toBe(2)
    expect(unread(run([{ type: 'seen', seq: 3 }], state)).length).toBe(1)
  })
})

describe('an answer later', () => {
  const waited = (...entries: Entry[]): State => reduce(initial, { type: 'snapshot', snapshot: snapshot(entries, { conversation: head({ holder: 'queue', seq: entries.length }) }) })

  it('is offered until somebody takes it', () => {
    const offered = [mine(1, 'a'), activity(2, { type: 'handed_over' }), activity(3, { type: 'later_offered' })]
    expect(laterOffered(waited(...offered.slice(0, 2)))).toBe(false)
    expect(laterOffered(waited(...offered))).toBe(true)
    expect(laterOffered(waited(...offered, mine(4, 'b')))).toBe(true)
    expect(laterOffered(waited(...offered, activity(4, { type: 'released' })))).toBe(false)
    expect(laterOffered({ ...waited(...offered), conversation: head({ holder: 'associate' }) })).toBe(false)
  })
})
