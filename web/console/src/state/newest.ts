/**
 * Answers overtake each other on the wire. Each call begins a word on the same thing, and what it gives says whether
 * that is still the last one: only the last word is taken.
 */
export function words(): () => () => boolean {
  let begun = 0
  return () => {
    const mine = ++begun
    return () => mine === begun
  }
}
