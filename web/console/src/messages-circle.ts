const many = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`

/** The words of whom a brand asks first. */
export const circle = {
  ladder: 'The ladder', ladderHint: 'How the circle of those who are asked opens while somebody waits. It stands in the brand’s folder (brand.toml).',
  noLadder: 'This brand has no ladder: everybody with a grant is asked from the beginning, and what is below changes nothing yet.',
  rungs: { preferred: 'Preferred', certified: 'Certified', granted: 'Everybody' } as Record<string, string>,
  first: (to: string) => `until ${to}`, step: (from: string, to: string) => `${from} to ${to}`, last: (from: string) => `from ${from} on`,
  passed: 'A step at which nobody is online is passed at once.', held: 'A step at which nobody is online is waited out.',
  people: 'Who is asked first', find: 'Find by name', all: 'all topics', none: ['Nobody has a grant', 'Whoever gets one appears here.'] as [string, string],
  noMatch: 'Nobody of that name.', more: (n: number) => `${many(n, 'other', 'others')}: type a name.`, nothing: 'asked with everybody else', change: 'Change',
  title: (name: string) => `Whom to ask first: ${name}`, hint: 'Whoever is preferred counts as certified. Nobody is asked for what they have no grant, language or clearance for.',
  topic: 'Topic', certified: 'Certified', preferred: 'Preferred', gone: 'no longer a topic', review: 'Review', nothingNew: 'Nothing changed.',
  sure: 'This counts from the next decision on, and everybody who leads the brand sees that you did it.', back: 'Back', save: 'Change it', saved: 'Changed.',
  gained: { certified: (topics: string) => `certified for ${topics}`, preferred: (topics: string) => `preferred for ${topics}` } as Record<string, (topics: string) => string>,
  lost: { certified: (topics: string) => `no longer certified for ${topics}`, preferred: (topics: string) => `no longer preferred for ${topics}` } as Record<string, (topics: string) => string>,
  log: 'Changes', noLog: 'None yet.', by: (who: string) => `by ${who}`, machine: 'the command line or a key', asked: { preferred: 'asked: preferred', certified: 'asked: certified', granted: 'asked: everybody' } as Record<string, string>, opens: (time: string) => `opens in ${time}`,
}
