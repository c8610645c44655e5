const many = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`
const minutes = (n: number): string => (n < 90 ? `${Math.round(n)} min` : `${(n / 60).toFixed(1)} h`)

/** The words of calling in and of the page Planning. */
export const planning = {
  title: 'Planning', tabsLabel: 'What to plan', tabs: { now: 'Now and next', circle: 'Ladder', experiments: 'Experiments', whatif: 'What if', fairness: 'Fairness' } as Record<string, string>,
  minutes,
  call: {
    title: (brand: string) => `${brand} asks you to come`, hint: (n: number) => `${minutes(n)} of work will find nobody in the next quarter of an hour.`,
    accept: 'I come', decline: 'Not now', free: 'A no costs you nothing.', coming: 'You are available now.', gone: 'This call has ended meanwhile.', notification: (brand: string) => `${brand} asks you to come`,
  },
  standby: {
    title: 'Standby', open: 'Standby…', on: 'I may be called in while I am off', quiet: 'Never between', and: 'and', most: 'At most a day', zone: 'Your time zone', save: 'Save', saved: 'Saved.',
    lately: 'Lately', none: 'No calls in the last two days.', called: 'called', notCalled: 'not called',
  },
  decision: {
    title: 'Why it went to whom', none: 'It was offered to nobody yet.', open: 'Why?', who: 'Who', score: 'Score', idle: 'Free for',
    needed: 'Short by', kept: 'Kept from it', same: 'The record gives the same choice again', other: 'The record does not give the same choice again', forgotten: 'What others were worth is no longer kept.', record: 'The whole record (JSON)', fallback: 'Longest free stood in',
    rule: (policy: string, version: number, model: number) => `By ${policy}, version ${version}, after ${model} outcomes`,
    waited: (s: number, others: number) => `after ${s} s, beside ${others} others`,
    propensity: (share: string) => `Chance of this choice: ${share}`,
    states: { offered: 'offered', accepted: 'accepted', declined: 'declined', expired: 'expired', released: 'released', rescinded: 'withdrawn' } as Record<string, string>,
    parts: { value: 'Value', continuity: 'Continuity', fairness: 'Fairness', explore: 'Trying', concurrency: 'At once', price: 'Price' } as Record<string, string>,
    rules: { language: 'language', channel: 'channel', topic: 'topic', clearance: 'clearance', rung: 'others first', availability: 'off', presence: 'not connected', paused: 'paused', capacity: 'no room', warm_up: 'warming up', asked_before: 'asked before' } as Record<string, string>,
  },
  notOffered: {
    title: 'Why not me?', open: 'Why not me?', hint: 'What went to others in the last day while you were available, the newest first. Nobody is named.', none: 'In the last day nothing went to others while you were available.',
    could: 'You could have had it.',
  },
  board: {
    title: 'Staffing, next 15 minutes', lacking: (n: number) => `Short of people for ${minutes(n)} of work`, enough: 'Enough people are there', unknown: 'Too little history to say what comes', standby: (n: number) => (n ? `${many(n, 'person', 'people')} on standby` : 'Nobody is on standby: associates choose it in their availability menu'),
    start: 'Call in people on standby', stop: 'Stop', running: (called: number, came: number) => `${many(called, 'person', 'people')} called, ${came} came`, paused: (at: string) => `No calls by themselves until ${at}`, manual: 'Only leaders call', page: 'Planning',
    started: 'Called.', stopped: 'Stopped. The router calls nobody by itself for an hour.',
  },
  forecast: {
    title: 'Conversations, next 24 hours', work: 'Minutes of work', wape: 'Error (WAPE)', bias: 'Bias', ofPast: 'Of forecasts a day ahead on your own past, by quarters of an hour.', tooLittle: 'Too little history yet: after two weeks this page says how far the forecast was off.', zone: (name: string) => `Times are those of ${name.replaceAll('_', ' ')}.`,
    level: (n: string) => `Now it is ${n} times the usual.`, pools: 'Next 15 minutes, by kind', pool: 'Kind', expected: 'Expected', waits: 'Waiting', demand: 'Work', lack: 'Lacking', none: 'Nobody wrote in yet that people had to answer.', unclassified: 'No topic',
  },
  waves: {
    title: 'Waves of calls', none: 'Nobody was called yet.', by: 'by a leader', itself: 'by itself', states: { running: 'running', over: 'over', covered: 'enough came', stopped: 'stopped' } as Record<string, string>,
    counts: (called: number, came: number, no: number) => `${called} called · ${came} came · ${no} declined`, why: 'Why these people', told: 'As each of them reads it:', chance: 'Comes', brings: 'Brings', calledMark: 'called',
  },
  whatIf: {
    ask: 'What if…', case: 'Case', hint: 'Your own figures as a made-up network, with the same luck as it is and as it would be. It answers how things would differ, not what tomorrow brings.', staffing: 'People (times as many)', arrivals: 'Conversations (times as many)', pay: 'Pay (% more)', elasticity: 'How strongly pay draws (0 not at all)', callIn: 'Calling in', callInAs: 'as it is', on: 'with', off: 'without', surge: 'with a surge at 18:00', policies: 'Who gets what: ways to compare, at most three',
    policyNames: { 'longest-idle': 'Longest free first', gigline: 'Gigline', 'round-robin': 'In turn', 'skill-tier': 'By level of skill', 'simplr-like': 'By past results' } as Record<string, string>, go: 'Simulate', running: 'Simulating…', cancel: 'Cancel', waiting: 'Waits for a worker…', failed: 'It failed. Simulate again; if it fails once more, the log of the platform says why.', cancelled: 'Cancelled.', none: 'Nothing was simulated yet.',
    row: (scenario: string, policy: string) => `${scenario} · ${policy}`, online: 'Hours online a day', payAgainst: 'Pay against now', picture: (figure: string) => `${figure}: means and 95 % intervals`,
    figures: { live_sla: 'Live SLA, %', abandoned: 'Abandoned, %', resolved: 'Resolved, %', wait_p95: 'p95 wait, s', expected_value: 'Value per conversation' } as Record<string, string>,
  },
  staffing: {
    title: 'People needed, next 24 hours', hint: 'So that 80 % are answered in time, by formula (Erlang A). Beside it what a simulation, in which work and patience are uneven, says of as many people.', none: 'Nothing to plan with yet: this table needs some days with conversations.', hour: 'Hour', conversations: 'Conversations', people: 'People', inTime: 'In time, by formula', simulated: 'In time, simulated',
  },
}
