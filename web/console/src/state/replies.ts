import type { SuggestedReply } from '@/api/types'

/** Finding saved replies while somebody types, and what is still to be filled in. Texts in, values out. */

export interface Slash {
  /** Where the `/` stands. */
  from: number
  query: string
}

const SLASH = /(?:^|\s)\/((?!\s)[^\n/]{0,40})$/

/** What is typed up to the cursor after a `/` that begins a word. */
export function slashAt(text: string, caret: number): Slash | null {
  const query = SLASH.exec(text.slice(0, caret))?.[1]
  return query === undefined ? null : { from: caret - query.length - 1, query }
}

const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** Those that have every word of the query: by shortcut first, then by title, then by what they say; else as they were. */
export function matching(replies: readonly SuggestedReply[], query: string): SuggestedReply[] {
  const words = folded(query).split(/\s+/).filter(Boolean)
  if (!words.length) return [...replies]
  const typed = words.join('-')
  return replies
    .map((reply) => ({ reply, place: placeOf(reply, words, typed) }))
    .filter(({ place }) => place < Infinity)
    .sort((a, b) => a.place - b.place)
    .map(({ reply }) => reply)
}

function placeOf({ shortcut, title, text }: SuggestedReply, words: string[], typed: string): number {
  if (shortcut === typed) return 0
  if (shortcut.startsWith(typed)) return 1
  const name = ` ${folded(title)} ${shortcut}`
  if (words.every((word) => name.includes(` ${word}`))) return 2
  const all = `${name} ${folded(text)}`
  return words.every((word) => all.includes(word)) ? 3 : Infinity
}

export interface Blank {
  name: string
  from: number
  to: number
}

const BLANK = /\[\[([^[\]\n]{1,60})\]\]/g

/** What is to be filled in or removed before the text may go out. */
export const blanksIn = (text: string): Blank[] =>
  [...text.matchAll(BLANK)].map((found) => ({ name: found[1] ?? '', from: found.index, to: found.index + found[0].length }))

export interface Part {
  text: string
  blank: boolean
}

/** The text cut at its blanks, to be shown with them marked. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = []
  let at = 0
  for (const { from, to } of blanksIn(text)) {
    parts.push({ text: text.slice(at, from), blank: false }, { text: text.slice(from, to), blank: true })
    at = to
  }
  return [...parts, { text: text.slice(at), blank: false }].filter((part) => part.text)
}

const TELLING = 12

/** Whether what a reply said is still in what is sent, so that it counts as used: a sentence of it is enough. */
export function isStillIn(said: string, sent: string): boolean {
  const sentences = said.split(/\[\[[^\]\n]*\]\]|[\n.!?]+/).map((one) => one.trim()).filter((one) => one.length >= TELLING)
  return (sentences.length ? sentences : [said.trim()]).some((one) => sent.includes(one))
}

const LEAST = 3
const KEPT = /^(requester|fact)\./

/** An answer as a reply for others: what it says of this requester becomes variables. */
export function generalised(text: string, values: Record<string, string>): string {
  const names = new Map<string, string>()
  for (const [name, value] of Object.entries(values)) if (KEPT.test(name) && value.length >= LEAST && !names.has(value)) names.set(value, name)
  if (!names.size) return text
  const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length).map((value) => value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  const known = new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.join('|')})(?![\\p{L}\\p{N}])`, 'gu')
  return text.replace(known, (value) => `{{${names.get(value)}}}`)
}
