const percent = (share: number): string => `${Math.round(100 * share)}\u00a0%`

/** The words of experiments. */
export const experiments = {
  none: 'No experiments yet.', running: 'running', ended: 'ended', end: 'End it', now: (policy: string) => `now: ${policy}`,
  kinds: { switchback: 'Switchback (blocks of time)', holdout: 'Holdout (contacts)' } as Record<string, string>,
  measures: { resolved: 'Truly resolved', in_time: 'First answer in time', csat: 'Rating' } as Record<string, string>,
  done: (done: number, planned: number, kind: string) => (kind === 'switchback' ? `${done} of ${planned} pairs of blocks` : `${done} of ${planned} conversations of each arm`),
  difference: 'Difference', interval: (low: string, high: string) => `between ${low} and ${high} (95 %)`, noWinner: 'No winner yet', winner: (policy: string) => `${policy} is better`, all: 'the whole queue', mean: (policy: string, mean: string) => `${policy}: ${mean}`,
  start: 'Start an experiment', name: 'Name', kind: 'Kind', a: 'Arm A', b: 'Arm B', measure: 'What counts', language: 'Only this language', any: 'all', topics: 'Only these topics', topicsHint: '(none: all, and what has no topic)',
  taken: (names: string) => `A part of this is in an experiment already: ${names}. End it first, or choose other topics.`,
  sharing: {
    nobody: 'Nobody has a grant for this now.', none: (n: number) => `${n} people serve this, and nothing else with a topic.`,
    some: (n: number, of: number) => `${n} of the ${of} who serve this (${percent(n / of)}) do something else as well, so that one arm’s load reaches what the other is measured by:`,
    outside: (n: number, of: number) => `${percent(n / of)} serve the rest of the queue`, elsewhere: (n: number, of: number) => `${percent(n / of)} work for other brands`, pool: (n: number, of: number, name: string) => `${percent(n / of)} serve the pool of “${name}”`,
  }, planned: 'Planned pairs of blocks', plannedContacts: 'Planned conversations of each arm', share: 'Contacts under A (%)', go: 'Start', adminsOnly: 'Admins of the brand start and end experiments.',
  sizeHint: 'To find a difference of', ask: 'Work it out', sized: (pairs: number, days: number) => `${pairs} pairs of blocks, about ${days} days.`, basis: (mean: string, per: string, blocks: number) => `From your last 28 days: mean ${mean}, ${per} conversations a block, ${blocks} blocks.`,
  replay: 'Other policies on your recorded offers', replayHint: 'Estimated doubly robustly: what the value model expects, corrected by what came of offers in which both choose alike. Worth per conversation; an interval that contains 0 says nothing.', replayNone: 'No offers with known outcomes yet.',
  policy: 'Policy', worth: 'Worth', against: 'Against as made', agreed: 'Alike', others: { 'longest-idle': 'Longest idle', anybody: 'Anybody who may' } as Record<string, string>, asMade: (worth: string, n: number) => `As made: ${worth} over ${n} offers.`,
}
