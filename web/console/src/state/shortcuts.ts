import { onScopeDispose, shallowReactive } from 'vue'
import { preferences } from './preferences'

/**
 * Keys: `j`, `?`, a sequence such as `g i`, or `mod+k` (⌘ on Apple, Ctrl elsewhere).
 * Single keys never fire while typing, and can be switched off; `mod+` combinations always work.
 */
export interface Shortcut {
  keys: string
  label: string
  group: string
  run: () => void
}

export const shortcuts = shallowReactive<Shortcut[]>([])

const isApple = /Mac|iPhone|iPad/.test(navigator.platform)

/** What is written on the keys. */
export function caps(keys: string): string[] {
  return keys.split(/[ +]/).map((key) => (key === 'mod' ? (isApple ? '⌘' : 'Ctrl') : key === 'Enter' ? '↵' : key.toUpperCase()))
}

const SEQUENCE_MS = 900
let prefix = ''
let prefixAt = 0

export function useShortcuts(added: Shortcut[]): void {
  shortcuts.push(...added)
  onScopeDispose(() => {
    for (const shortcut of added) shortcuts.splice(shortcuts.indexOf(shortcut), 1)
  })
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

const inOverlay = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('[role="dialog"],[role="menu"]') !== null

function find(keys: string): Shortcut | undefined {
  return shortcuts.findLast((shortcut) => shortcut.keys === keys)
}

function fire(event: KeyboardEvent, shortcut: Shortcut): void {
  event.preventDefault()
  prefix = ''
  shortcut.run()
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.repeat) return
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  if (event.metaKey || event.ctrlKey) {
    const combo = find(`mod+${key}`)
    if (combo) fire(event, combo)
    return
  }
  if (event.altKey || !preferences.singleKeys || isTyping(event.target) || inOverlay(event.target)) return
  const inSequence = prefix && Date.now() - prefixAt < SEQUENCE_MS
  const found = (inSequence && find(`${prefix} ${key}`)) || find(key)
  if (found) return fire(event, found)
  prefix = key
  prefixAt = Date.now()
}

export const startShortcuts = (): void => window.addEventListener('keydown', onKey)
