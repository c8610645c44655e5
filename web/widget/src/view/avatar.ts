import { h, icon } from './dom'

/** A face: the bot's mark, a person's initial, or a clock while nobody has it. Decoration, the name stands beside it. */
export function avatar(): HTMLElement {
  return h('span', { class: 'avatar', 'aria-hidden': 'true' })
}

export function setAvatar(el: HTMLElement, kind: string | null, name: string): void {
  const shown = `${kind}:${name}`
  if (el.dataset['shown'] === shown) return
  el.dataset['shown'] = shown
  el.dataset['kind'] = kind ?? 'none'
  if (kind === 'bot') el.replaceChildren(icon('bot'))
  else if (kind === 'associate') el.replaceChildren([...name][0]?.toUpperCase() ?? '·')
  else el.replaceChildren(icon(kind === 'team' ? 'chat' : 'clock'))
}
