import { isOn } from '../call'
import { answering, canAskForPerson, isResolved, waiting } from '../derive'
import type { Messages } from '../messages'
import type { State } from '../store'
import { type Actions, type Ctx, h, icon, iconButton, label, setAttr, setText, show, type View } from './dom'
import { avatar, setAvatar } from './avatar'

/** What unfolds under the last message when the menu is asked for it. */
export interface Cards {
  address: () => void
  reach: () => void
  matching: () => void
}

/** Who answers, the way to a person, the menu. */
export class Header implements View {
  readonly el: HTMLElement
  private readonly face = avatar()
  private readonly name = h('span', { class: 'who-name' })
  private readonly tag = h('span', { class: 'tag' })
  private readonly subtitle = h('p', { class: 'who-subtitle' })
  private readonly person: HTMLButtonElement
  private readonly personText = h('span')
  private readonly call: HTMLButtonElement
  private readonly close: HTMLButtonElement
  private readonly menu: Menu

  constructor(actions: Actions, cards: Cards) {
    this.person = h('button', { type: 'button', class: 'person', click: () => actions.person() }, icon('person'), this.personText)
    this.call = iconButton('call', 'plain call-button', () => actions.askForCall())
    this.close = iconButton('close', 'plain', () => actions.close())
    this.menu = new Menu(actions, cards)
    const title = h('h2', { id: 'panel-title', class: 'who-line' }, this.name, this.tag)
    const who = h('div', { class: 'who' }, title, this.subtitle)
    this.el = h('header', { class: 'header' }, this.face, who, this.person, this.call, this.menu.el, this.close)
  }

  /** True when there was a menu to close. */
  closeMenu(): boolean {
    return this.menu.fold()
  }

  update(ctx: Ctx): void {
    const { state, t } = ctx
    const who = answering(state)
    const name = who?.name ?? state.session?.brand.name ?? t.team
    setAvatar(this.face, who?.kind ?? (waiting(state) ? null : 'team'), name)
    setText(this.name, name)
    setText(this.tag, t.bot)
    show(this.tag, who?.kind === 'bot')
    setText(this.subtitle, subtitle(state, t))
    setText(this.personText, t.personShort)
    label(this.person, t.person)
    show(this.person, state.phase === 'ready' && canAskForPerson(state))
    label(this.call, t.call)
    show(this.call, state.phase === 'ready' && state.session?.calls.enabled === true && !isOn(state.call))
    label(this.close, t.close)
    this.menu.update(ctx)
  }
}

function subtitle(state: State, t: Messages): string {
  if (!state.session) return ''
  if (isResolved(state)) return t.closedSubtitle
  if (waiting(state)) return t.waitingSubtitle
  const kind = answering(state)?.kind
  return kind === 'associate' ? t.personSubtitle : kind === 'bot' ? t.botSubtitle : ''
}

/** A disclosure, not an ARIA menu: plain buttons in reading order. */
class Menu implements View {
  readonly el: HTMLElement
  private readonly button: HTMLButtonElement
  private readonly list: HTMLElement
  private readonly identity = h('span')
  private readonly identityLine = h('p', { class: 'menu-identity' })
  private readonly person: HTMLButtonElement
  private readonly personText = h('span')
  private readonly addressText = h('span')
  private readonly reach: HTMLButtonElement
  private readonly reachText = h('span')
  private readonly matching: HTMLButtonElement
  private readonly matchingText = h('span')

  constructor(actions: Actions, cards: Cards) {
    const then = (what: () => void) => () => {
      this.fold()
      what()
    }
    this.button = iconButton('menu', 'plain', () => this.toggle())
    this.person = h('button', { type: 'button', click: then(() => actions.person()) }, icon('person'), this.personText)
    const address = h('button', { type: 'button', click: then(cards.address) }, icon('mail'), this.addressText)
    this.reach = h('button', { type: 'button', click: then(cards.reach) }, icon('call'), this.reachText)
    this.matching = h('button', { type: 'button', click: then(cards.matching) }, icon('check'), this.matchingText)
    const buttons = [this.person, address, this.reach, this.matching]
    this.list = h('div', { class: 'menu-list', id: 'menu', hidden: true }, this.identityLine, ...buttons)
    setAttr(this.button, 'aria-expanded', 'false')
    setAttr(this.button, 'aria-controls', 'menu')
    this.el = h('div', { class: 'menu', focusout: (event) => this.left(event as FocusEvent) }, this.button, this.list)
  }

  fold(): boolean {
    if (this.list.hidden) return false
    const inside = this.list.contains((this.el.getRootNode() as ShadowRoot).activeElement)
    this.set(false)
    if (inside) this.button.focus()
    return true
  }

  update({ state, t }: Ctx): void {
    const contact = state.session?.contact
    label(this.button, t.menu)
    setText(this.identity, contact?.verified ? t.verified(contact.name) : t.guest)
    const kind = contact?.verified ? 'verified' : 'guest'
    if (this.identityLine.dataset['kind'] !== kind) {
      this.identityLine.dataset['kind'] = kind
      this.identityLine.replaceChildren(icon(contact?.verified ? 'verified' : 'person'), this.identity)
    }
    setText(this.personText, t.person)
    this.person.disabled = !canAskForPerson(state)
    setText(this.addressText, t.addressMenu)
    setText(this.reachText, t.reachMenu)
    show(this.reach, state.conversation?.status === 'open')
    setText(this.matchingText, t.matchingTitle)
    show(this.matching, Boolean(state.session?.matching?.length))
    show(this.el, state.session !== null)
  }

  private toggle(): void {
    this.set(this.list.hidden)
  }

  private set(open: boolean): void {
    show(this.list, open)
    setAttr(this.button, 'aria-expanded', String(open))
  }

  private left(event: FocusEvent): void {
    if (event.relatedTarget && !this.el.contains(event.relatedTarget as Node)) this.set(false)
  }
}
