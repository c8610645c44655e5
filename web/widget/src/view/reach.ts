import { ApiError } from '../api'
import { parseAddress } from '../contact'
import type { Messages } from '../messages'
import type { Way } from '../types'
import { type Actions, type Ctx, h, setText, show, type View } from './dom'

/** From the menu: where answers are to go from now on, and the wish to be called. */
export class ReachCard implements View {
  readonly el = h('section', { class: 'card', hidden: true })
  private ctx: Ctx | null = null

  constructor(
    private readonly actions: Actions,
    private readonly focusComposer: () => void,
  ) {}

  update(ctx: Ctx): void {
    this.ctx = ctx
    if (!ctx.state.conversation) this.fold()
  }

  async ask(): Promise<void> {
    if (!this.ctx) return
    const { t } = this.ctx
    const ways = await this.actions.ways().catch(() => [])
    const others = ways.filter((way) => !way.current)
    this.el.replaceChildren(
      ...(others.length ? [h('h3', {}, t.answerTitle), h('div', { class: 'choices' }, ...others.map((way) => this.way(way, t)))] : []),
      ...this.callback(t),
      h('button', { type: 'button', class: 'link', click: () => this.done() }, t.later),
    )
    show(this.el, true)
    this.el.scrollIntoView({ block: 'nearest' })
    this.el.querySelector<HTMLElement>('button, input')?.focus()
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
      void this.wish(input, error, save, t)
    }
    return [
      h('h3', {}, t.callbackTitle),
      h('form', { novalidate: true, submit }, h('label', { for: 'callback' }, t.callbackLabel), h('div', { class: 'field-row' }, input, save), error),
    ]
  }

  private async wish(input: HTMLInputElement, error: HTMLElement, button: HTMLButtonElement, t: Messages): Promise<void> {
    const number = parseAddress(input.value)
    if (!number || !('phone' in number)) return setText(error, t.addressInvalid)
    button.disabled = true
    try {
      await this.actions.callMeBack(number.phone)
      this.el.replaceChildren(h('p', { role: 'status' }, t.callbackAsked(number.phone)))
      this.focusComposer()
    } catch (failure) {
      setText(error, failure instanceof ApiError && failure.status === 422 ? t.addressInvalid : t.addressFailed)
    } finally {
      button.disabled = false
    }
  }

  private done(): void {
    this.fold()
    this.focusComposer()
  }

  private fold(): void {
    show(this.el, false)
  }
}
