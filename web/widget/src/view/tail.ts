import { quickReplies, canAskForPerson, laterOffered } from '../derive'
import type { Messages } from '../messages'
import type { State } from '../store'
import { AddressCard } from './address'
import { avatar, setAvatar } from './avatar'
import { type Actions, type Ctx, h, icon, setAttr, setText, show, type View } from './dom'
import { MatchingCard } from './matching'
import { RatingCard } from './rating'
import { ReachCard } from './reach'

/** What stands under the last message: who is writing, choices, cards. */
export class Tail implements View {
  readonly el: HTMLElement
  readonly address: AddressCard
  readonly reach: ReachCard
  readonly matching: MatchingCard
  private readonly parts: View[]

  constructor(actions: Actions, focusComposer: () => void) {
    this.address = new AddressCard(actions, focusComposer)
    this.reach = new ReachCard(actions, focusComposer)
    this.matching = new MatchingCard(actions, focusComposer)
    const rating = new RatingCard(actions, focusComposer)
    this.parts = [new Typing(), new Choices(actions, () => void this.reach.ask()), rating, this.address, this.reach, this.matching]
    this.el = h('div', { class: 'tail' }, ...this.parts.map((part) => part.el))
  }

  update(ctx: Ctx): void {
    for (const part of this.parts) part.update(ctx)
  }
}

class Typing implements View {
  readonly el: HTMLElement
  private readonly face = avatar()
  private readonly text = h('span', { class: 'hidden-text' })

  constructor() {
    const dots = h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'))
    this.el = h('div', { class: 'typing', role: 'status' }, this.face, h('span', { class: 'bubble' }, dots), this.text)
  }

  update({ state, t }: Ctx): void {
    const who = state.typing?.who
    this.el.classList.toggle('on', who !== undefined)
    if (!who) {
      setText(this.text, '')
      return
    }
    const name = who.name ?? t.team
    setAvatar(this.face, who.kind, name)
    setText(this.text, who.kind === 'bot' ? t.thinking(name) : t.typing(name))
  }
}

/** Buttons for the bot's own question, "still there?", the way to a person after a bot answer, and to a call where nobody is there. */
class Choices implements View {
  readonly el = h('div', { class: 'choices', role: 'group' })
  private shown = ''

  constructor(
    private readonly actions: Actions,
    private readonly reach: () => void,
  ) {}

  update({ state, t }: Ctx): void {
    const found = quickReplies(state)
    const options = found?.kind === 'still_there' ? [t.stillHere] : (found?.options ?? [])
    const person = !options.length && offersPerson(state) // the bot's own choices name a person where it fits
    const later = laterOffered(state)
    const shown = JSON.stringify([options, person, later, t.person])
    if (shown === this.shown) return
    this.shown = shown
    setAttr(this.el, 'aria-label', t.options)
    const buttons: HTMLElement[] = options.map((text) => this.option(text))
    if (person) buttons.push(this.person(t))
    if (later) buttons.push(h('button', { type: 'button', class: 'chip quiet', click: this.reach }, icon('call'), t.callbackAsk))
    this.el.replaceChildren(...buttons)
    show(this.el, buttons.length > 0)
  }

  private option(text: string): HTMLElement {
    return h('button', { type: 'button', class: 'chip', dir: 'auto', click: () => this.actions.send(text) }, text)
  }

  private person(t: Messages): HTMLElement {
    return h('button', { type: 'button', class: 'chip quiet', click: () => this.actions.person() }, icon('person'), t.person)
  }
}

/** Once the bot has said something and the conversation goes on. */
function offersPerson(state: State): boolean {
  if (!canAskForPerson(state) || state.conversation?.status !== 'open' || state.typing) return false
  return state.entries.some((entry) => entry.kind === 'message' && entry.author.kind === 'bot')
}
