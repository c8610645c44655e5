/** What is not right in a table of another language, for the tests of both programs. */
import type { Words } from './words'

type Asked = (...values: unknown[]) => string
type Word = string | readonly string[] | Asked

export interface Findings {
  /** Words that are said in English until somebody translates them. */
  missing: string[]
  /** Words that nobody would see, or that would be shown wrongly. */
  wrong: string[]
}

export function compared<T extends object>(english: T, words: Words<T>): Findings {
  const own = new Map(leaves(english))
  const theirs = [...leaves(words)]
  const wrong = theirs.flatMap(([path, word]) => problems(own.get(path), word).map((what) => `${path}: ${what}`))
  const translated = new Set(theirs.map(([path]) => path))
  return { missing: [...own.keys()].filter((path) => !translated.has(path)), wrong }
}

/** All words by their path, like "nav.inbox"; a list counts as one. */
function* leaves(words: object, above = ''): Generator<[string, Word]> {
  for (const [name, word] of Object.entries(words) as [string, Word | object][]) {
    if (typeof word === 'object' && !Array.isArray(word)) yield* leaves(word, `${above}${name}.`)
    else yield [above + name, word as Word]
  }
}

function problems(english: Word | undefined, word: Word): string[] {
  if (english === undefined) return ['there is no such word in English']
  if (shape(english) !== shape(word)) return [`is ${shape(word)}, in English ${shape(english)}`]
  if (typeof english === 'function' && typeof word === 'function') return askedFor(english, word)
  const ours = [english].flat()
  return [word].flat().flatMap((said, at) => odd(String(said), String(ours[at])))
}

function askedFor(english: Asked, word: Asked): string[] {
  const values = VALUES.find((some) => answered(english, some) !== null) ?? []
  const [ours, theirs] = [answered(english, values), answered(word, values)]
  if (ours === null || theirs === null) return ['does not take the values that the English takes']
  const lost = values.flat().filter((value) => ours.includes(String(value)) !== theirs.includes(String(value)))
  const counted = NUMBERS.map((n) => values.map(() => n)).flatMap((some) => odd(answered(word, some), answered(english, some)))
  return [...lost.map((value) => `value ${values.flat().indexOf(value) + 1} is said in one of them only`), ...odd(theirs, ours), ...counted]
}

const shape = (word: Word): string => (Array.isArray(word) ? `a list of ${word.length}` : typeof word)

/** Nothing, markup, blanks around or what is left of code: where the English has it too, it is meant. */
const ODD = /^$|<|&\w+;|^\s|\s$|undefined|\[object|NaN|#/
const odd = (theirs: string | null, ours: string | null): string[] =>
  theirs !== null && ODD.test(theirs) && !(ours !== null && ODD.test(ours)) ? [`“${theirs}”`] : []

/** Told apart wherever they are said, as a name, as a number or as names in a list. */
const MARKS = [211, 322, 433, 544, 655, 766, 877, 988]
const VALUES: unknown[][] = [MARKS.map(String), MARKS, MARKS.map((mark) => [String(mark)])]
/** Among them every number at which plurals of our languages differ. */
const NUMBERS = [0, 1, 2, 5, 12, 22, 1_000_000]

/** Null where the word is made of values of another kind. */
function answered(word: Asked, values: readonly unknown[]): string | null {
  try {
    return word(...values)
  } catch {
    return null
  }
}
