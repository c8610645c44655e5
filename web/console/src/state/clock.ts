import { getCurrentScope, onScopeDispose, ref, type Ref } from 'vue'

/** One ticking second shared by every age and countdown on the screen. Stops when nobody looks. */
const tick = ref(Date.now())
let users = 0
let timer: ReturnType<typeof setInterval> | undefined

export function useNow(): Readonly<Ref<number>> {
  users += 1
  tick.value = Date.now()
  timer ??= setInterval(() => (tick.value = Date.now()), 1000)
  if (getCurrentScope()) onScopeDispose(release)
  return tick
}

function release(): void {
  users -= 1
  if (users > 0) return
  clearInterval(timer)
  timer = undefined
}
