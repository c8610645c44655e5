/** The words of the page Reports. What each figure is called and means comes with it from the server. */

const WEEKDAYS = ['', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

export const reports = {
  title: 'Reports', days: (n: number) => `${n} days`, period: 'Period', from: 'From', to: 'To', by: 'By',
  before: (from: string, to: string) => `beside ${from} – ${to}`, few: 'too few to say', p90: 'p90', of: (n: string) => `of ${n}`, same: 'as before', points: 'points',
  what: (name: string) => `What is “${name}”?`, none: ['No conversations', 'Choose another period, or take a filter away.'] as [string, string],
  behind: (n: number) => `${n} of these are being counted anew.`, only: (name: string) => `Only ${name}`, remove: (name: string) => `Without the filter ${name}`, nothing: 'none',
  table: 'Table', trend: 'By day', hours: 'When they begin', hoursHint: 'Conversations by hour of the week, by the brand’s clock.', at: (day: string, hour: string, n: number) => `${day} ${hour}:00: ${n}`,
  downloadTable: 'Table (CSV)', downloadList: 'Conversations (CSV)', logged: 'Who downloads is written down.',
  weekdays: WEEKDAYS,
  sections: { flow: 'Service', bot: 'Resolution', csat: 'Satisfaction' } as Record<string, string>,
  groups: {
    channel: 'Channel', topic: 'Topic', kind: 'Kind of requester', language: 'Language', associate: 'Associate', answered_by: 'Who answered', brand: 'Brand', day: 'Day', weekday: 'Weekday', hour: 'Hour',
  } as Record<string, string>,
  answeredBy: { bot: 'Bot', associate: 'Associate', nobody: 'Nobody' } as Record<string, string>,
}
