export interface Throttled {
  (): void
  stop(): void
}

/** Runs soon after the first call and once more after the last, never more often than every `everyMs`. */
export function throttled(run: () => void, everyMs: number, soonMs = 120): Throttled {
  let timer: ReturnType<typeof setTimeout> | undefined
  let lastRun = 0
  const fire = (): void => {
    timer = undefined
    lastRun = Date.now()
    run()
  }
  const call = (): void => {
    timer ??= setTimeout(fire, Math.max(soonMs, lastRun + everyMs - Date.now()))
  }
  call.stop = (): void => {
    clearTimeout(timer)
    timer = undefined
  }
  return call
}
