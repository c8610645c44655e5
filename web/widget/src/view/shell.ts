import { type AccentPair, accentPair } from '../accent'
import { type Actions, type Ctx, h, icon, label, setAttr, setText, show } from './dom'
import { Banner } from './banner'
import { CallBar } from './call'
import { Composer } from './composer'
import { Header } from './header'
import { Launcher } from './launcher'
import { Log } from './log'
import { Tail } from './tail'
import tokens from '../../../tokens.css?inline'
import styles from '../widget.css?inline'

const NEAR_END_PX = 60

export interface ShellOptions {
  actions: Actions
  side: 'left' | 'right' | null
  text: string
  keepText(text: string): void
}

/** The shadow root and everything in it. */
export class Shell {
  readonly host = document.createElement('gigline-widget')
  private readonly shadow = this.host.attachShadow({ mode: 'open' })
  private readonly accentSheet = new CSSStyleSheet()
  private readonly root: HTMLElement
  private readonly panel: HTMLElement
  private readonly scroller: HTMLElement
  private readonly newer: HTMLButtonElement
  private readonly newerText = h('span')
  private readonly launcher: Launcher
  private readonly header: Header
  private readonly banner: Banner
  private readonly call: CallBar
  private readonly log: Log
  private readonly tail: Tail
  private readonly composer: Composer
  private readonly actions: Actions
  private accent: string | null = null
  private wasOpen = false
  private atEnd = true

  constructor({ actions, side, text, keepText }: ShellOptions) {
    this.actions = actions
    const focusComposer = () => this.composer.focus()
    this.launcher = new Launcher(actions)
    this.banner = new Banner(actions)
    this.call = new CallBar(actions)
    this.log = new Log(actions)
    this.tail = new Tail(actions, focusComposer)
    this.header = new Header(actions, {
      address: () => this.tail.address.ask(),
      reach: () => void this.tail.reach.ask(),
      matching: () => this.tail.matching.ask(),
    })
    this.composer = new Composer(actions, text, keepText)
    this.scroller = h('div', { class: 'scroller', tabindex: '0', scroll: () => this.scrolled() }, this.log.el, this.tail.el)
    this.newer = h('button', { type: 'button', class: 'newer', hidden: true, click: () => this.toEnd() }, icon('down'), this.newerText)
    const body = h('div', { class: 'body' }, this.scroller, this.newer)
    this.panel = h(
      'section',
      { class: 'panel', id: 'panel', role: 'dialog', tabindex: '-1', hidden: true },
      this.header.el,
      this.banner.el,
      this.call.el,
      body,
      this.composer.el,
    )
    this.root = h('div', { class: 'root', keydown: (event) => this.pressed(event as KeyboardEvent) }, this.panel, this.launcher.el)
    if (side) this.root.dataset['side'] = side
    this.mount()
    // a card that unfolds under the last message is content too
    const grown = new ResizeObserver(() => this.atEnd && this.wasOpen && this.toEnd())
    for (const part of [this.log.el, this.tail.el, this.scroller]) grown.observe(part)
  }

  update(ctx: Ctx): void {
    const stick = this.atEnd || !this.wasOpen
    const focused = this.root.contains(this.shadow.activeElement)
    const before = this.log.el.childElementCount
    setAttr(this.root, 'lang', ctx.language)
    setAttr(this.root, 'dir', document.documentElement.dir === 'rtl' || document.dir === 'rtl' ? 'rtl' : 'ltr')
    label(this.panel, ctx.t.panel(ctx.state.session?.brand.name ?? ctx.t.team))
    this.panel.removeAttribute('title')
    setAttr(this.scroller, 'aria-label', ctx.t.log)
    setText(this.newerText, ctx.t.newMessages)
    this.paint(ctx.accent)
    this.toggle(ctx.state.open)
    for (const part of [this.launcher, this.header, this.banner, this.call, this.log, this.tail, this.composer]) part.update(ctx)
    this.follow(stick, this.log.el.childElementCount > before)
    // what had the focus may be gone (a choice taken, a retry): the keyboard stays in the chat
    if (focused && this.wasOpen && !lives(this.shadow.activeElement)) this.composer.focus()
  }

  clearText(): void {
    this.composer.clear()
  }

  remove(): void {
    this.host.remove()
  }

  private mount(): void {
    // constructed sheets are not inline styles: they work under a style-src without 'unsafe-inline'
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(tokens + styles)
    this.shadow.adoptedStyleSheets = [sheet, this.accentSheet]
    this.shadow.append(this.root)
    document.body.append(this.host)
  }

  private toggle(open: boolean): void {
    if (open === this.wasOpen) return
    this.wasOpen = open
    show(this.panel, open)
    this.root.classList.toggle('open', open)
    if (open) {
      this.composer.fit()
      this.toEnd()
      // on a phone the keyboard would cover what there is to read
      if (matchMedia('(pointer: coarse)').matches) this.panel.focus({ preventScroll: true })
      else this.composer.focus()
    } else if (this.host.matches(':focus-within') || document.activeElement === document.body) {
      this.launcher.button.focus({ preventScroll: true })
    }
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing || !this.wasOpen) return
    event.stopPropagation()
    if (!this.header.closeMenu()) this.actions.close()
  }

  /** New content is followed by a reader who is at the end, and by whoever wrote it; nobody else's page moves. */
  private follow(stick: boolean, grew: boolean): void {
    if (!this.wasOpen) return
    if (grew && this.isOwn()) return this.toEnd()
    if (stick && grew && this.toBeginning()) return
    if (stick) this.toEnd()
    else if (grew) show(this.newer, true)
  }

  private isOwn(): boolean {
    return this.log.el.lastElementChild?.classList.contains('mine') ?? false
  }

  /** An answer that is longer than the window is read from its beginning; false for any other last message. */
  private toBeginning(): boolean {
    const last = this.log.el.lastElementChild
    if (!last || last.clientHeight < this.scroller.clientHeight) return false
    this.scroller.scrollTop += last.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top
    this.atEnd = false
    this.actions.seen()
    return true
  }

  private toEnd(): void {
    this.scroller.scrollTop = this.scroller.scrollHeight
    this.atEnd = true
    show(this.newer, false)
    this.actions.seen()
  }

  private scrolled(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX
    if (!this.atEnd) return
    show(this.newer, false)
    this.actions.seen()
  }

  private paint(accent: string | null): void {
    if (accent === this.accent) return
    this.accent = accent
    const pair = accentPair(accent)
    this.accentSheet.replaceSync(pair ? accentRules(pair) : '')
  }
}

/** Hiding an element does not always move the focus off it at once. */
const lives = (el: Element | null) => el !== null && el.checkVisibility()

function accentRules({ light, dark }: AccentPair): string {
  return `:host{
    --gl-accent:light-dark(${light.accent},${dark.accent});
    --gl-on-accent:light-dark(${light.on},${dark.on});
    --gl-accent-strong:light-dark(color-mix(in oklab,${light.accent},#000 14%),color-mix(in oklab,${dark.accent},#fff 14%));
    --gl-accent-soft:light-dark(color-mix(in oklab,${light.accent} 9%,#fff),color-mix(in oklab,${dark.accent} 20%,#15171c));
    --gl-accent-line:light-dark(color-mix(in oklab,${light.accent} 40%,#fff),color-mix(in oklab,${dark.accent} 45%,#15171c));
  }`
}
