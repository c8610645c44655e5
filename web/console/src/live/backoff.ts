const FIRST_MS = 400
const LAST_MS = 15_000

/** Exponential with full jitter in its upper half, so that a restarted server is not met by all clients at once. */
export function delayMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LAST_MS, FIRST_MS * 2 ** attempt)
  return ceiling / 2 + (ceiling / 2) * random()
}
