import { ref, type Ref } from 'vue'
import { tellError } from './toasts'

export interface Act {
  busy: Ref<boolean>
  act: (work: () => Promise<unknown>) => Promise<void>
}

/** What a person sets off in one part of the screen: one thing at a time, and a failure is told. */
export function useAct(failed: (error: unknown) => unknown = tellError): Act {
  const busy = ref(false)

  async function act(work: () => Promise<unknown>): Promise<void> {
    if (busy.value) return
    busy.value = true
    try {
      await work()
    } catch (error) {
      await failed(error)
    } finally {
      busy.value = false
    }
  }

  return { busy, act }
}
