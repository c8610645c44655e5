import { isResolved } from '../derive'
import { type Actions, type Ctx, h, iconButton, label, setAttr, setText, show, type View } from './dom'

const MOST_CHARS = 4000
const COUNT_FROM = 3600
const LARGEST = 10 * 1024 * 1024
const KINDS = 'image/png,image/jpeg,image/gif,image/webp,application/pdf,audio/*,video/mp4'
const TYPING_EVERY_MS = 3_000
const TYPING_STOPS_MS = 5_000

/** Enter sends, Shift+Enter breaks the line. What is half written survives a reload through `keep`. */
export class Composer implements View {
  readonly el: HTMLElement
  private readonly input = h('textarea', { rows: '1', id: 'composer', dir: 'auto', enterkeyhint: 'send' })
  private readonly counter = h('span', { class: 'counter', id: 'counter', role: 'status' })
  private readonly file = h('input', { type: 'file', accept: KINDS, hidden: true })
  private readonly clip: HTMLButtonElement
  private readonly button: HTMLButtonElement
  private typingSince = 0
  private typingEnds: ReturnType<typeof setTimeout> | undefined
  private ctx: Ctx | null = null

  constructor(
    private readonly actions: Actions,
    text: string,
    private readonly keep: (text: string) => void,
  ) {
    this.input.value = text
    this.button = iconButton('send', 'send', () => this.submit())
    this.input.addEventListener('input', () => this.changed())
    this.input.addEventListener('keydown', (event) => this.pressed(event))
    setAttr(this.input, 'aria-describedby', 'counter')
    this.file.addEventListener('change', () => void this.attach())
    this.clip = iconButton('clip', 'plain attach', () => this.file.click())
    const box = h('div', { class: 'composer-box' }, this.clip, this.file, this.input, this.button)
    this.el = h('div', { class: 'composer' }, box, this.counter)
  }

  focus(): void {
    this.input.focus({ preventScroll: true })
  }

  clear(): void {
    this.input.value = ''
    this.fit()
  }

  /** The height depends on the layout: to be called when the panel becomes visible. */
  fit(): void {
    const { style } = this.input
    style.height = 'auto'
    style.height = `${Math.min(this.input.scrollHeight, 132)}px`
  }

  update(ctx: Ctx): void {
    this.ctx = ctx
    setAttr(this.input, 'placeholder', isResolved(ctx.state) ? ctx.t.placeholderClosed : ctx.t.placeholder)
    setAttr(this.input, 'aria-label', ctx.t.write)
    label(this.button, ctx.t.send)
    label(this.clip, ctx.t.attach)
    this.input.disabled = ctx.state.phase === 'refused' || ctx.state.phase === 'signed_out'
    this.count()
  }

  private async attach(): Promise<void> {
    const [file] = this.file.files ?? []
    this.file.value = ''
    const t = this.ctx?.t
    if (!file || !t) return
    this.clip.disabled = true
    try {
      if (file.size > LARGEST) throw new Error('too large')
      await this.actions.attach(file)
      this.count()
    } catch {
      show(this.counter, true)
      this.counter.classList.add('over')
      setText(this.counter, t.attachFailed)
    } finally {
      this.clip.disabled = false
    }
  }

  private changed(): void {
    this.fit()
    this.count()
    this.keep(this.input.value)
    this.tellTyping()
  }

  private count(): void {
    const left = MOST_CHARS - [...this.input.value].length
    const t = this.ctx?.t
    show(this.counter, left <= MOST_CHARS - COUNT_FROM)
    this.counter.classList.toggle('over', left < 0)
    if (t) setText(this.counter, left > MOST_CHARS - COUNT_FROM ? '' : left < 0 ? t.tooLong(-left) : t.remaining(left))
    this.button.disabled = !this.input.value.trim() || left < 0 || this.input.disabled
  }

  private pressed(event: KeyboardEvent): void {
    // an input method uses Enter to finish a word
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    this.submit()
  }

  private submit(): void {
    this.count()
    if (this.button.disabled) return
    this.actions.send(this.input.value.trim())
    this.input.value = ''
    this.stopTyping()
    this.keep('')
    this.fit()
    this.count()
    this.focus()
  }

  private tellTyping(): void {
    const now = Date.now()
    clearTimeout(this.typingEnds)
    if (!this.input.value) {
      this.stopTyping()
      return
    }
    this.typingEnds = setTimeout(() => this.stopTyping(), TYPING_STOPS_MS)
    if (now - this.typingSince < TYPING_EVERY_MS) return
    this.typingSince = now
    this.actions.writing(true)
  }

  private stopTyping(): void {
    clearTimeout(this.typingEnds)
    if (this.typingSince) this.actions.writing(false)
    this.typingSince = 0
  }
}
