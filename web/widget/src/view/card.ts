import type { Messages } from '../messages'
import { type Actions, type Ctx, h, setText, show, type View } from './dom'

const messagesIn = ({ state }: Ctx): number => state.entries.filter((entry) => entry.kind === 'message').length

/** A card that unfolds under the last message when the menu asks for it, and folds away when it is done. */
export abstract class Card implements View {
  readonly el = h('section', { class: 'card', hidden: true })
  protected ctx: Ctx | null = null
  /** How many messages there were when the card said what came of it. */
  private settledAt: number | null = null

  constructor(
    protected readonly actions: Actions,
    private readonly focusComposer: () => void,
  ) {}

  update(ctx: Ctx): void {
    this.ctx = ctx
    // What was said about it has been read when the talk goes on.
    if (this.settledAt !== null && messagesIn(ctx) > this.settledAt) this.fold()
  }

  protected unfold(...nodes: Node[]): void {
    this.settledAt = null
    this.el.replaceChildren(...nodes)
    show(this.el, true)
    this.el.scrollIntoView({ block: 'nearest' })
    this.el.querySelector<HTMLElement>('button, input')?.focus()
  }

  /** What folds the card away again. */
  protected later(t: Messages): HTMLElement {
    return h('button', { type: 'button', class: 'link', click: () => this.done() }, t.later)
  }

  /** Does what was asked; what came of it stands in the card, and what went wrong in `error`. */
  protected async keep(work: () => Promise<void>, said: string, button: HTMLButtonElement, error: HTMLElement, wrong: (failure: unknown) => string): Promise<void> {
    button.disabled = true
    try {
      await work()
      this.el.replaceChildren(h('p', { role: 'status' }, said))
      this.settledAt = this.ctx ? messagesIn(this.ctx) : 0
      this.focusComposer()
    } catch (failure) {
      setText(error, wrong(failure))
    } finally {
      button.disabled = false
    }
  }

  protected done(): void {
    this.fold()
    this.focusComposer()
  }

  protected fold(): void {
    this.settledAt = null
    show(this.el, false)
  }
}
