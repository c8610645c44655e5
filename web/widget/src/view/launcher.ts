import { isOn } from '../call'
import { unread } from '../derive'
import { type Actions, type Ctx, h, icon, iconButton, label, setAttr, setText, show, type View } from './dom'

const PEEK_CHARS = 110

/** The bubble, its badge, and the latest unread answer beside it. */
export class Launcher implements View {
  readonly button: HTMLButtonElement
  readonly el: HTMLElement
  private readonly badge = h('span', { class: 'badge', 'aria-hidden': 'true', hidden: true })
  private readonly peek: Peek

  constructor(actions: Actions) {
    const toggle = () => (this.button.getAttribute('aria-expanded') === 'true' ? actions.close() : actions.open())
    this.button = h(
      'button',
      { type: 'button', class: 'launcher', 'aria-expanded': 'false', 'aria-controls': 'panel', click: toggle },
      icon('chat'),
      icon('down'),
      this.badge,
    )
    this.peek = new Peek(actions)
    this.el = h('div', { class: 'corner' }, this.peek.el, this.button)
  }

  update(ctx: Ctx): void {
    const { state, t } = ctx
    const count = unread(state).length
    setAttr(this.button, 'aria-expanded', String(state.open))
    const inCall = isOn(state.call)
    this.button.classList.toggle('in-call', inCall && !state.open)
    const said = [t.open, inCall ? t.callOn : '', count ? t.unread(count) : ''].filter(Boolean).join(', ')
    label(this.button, state.open ? t.close : said)
    setText(this.badge, count > 9 ? '9+' : String(count))
    show(this.badge, count > 0 && !state.open)
    this.peek.update(ctx)
  }
}

/** What came in while the panel was closed; one click away, dismissible. */
class Peek implements View {
  readonly el: HTMLElement
  private readonly name = h('span', { class: 'peek-name' })
  private readonly text = h('span', { class: 'peek-text' })
  private readonly dismiss: HTMLButtonElement
  private dismissed = 0
  private latest = 0

  constructor(actions: Actions) {
    const open = h('button', { type: 'button', class: 'peek-open', click: () => actions.open() }, this.name, this.text)
    this.dismiss = iconButton('close', 'peek-close', () => {
      this.dismissed = this.latest
      show(this.el, false)
    })
    this.el = h('div', { class: 'peek', role: 'status', hidden: true }, open, this.dismiss)
  }

  update({ state, t }: Ctx): void {
    const entry = unread(state).at(-1)
    this.latest = entry?.seq ?? 0
    label(this.dismiss, t.dismiss)
    if (entry) {
      const body = (entry.body ?? '').replace(/\*\*/g, '')
      setText(this.name, entry.author.name ?? t.team)
      setText(this.text, body.length > PEEK_CHARS ? `${body.slice(0, PEEK_CHARS)}…` : body)
    }
    show(this.el, entry !== undefined && !state.open && entry.seq > this.dismissed)
  }
}
