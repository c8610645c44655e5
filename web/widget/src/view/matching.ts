import type { Messages } from '../messages'
import type { Matching } from '../types'
import { Card } from './card'
import { h } from './dom'

/** From the menu: what of the visitor may count when somebody is chosen for them. Nothing does until they tick it. */
export class MatchingCard extends Card {
  ask(): void {
    const asked = this.ctx?.state.session?.matching
    if (!this.ctx || !asked?.length) return
    this.unfold(...this.form(asked, this.ctx.t, this.ctx.state.session?.brand.name ?? this.ctx.t.team))
  }

  private form(asked: Matching[], t: Messages, brand: string): Node[] {
    const boxes = asked.map((one) => ({ key: one.key, box: h('input', { type: 'checkbox', checked: one.counts }), one }))
    const error = h('p', { class: 'error', role: 'alert' })
    const save = h('button', { type: 'submit', class: 'primary' }, t.matchingSave)
    const submit = (event: Event): void => {
      event.preventDefault()
      const keys = boxes.filter(({ box }) => box.checked).map(({ key }) => key)
      const said = keys.length ? t.matchingSaved : t.matchingNothing
      void this.keep(() => this.actions.letCount(keys), said, save, error, () => t.addressFailed)
    }
    return [
      h('h3', {}, t.matchingTitle),
      h('p', {}, t.matchingText(brand)),
      h(
        'form',
        { submit },
        ...boxes.map(({ box, one }) => h('label', { class: 'tick' }, box, h('span', { dir: 'auto' }, `${t.matchingKinds[one.kind] ?? one.kind} ${one.name}`))),
        error,
        h('div', { class: 'field-row' }, save, this.later(t)),
      ),
    ]
  }
}
