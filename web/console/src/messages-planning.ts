const many = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`
const minutes = (n: number): string => (n < 90 ? `${Math.round(n)} min` : `${(n / 60).toFixed(1)} h`)

/** The words of calling in and of the page Planning. */
export const planning = {
  title: 'Planning', tabsLabel: 'What to plan', tabs: { now: 'Now and next', experiments: 'Experiments', whatif: 'What if' } as Record<string, string>,
  minutes,
  call: {
    title: (brand: string) => `${brand} asks you to come`, hint: (n: number) => `${minutes(n)} of work will find nobody in the next quarter of an hour.`,
    accept: 'I come', decline: 'Not now', free: 'A no costs you nothing.', coming: 'You are available now.', gone: 'This call has ended meanwhile.', notification: (brand: string) => `${brand} asks you to come`,
  },
  standby: {
    title: 'Standby', open: 'Standby…', on: 'I may be called in while I am off', quiet: 'Never between', and: 'and', most: 'At most a day', zone: 'Your time zone', save: 'Save', saved: 'Saved.',
    lately: 'Lately', none: 'No calls in the last two days.', called: 'called', notCalled: 'not called',
  },
  board: {
    title: 'Hands, next 15 minutes', lacking: (n: number) => `${minutes(n)} of work will find nobody`, enough: 'Enough people are there', standby: (n: number) => many(n, 'on standby', 'on standby'),
    start: 'Call people in', stop: 'Stop', running: (called: number, came: number) => `${many(called, 'person', 'people')} called, ${came} came`, paused: (at: string) => `No calls by themselves until ${at}`, manual: 'Only leaders call', page: 'Planning',
    started: 'Called.', stopped: 'Stopped. The router calls nobody by itself for an hour.', pickBrand: 'Choose one brand to see this.',
  },
  forecast: {
    title: 'Conversations, next 24 hours', work: 'Work-minutes', wape: 'Error (WAPE)', bias: 'Bias', ofPast: 'Of forecasts a day ahead on your own past, by quarters of an hour.', tooLittle: 'With less than two weeks of history nobody can say how wrong it is.',
    level: (n: string) => `${n} times the usual now`, pools: 'What will be lacking, by kind', pool: 'Kind', expected: 'Comes', waits: 'Waits', demand: 'Work', lack: 'Lacking', none: 'Nobody wrote in yet that people had to answer.', unclassified: 'no topic', hour: 'Hour',
  },
  waves: {
    title: 'Waves of calls', none: 'Nobody was called yet.', by: 'by a leader', itself: 'by itself', states: { running: 'running', over: 'over', covered: 'enough came', stopped: 'stopped' } as Record<string, string>,
    counts: (called: number, came: number, no: number) => `${called} called · ${came} came · ${no} declined`, why: 'Why these people', person: 'Person', chance: 'Comes', brings: 'Brings', reason: 'Why', calledMark: 'called',
  },
}
