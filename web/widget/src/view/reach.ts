import { ApiError } from '../api'
import { parseAddress } from '../contact'
import type { Messages } from '../messages'
import type { Way } from '../types'
import { Card } from './card'
import { type Ctx, h, setText } from './dom'

/** From the menu: where answers are to go from now on, and the wish to be called. */
export class ReachCard extends Card {
  override update(ctx: Ctx): void {
    super.update(ctx)
    if (!ctx.state.conversation) this.fold()
  }

  async ask(): Promise<void> {
    if (!this.ctx) return
    const { t } = this.ctx
    const ways = await this.actions.ways().catch(() => [])
    const others = ways.filter((way) => !way.current)
    this.unfold(
      ...(others.length ? [h('h3', {}, t.answerTitle), h('div', { class: 'choices' }, ...others.map((way) => this.way(way, t)))] : []),
      ...this.callback(t),
      this.later(t),
    )
  }

  private way(way: Way, t: Messages): HTMLElement {
    const name = t.channels[way.channel] ?? way.channel
    const choose = async (): Promise<void> => {
      await this.actions.move(way.id)
      this.done()
    }
    return h('button', { type: 'button', class: 'chip', click: () => void choose() }, [name, way.address].filter(Boolean).join(' '))
  }

  private callback(t: Messages): Node[] {
    const input = h('input', { id: 'callback', type: 'tel', autocomplete: 'tel', maxlength: '32', 'aria-describedby': 'callback-error' })
    const error = h('p', { class: 'error', id: 'callback-error', role: 'alert' })
    const save = h('button', { type: 'submit', class: 'primary' }, t.callbackAsk)
    const submit = (event: Event): void => {
      event.preventDefault()
      this.wish(input.value, save, error, t)
    }
    return [
      h('h3', {}, t.callbackTitle),
      h('form', { novalidate: true, submit }, h('label', { for: 'callback' }, t.callbackLabel), h('div', { class: 'field-row' }, input, save), error),
    ]
  }

  private wish(text: string, button: HTMLButtonElement, error: HTMLElement, t: Messages): void {
    const number = parseAddress(text)
    if (!number || !('phone' in number)) return setText(error, t.phoneInvalid)
    const { phone } = number
    const wrong = (failure: unknown): string => (failure instanceof ApiError && failure.status === 422 ? t.phoneInvalid : t.addressFailed)
    void this.keep(() => this.actions.callMeBack(phone), t.callbackAsked(phone), button, error, wrong)
  }
}
