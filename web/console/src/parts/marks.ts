export interface Marked {
  text: string
  hit: boolean
}

const START = '\u0002'
const END = '\u0003'

/** The server marks hits in a snippet with control characters, so that nothing of it can ever be markup. */
export function marked(snippet: string): Marked[] {
  return snippet
    .split(START)
    .flatMap((part, index) => {
      if (index === 0) return [{ text: part, hit: false }]
      const [hit = '', rest = ''] = part.split(END, 2)
      return [
        { text: hit, hit: true },
        { text: rest, hit: false },
      ]
    })
    .filter(({ text }) => text !== '')
}
