import { ref, type Ref } from 'vue'
import { useAct } from './act'

/** Puts text on the clipboard; `copied` says that it is there. */
export function useCopy(): { copied: Ref<boolean>; copy: (text: string) => Promise<void> } {
  const copied = ref(false)
  const { act } = useAct()

  const copy = (text: string): Promise<void> =>
    act(async () => {
      await navigator.clipboard.writeText(text)
      copied.value = true
    })

  return { copied, copy }
}
