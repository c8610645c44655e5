import { expect, test } from 'vitest'

const FILES = import.meta.glob<string>('../src/**/*.vue', { query: '?raw', import: 'default', eager: true })
/** What can be on the screen at once while somebody works: of two with the same key, only one would hear it. */
const TOGETHER = ['App.vue', 'parts/OfferTray.vue', 'pages/InboxPage.vue', 'parts/ListFilters.vue', 'parts/ConversationPane.vue']

const keysIn = (file: string): string[] => [...(FILES[`../src/${file}`] ?? '').matchAll(/\bkeys: '([^']+)',/g)].map((found) => found[1] ?? '')

test('no key means two things while an offer and a conversation are open', () => {
  const keys = TOGETHER.flatMap(keysIn)
  expect(keys).toEqual(expect.arrayContaining(['mod+k', 'x', 's', '/', 'r']))
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([])
})
