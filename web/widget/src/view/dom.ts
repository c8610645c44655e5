import type { Messages } from '../messages'
import type { State } from '../store'
import type { Address } from '../contact'
import type { NamedFile, Way } from '../types'

/** What a view is given to draw: everything it shows follows from this. */
export interface Ctx {
  state: State
  t: Messages
  language: string
  online: boolean
  /** The brand's colour, #rrggbb. */
  accent: string | null
  now: number
}

/** What a view may ask for. Promises reject when it did not work; the view says so. */
export interface Actions {
  open(): void
  close(): void
  send(text: string): void
  person(): void
  retry(id: string): void
  discard(id: string): void
  saveAddress(address: Address): Promise<void>
  rate(score: number, comment: string): Promise<void>
  writing(on: boolean): void
  seen(): void
  tryAgain(): void
  attach(file: File): Promise<void>
  download(file: NamedFile): void
  ways(): Promise<Way[]>
  move(way: string): Promise<void>
  callMeBack(phone: string): Promise<void>
  letCount(keys: string[]): Promise<void>
  askForCall(): void
  startCall(record: boolean): void
  dismissCall(): void
  muteCall(on: boolean): void
  hangUp(): void
}

export interface View {
  readonly el: HTMLElement
  update(ctx: Ctx): void
}

type Attrs = Record<string, string | boolean | ((event: Event) => void)>
type Child = Node | string | null | false

/** An element. Functions become listeners, true and false set or leave out an attribute; text is always a text node. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attrs: Attrs = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag)
  for (const [name, value] of Object.entries(attrs)) {
    if (typeof value === 'function') el.addEventListener(name, value)
    else if (value !== false) el.setAttribute(name, value === true ? '' : value)
  }
  el.append(...children.filter((child): child is Node | string => child !== null && child !== false))
  return el
}

const ICONS = {
  chat: 'M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H12l-4.6 4.1c-.5.5-1.4.1-1.4-.6V16A2.5 2.5 0 0 1 4 13.5z',
  down: 'm6 9 6 6 6-6',
  close: 'M6 6l12 12M18 6 6 18',
  clip: 'M17 10.5 11 16.5a3 3 0 0 1-4.3-4.2l7-7a4.3 4.3 0 0 1 6 6l-7.2 7.2',
  menu: 'M5 12h.01M12 12h.01M19 12h.01',
  send: 'M12 19V5M5.5 11.5 12 5l6.5 6.5',
  bot: 'M12 3.5V7M6.5 7h11A2.5 2.5 0 0 1 20 9.5v7a2.5 2.5 0 0 1-2.5 2.5h-11A2.5 2.5 0 0 1 4 16.5v-7A2.5 2.5 0 0 1 6.5 7zM9 12v1.5M15 12v1.5',
  person: 'M12 11.5a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5zM4.5 20c.8-3.4 3.8-5.5 7.5-5.5s6.7 2.1 7.5 5.5',
  call: 'M7.3 3.8 9.6 7.9l-2 2c1 2.7 3.8 5.5 6.5 6.5l2-2 4.1 2.3c.3 2-1.5 3.8-3.5 3.5C9.8 19.3 4.7 14.2 3.8 7.3c-.3-2 1.5-3.8 3.5-3.5z',
  mic: 'M12 3.5a2.5 2.5 0 0 1 2.5 2.5v5a2.5 2.5 0 0 1-5 0V6A2.5 2.5 0 0 1 12 3.5zM6.5 11a5.5 5.5 0 0 0 11 0M12 16.5v4',
  hangup: 'M3.5 14.5v-2c0-1.2 3.5-3.5 8.5-3.5s8.5 2.3 8.5 3.5v2c0 .8-.7 1.3-1.5 1.1l-3-.7c-.6-.2-1-.7-1-1.3v-1.3a12 12 0 0 0-6 0v1.3c0 .6-.4 1.1-1 1.3l-3 .7c-.8.2-1.5-.3-1.5-1.1z',
  clock: 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.500V12l3 2',
  check: 'm5 12.5 4.5 4.500L19 7.5',
  verified: 'm8.5 12.2 2.4 2.4 4.8-5M12 3l2.3 1.7 2.8-.1.8 2.7 2.3 1.6-1 2.7 1 2.6-2.3 1.7-.8 2.7-2.8-.1L12 21l-2.3-1.5-2.8.1-.8-2.7-2.3-1.7 1-2.6-1-2.7 2.3-1.6.8-2.7 2.8.1z',
  mail: 'M4 6.500h16v11H4zM4 7l8 6 8-6',
  alert: 'M12 8v4.500M12 16h.01M10.3 4.3 2.9 17.200A2 2 0 0 0 4.6 20h14.800a2 2 0 0 0 1.7-2.800L13.7 4.300a2 2 0 0 0-3.4 0z',
  star: 'm12 3.5 2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.900L3.5 9.700l5.9-.8z',
} as const

export type IconName = keyof typeof ICONS

/** Decoration only: the words beside it or the button's label carry the meaning. */
export function icon(name: IconName): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg'
  const svg = document.createElementNS(space, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('class', `icon icon-${name}`)
  const path = document.createElementNS(space, 'path')
  path.setAttribute('d', ICONS[name])
  svg.append(path)
  return svg
}

export function iconButton(name: IconName, kind: string, onClick: () => void): HTMLButtonElement {
  return h('button', { type: 'button', class: kind, click: onClick }, icon(name))
}

/** Writes only what changed: a live region announces every write. */
export function setText(el: HTMLElement, text: string): void {
  if (el.textContent !== text) el.textContent = text
}

export function setAttr(el: Element, name: string, value: string | null): void {
  if (value === null) el.removeAttribute(name)
  else if (el.getAttribute(name) !== value) el.setAttribute(name, value)
}

export function label(el: HTMLElement, text: string): void {
  setAttr(el, 'aria-label', text)
  setAttr(el, 'title', text)
}

export function show(el: HTMLElement, on: boolean): void {
  if (el.hidden === on) el.hidden = !on
}
