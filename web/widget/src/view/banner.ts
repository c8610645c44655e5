import { asking, waiting } from '../derive'
import { etaText, type Messages } from '../messages'
import { type Actions, type Ctx, h, icon, type IconName, setText, show, type View } from './dom'

interface Notice {
  tone: 'info' | 'warn' | 'bad'
  icon: IconName
  text: string
  retry?: boolean
}

/** One line about the connection, one about the queue. Both are status regions. */
export class Banner implements View {
  readonly el: HTMLElement
  private readonly link: Strip
  private readonly queue: Strip

  constructor(actions: Actions) {
    this.link = new Strip(actions)
    this.queue = new Strip(actions)
    this.el = h('div', { class: 'banners' }, this.link.el, this.queue.el)
  }

  update(ctx: Ctx): void {
    this.link.set(linkNotice(ctx), ctx.t)
    this.queue.set(queueNotice(ctx), ctx.t)
  }
}

class Strip {
  readonly el: HTMLElement
  private readonly mark = h('span', { class: 'mark' })
  private readonly text = h('span', { class: 'strip-text' })
  private readonly again: HTMLButtonElement

  constructor(actions: Actions) {
    this.again = h('button', { type: 'button', class: 'link', click: () => actions.tryAgain() })
    this.el = h('div', { class: 'strip', role: 'status', hidden: true }, this.mark, this.text, this.again)
  }

  set(notice: Notice | null, t: Messages): void {
    show(this.el, notice !== null)
    if (!notice) {
      setText(this.text, '')
      return
    }
    this.el.dataset['tone'] = notice.tone
    if (this.mark.dataset['icon'] !== notice.icon) {
      this.mark.dataset['icon'] = notice.icon
      this.mark.replaceChildren(icon(notice.icon))
    }
    setText(this.text, notice.text)
    setText(this.again, t.tryAgain)
    show(this.again, notice.retry === true)
  }
}

function linkNotice({ state, t, online, now }: Ctx): Notice | null {
  if (state.phase === 'refused') return { tone: 'bad', icon: 'alert', text: t.unavailable }
  if (state.phase === 'signed_out') return { tone: 'warn', icon: 'alert', text: t.signedOut }
  if (!online) return { tone: 'warn', icon: 'alert', text: t.offline }
  if (state.phase === 'unreachable') return { tone: 'bad', icon: 'alert', text: t.unreachable, retry: true }
  if (state.throttledUntil > now) {
    const seconds = Math.max(1, Math.ceil((state.throttledUntil - now) / 1000))
    return { tone: 'warn', icon: 'clock', text: t.throttled(seconds) }
  }
  if (state.link === 'lost') return { tone: 'warn', icon: 'alert', text: t.reconnecting, retry: true }
  if (state.phase === 'starting') return { tone: 'info', icon: 'clock', text: t.starting }
  return null
}

function queueNotice({ state, t, language, now }: Ctx): Notice | null {
  if (!waiting(state)) return null
  if (asking(state)) return { tone: 'info', icon: 'clock', text: t.personPending }
  const opens = Date.parse(state.session?.opens_at ?? '')
  if (opens > now) return { tone: 'info', icon: 'clock', text: t.opensAt(openingText(opens, language)) }
  const { queue } = state
  const place = queue?.position ? t.position(queue.position) : t.inQueue
  return { tone: 'info', icon: 'clock', text: queue ? `${place} · ${etaText(queue.eta_s, t)}` : t.lookingForPerson }
}

/** In the visitor's own time zone. */
function openingText(at: number, language: string): string {
  return new Date(at).toLocaleString(language, { weekday: 'long', hour: 'numeric', minute: '2-digit' })
}
