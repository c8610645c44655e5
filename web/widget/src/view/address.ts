import { parseAddress } from '../contact'
import { addressWanted, awayNotice, waiting } from '../derive'
import { ApiError } from '../api'
import type { Messages } from '../messages'
import { type Actions, type Ctx, h, setText, show, type View } from './dom'

type Reason = 'wanted' | 'away' | 'asked' | 'given'

/** Asks where the visitor can be reached. It says what happens with an address and what does not happen without one. */
export class AddressCard implements View {
  readonly el = h('section', { class: 'card', hidden: true })
  private editing = false
  private dismissed = false
  private shown = ''
  private again: () => void = () => undefined

  constructor(
    private readonly actions: Actions,
    private readonly focusComposer: () => void,
  ) {}

  /** From the menu: also when nobody asked. */
  ask(): void {
    this.editing = true
    this.dismissed = false
    this.shown = ''
    this.again()
    this.el.scrollIntoView({ block: 'nearest' })
    this.el.querySelector('input')?.focus()
  }

  update(ctx: Ctx): void {
    this.again = () => this.update(ctx)
    const reason = this.reason(ctx)
    const shown = `${reason}:${ctx.state.address}:${ctx.t.send}:${ctx.state.session?.bot.name}`
    if (shown === this.shown) return
    this.shown = shown
    show(this.el, reason !== null)
    this.el.replaceChildren(...(reason === null ? [] : reason === 'given' ? this.given(ctx) : this.form(ctx, reason)))
  }

  private reason({ state }: Ctx): Reason | null {
    if (!state.session) return null
    if (this.editing) return 'asked'
    if (state.address) return waiting(state) || (!state.conversation && !state.session.available) ? 'given' : null
    if (this.dismissed) return null
    if (addressWanted(state)) return 'wanted'
    return awayNotice(state) ? 'away' : null
  }

  private given({ state, t }: Ctx): Node[] {
    const change = h('button', { type: 'button', class: 'link', click: () => this.ask() }, t.addressChange)
    return [h('p', {}, t.addressGiven(state.address ?? '')), change]
  }

  private form({ state, t }: Ctx, reason: Reason): Node[] {
    const away = reason === 'away'
    const input = h('input', {
      id: 'address',
      type: 'text',
      autocomplete: 'email',
      inputmode: 'email',
      'aria-describedby': 'address-hint address-error',
      maxlength: '254',
    })
    const error = h('p', { class: 'error', id: 'address-error', role: 'alert' })
    const save = h('button', { type: 'submit', class: 'primary' }, t.addressSave)
    const later = h('button', { type: 'button', class: 'link', click: () => this.later() }, t.later)
    const submit = (event: Event) => {
      event.preventDefault()
      void this.save(input, error, save, t)
    }
    return [
      h('h3', {}, away ? t.awayTitle : t.addressTitle),
      h('p', {}, away ? t.awayText(state.session?.bot.name ?? t.bot) : t.addressText),
      h(
        'form',
        { novalidate: true, submit },
        h('label', { for: 'address' }, t.addressLabel),
        h('div', { class: 'field-row' }, input, save),
        h('p', { class: 'hint', id: 'address-hint' }, t.addressHint),
        error,
        reason === 'wanted' ? null : later,
      ),
    ]
  }

  private later(): void {
    this.editing = false
    this.dismissed = true
    this.done()
  }

  private done(): void {
    this.again()
    this.focusComposer() // the pressed button is gone
  }

  private async save(input: HTMLInputElement, error: HTMLElement, button: HTMLButtonElement, t: Messages): Promise<void> {
    const address = parseAddress(input.value)
    input.setAttribute('aria-invalid', String(address === null))
    setText(error, address ? '' : t.addressInvalid)
    if (!address) {
      input.focus()
      return
    }
    button.disabled = true
    try {
      await this.actions.saveAddress(address)
      this.editing = false
      this.done()
    } catch (failure) {
      const invalid = failure instanceof ApiError && failure.status === 422
      setText(error, invalid ? t.addressInvalid : t.addressFailed)
    } finally {
      button.disabled = false
    }
  }
}
