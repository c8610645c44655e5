const many = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`

/** The words of filters, saved views, putting off and work on several. */
export const inbox = {
  snoozed: 'Snoozed', filter: 'Filter', filterTitle: 'Narrow the list', clear: 'Clear all', download: 'Download the list (CSV, is written down)', show: 'Show', without: (name: string) => `Without the filter ${name}`,
  found: (n: number, more: boolean) => (more ? `more than ${n} found` : `${n} found`),
  none: ['Nothing fits these filters', 'Take one of them away.'] as [string, string], noneSnoozed: ['Nothing is put off', 'What you put off rests here until its time, or until the customer writes.'] as [string, string],
  fields: { topic: 'Topic', channel: 'Channel', kind: 'Who writes', language: 'Language', priority: 'Priority', holder: 'Held by', promise: 'Promised answer', waiting_over_s: 'Waiting longer than', unanswered: 'Answer' },
  holders: { bot: 'Bot', queue: 'Nobody yet', me: 'Me', person: 'An associate' } as Record<string, string>, associate: 'One associate',
  promises: { soon: 'Due within five minutes', broken: 'Late' } as Record<string, string>, any: 'Any', unanswered: 'Waits for an answer', waiting: (span: string) => `Waiting over ${span}`,
  spans: { 300: '5 minutes', 900: '15 minutes', 3600: '1 hour', 14400: '4 hours', 86400: '1 day', 259200: '3 days' } as Record<number, string>,
  views: {
    title: 'Views', save: 'Save as a view…', saveTitle: 'Save these filters as a view', name: 'Name', shared: 'For everybody of the brand', saved: (name: string) => `“${name}” is among your views.`, removed: (name: string) => `“${name}” is removed.`,
    empty: 'Narrow the list, then save it as a view.', everybody: 'everybody’s', remove: (name: string) => `Remove the view ${name}`, pickBrand: 'A view belongs to a brand', count: (n: number, more: boolean) => (more ? `${n}+` : String(n)),
  },
  snooze: {
    verb: 'Snooze', title: 'Put it off', until: 'Until', other: 'Another time', reason: 'Why (others see it)', hint: 'It comes back at this time, or as soon as the customer writes. If you are not there, somebody else gets it.',
    done: (at: string) => `Put off until ${at}.`, mark: (at: string) => `until ${at}`, resting: (at: string) => `Put off until ${at}, or until they write.`, takeUp: 'Take it up now', rests: 'It is put off.', answerFirst: 'They wait for an answer: answer first.',
    times: { hours: 'In three hours', tomorrow: 'Tomorrow, 9:00', monday: 'Monday, 9:00', week: 'In a week' },
  },
  several: {
    select: (name: string) => `Select ${name}`, chosen: (n: number) => many(n, 'selected', 'selected'), all: (n: number) => `Select all ${n} found`, most: (n: number) => `The first ${n} are selected.`, none: 'Select none', bar: 'Work on several',
    assign: 'Give to…', pullBack: 'Pull back', classify: 'Topic and priority', snooze: 'Snooze', resolve: 'Resolve', asIs: 'As it is', reason: 'Why (a note in each)', go: (n: number) => `Do it with ${n}`, oneBrand: 'Select conversations of one brand for this.',
    progress: (done: number, all: number) => `${done} of ${all}`, done: (n: number) => `Done with ${many(n, 'conversation', 'conversations')}.`, failed: (n: number) => `Nothing was done with ${n}:`, stop: 'Stop', close: 'Close',
  },
  keys: { select: 'Select or not', snooze: 'Snooze' },
}
