import type { Messages } from '../messages'
import type { Matching } from '../types'
import { type Actions, type Ctx, h, setText, show, type View } from './dom'

/** From the menu: what of the visitor may count when somebody is chosen for them. Nothing does until they tick it. */
export class MatchingCard implements View {
  readonly el = h('section', { class: 'card', hidden: true })
  private ctx: Ctx | null = null

  constructor(
    private readonly actions: Actions,
    private readonly focusComposer: () => void,
  ) {}

  update(ctx: Ctx): void {
    this.ctx = ctx
  }

  ask(): void {
    const asked = this.ctx?.state.session?.matching
    if (!this.ctx || !asked?.length) return
    this.el.replaceChildren(...this.form(asked, this.ctx.t, this.ctx.state.session?.brand.name ?? this.ctx.t.team))
    show(this.el, true)
    this.el.scrollIntoView({ block: 'nearest' })
    this.el.querySelector<HTMLElement>('input')?.focus()
  }

  private form(asked: Matching[], t: Messages, brand: string): Node[] {
    const boxes = asked.map((one) => ({ key: one.key, box: h('input', { type: 'checkbox', checked: one.counts }), one }))
    const error = h('p', { class: 'error', role: 'alert' })
    const save = h('button', { type: 'submit', class: 'primary' }, t.matchingSave)
    const submit = (event: Event): void => {
      event.preventDefault()
      const keys = boxes.filter(({ box }) => box.checked).map(({ key }) => key)
      void this.save(keys, save, error, t)
    }
    return [
      h('h3', {}, t.matchingTitle),
      h('p', {}, t.matchingText(brand)),
      h(
        'form',
        { submit },
        ...boxes.map(({ box, one }) => h('label', { class: 'tick' }, box, h('span', { dir: 'auto' }, t.matchingOne(one.kind, one.name)))),
        error,
        h('div', { class: 'field-row' }, save, h('button', { type: 'button', class: 'link', click: () => this.done() }, t.later)),
      ),
    ]
  }

  private async save(keys: string[], button: HTMLButtonElement, error: HTMLElement, t: Messages): Promise<void> {
    button.disabled = true
    try {
      await this.actions.letCount(keys)
      this.el.replaceChildren(h('p', { role: 'status' }, keys.length ? t.matchingSaved : t.matchingNothing))
      this.focusComposer()
    } catch {
      setText(error, t.addressFailed)
    } finally {
      button.disabled = false
    }
  }

  private done(): void {
    show(this.el, false)
    this.focusComposer()
  }
}
