const FIRST_MS = 1_000
const MOST_MS = 30_000

/** Milliseconds before attempt n+1: doubles up to 30 s; half of it is jitter, so that a crowd does not return as one. */
export function delay(attempts: number, random: () => number = Math.random): number {
  const full = Math.min(MOST_MS, FIRST_MS * 2 ** Math.max(0, attempts - 1))
  return full / 2 + (full / 2) * random()
}
