import { reactive, watch } from 'vue'

export type Theme = 'auto' | 'light' | 'dark'

/** What this browser remembers about taste. Nothing here changes what the server does. */
export interface Preferences {
  theme: Theme
  singleKeys: boolean
  sound: boolean
  notify: boolean
  panel: boolean
  brand: string | null
  language: string | null
}

const KEY = 'gigline.preferences'
const DEFAULTS: Preferences = { theme: 'auto', singleKeys: true, sound: false, notify: false, panel: true, brand: null, language: null }

function stored(): Partial<Preferences> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>
  } catch {
    return {} // unreadable taste is no reason not to start
  }
}

export const preferences = reactive<Preferences>({ ...DEFAULTS, ...stored() })

const SCHEMES: Record<Theme, string> = { auto: 'light dark', light: 'light', dark: 'dark' }

export function keepPreferences(): void {
  watch(preferences, (now) => localStorage.setItem(KEY, JSON.stringify(now)))
  watch(
    () => preferences.theme,
    (theme) => (document.documentElement.style.colorScheme = SCHEMES[theme]),
    { immediate: true },
  )
}
