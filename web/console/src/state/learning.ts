import { computed, ref, type ComputedRef, type Ref } from 'vue'
import { ApiError } from '@/api/client'
import { t } from '@/messages'
import type { Paged } from './pages'
import { preferences } from './preferences'
import { brands, leads } from './session'
import { tell, tellError } from './toasts'

/** The brand that learning is looked at for: one at a time, because a leader decides for one. */
export const learningBrand = computed(() => {
  const led = brands.value.filter((brand) => leads(brand.id))
  return led.find((brand) => brand.id === preferences.brand) ?? led[0] ?? null
})

/** The brands that somebody leads, of those that the console shows at the moment. */
export const shownBrands = computed(() => brands.value.filter((brand) => leads(brand.id) && (!preferences.brand || preferences.brand === brand.id)))

export interface Chosen<T> {
  id: Ref<string | null>
  item: ComputedRef<T | null>
  step: (by: 1 | -1) => void
  /** To what follows `item`, which is about to leave the list. */
  pass: (item: T) => void
}

/** Which item of a list is looked at, and going through it with the keyboard. */
export function useChosen<T extends { id: string }>(list: Paged<T>): Chosen<T> {
  const id = ref<string | null>(null)
  const at = (): number => list.items.findIndex((item) => item.id === id.value)

  function step(by: 1 | -1): void {
    const next = list.items[Math.min(list.items.length - 1, Math.max(0, at() < 0 ? 0 : at() + by))]
    if (next) id.value = next.id
  }

  function pass(item: T): void {
    if (item.id !== id.value) return
    const here = at()
    id.value = (list.items[here + 1] ?? list.items[here - 1])?.id ?? null
  }

  return { id, item: computed(() => list.items.find((item) => item.id === id.value) ?? null), step, pass }
}

/** What becomes of a decision that failed: one that came too late says so and lets the reader look again. */
export const orDecided =
  (again: () => void) =>
  (error: unknown): void => {
    if (error instanceof ApiError && error.code === 'decided_meanwhile') {
      tell(t.learning.meanwhile, 'bad')
      again()
    } else tellError(error)
  }
