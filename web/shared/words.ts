/** How a number stands in a sentence: a form for each of the language's plurals that differs, `#` for the number. */
type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }
export type Count = (n: number, forms: Forms) => string

type Leaf = string | readonly unknown[] | ((...values: never[]) => string)

/** Words of another language in the shape of the English ones. What is missing is said in English. */
export type Words<T> = { readonly [K in keyof T]?: T[K] extends Leaf ? T[K] : Words<T[K]> }
export type Table<T> = (count: Count) => Words<T>

export function counting(language: string): Count {
  const plurals = new Intl.PluralRules(language)
  const numbers = new Intl.NumberFormat(language)
  return (n, forms) => (forms[plurals.select(n)] ?? forms.other).replaceAll('#', numbers.format(n))
}

const isBranch = (word: unknown): word is object => typeof word === 'object' && word !== null && !Array.isArray(word)

/** These words, and the English ones where they have none. */
export function completed<T extends object>(english: T, words: Words<T>): T {
  const entries = Object.entries(english).map(([name, own]) => {
    const said = (words as Record<string, unknown>)[name]
    return [name, isBranch(own) ? completed(own, (said ?? {}) as object) : (said ?? own)]
  })
  return Object.fromEntries(entries) as T
}
