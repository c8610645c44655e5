/**
 * Countdowns run on the monotonic clock from the moment the answer arrived: the server says how many seconds are
 * left, so a wrong wall clock or one set back in between changes nothing.
 */
export interface Countdown {
  endsAt: number
  totalMs: number
}

export function startCountdown(expires_in_s: number, nowMs: number, total_s = expires_in_s): Countdown {
  const left = Math.max(0, expires_in_s) * 1000
  return { endsAt: nowMs + left, totalMs: Math.max(left, total_s * 1000, 1) }
}

export const leftMs = (countdown: Countdown, nowMs: number): number => Math.max(0, countdown.endsAt - nowMs)
export const leftShare = (countdown: Countdown, nowMs: number): number => leftMs(countdown, nowMs) / countdown.totalMs
export const leftSeconds = (countdown: Countdown, nowMs: number): number => Math.ceil(leftMs(countdown, nowMs) / 1000)
