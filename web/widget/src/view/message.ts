import type { MessageItem, SendState } from '../items'
import { parseMarkdown, parsePlain } from '../../../shared/markdown'
import type { Messages } from '../messages'
import { avatar, setAvatar } from './avatar'
import { type Actions, type Ctx, h, icon, setText, show } from './dom'
import { richNodes } from './rich'

/** One bubble. The text is drawn once; what may change (run, state) is updated in place, so nothing is read out twice. */
export class MessageView {
  readonly el: HTMLElement
  private readonly head = h('div', { class: 'from' })
  private readonly name = h('span', { class: 'from-name' })
  private readonly tag = h('span', { class: 'tag' })
  private readonly face = avatar()
  private readonly time: HTMLTimeElement
  private readonly meta = h('div', { class: 'meta', 'aria-live': 'off' })
  private readonly said = h('span')
  private readonly status = h('span', { class: 'status' })
  private readonly mark = h('span', { class: 'status-mark' })
  private readonly actions = h('span', { class: 'status-actions' })
  private readonly sources = h('p', { class: 'sources', dir: 'auto' })
  private shown = ''

  constructor(
    private item: MessageItem,
    private readonly does: Actions,
  ) {
    const blocks = item.mine || item.author.kind === 'system' ? parsePlain(item.body) : parseMarkdown(item.body)
    const bubble = h('div', { class: 'bubble', dir: 'auto', hidden: !item.body }, ...richNodes(blocks))
    this.time = h('time', { datetime: item.at })
    this.head.append(this.name, this.tag)
    this.meta.append(this.said, this.mark, this.status, this.actions, this.time)
    const files = item.files.map((file) => h('button', { type: 'button', class: 'chip', dir: 'auto', click: () => does.download(file) }, file.name))
    const column = h('div', { class: 'column' }, this.head, bubble, h('div', { class: 'files' }, ...files), this.sources, this.meta)
    this.el = h('article', { class: `message ${item.mine ? 'mine' : 'theirs'} by-${item.author.kind}` })
    this.el.append(...(item.mine ? [column] : [this.face, column]))
  }

  update(item: MessageItem, { t, language }: Ctx): void {
    this.item = item
    const name = item.mine ? t.you : (item.author.name ?? t.team)
    this.el.classList.toggle('first', item.first)
    this.el.classList.toggle('last', item.last)
    setAvatar(this.face, item.author.kind === 'system' ? 'team' : item.author.kind, name)
    setText(this.name, name)
    setText(this.tag, t.bot)
    show(this.tag, item.author.kind === 'bot')
    show(this.sources, item.sources.length > 0)
    setText(this.sources, `${t.sources(item.sources.length)}: ${item.sources.join(', ')}`)
    setText(this.said, item.spoken ? t.callSaid : '')
    setText(this.time, clock(item.at, language))
    show(this.meta, item.last || item.send !== null)
    this.showState(item.send, t)
  }

  private showState(send: SendState | null, t: Messages): void {
    const shown = `${send}:${this.item.draft}:${t.send}`
    if (this.shown === shown) return
    this.shown = shown
    this.el.dataset['send'] = send ?? ''
    const mark = send && STATE_ICON[send]
    this.mark.replaceChildren(...(mark ? [icon(mark)] : []))
    setText(this.status, send ? stateText(send, t) : '')
    this.actions.replaceChildren(...this.stateActions(send, t))
  }

  private stateActions(send: SendState | null, t: Messages): Node[] {
    const id = this.item.draft
    if (!id || (send !== 'refused' && send !== 'trying')) return []
    const retry = h('button', { type: 'button', class: 'link', click: () => this.does.retry(id) }, t.retry)
    if (send === 'trying') return [retry]
    return [retry, h('button', { type: 'button', class: 'link', click: () => this.does.discard(id) }, t.discard)]
  }
}

const STATE_ICON: Partial<Record<SendState, 'clock' | 'alert' | 'check'>> = {
  sending: 'clock',
  waiting: 'clock',
  trying: 'alert',
  refused: 'alert',
  sent: 'check',
  delivered: 'check',
  read: 'check',
}

function stateText(send: SendState, t: Messages): string {
  return {
    sending: t.sending,
    waiting: t.waitingToSend,
    trying: t.trying,
    refused: t.notSent,
    sent: t.sent,
    delivered: t.delivered,
    read: t.read,
  }[send]
}

/** Local time of day. */
export function clock(at: string, language: string): string {
  return new Date(at).toLocaleTimeString(language, { hour: 'numeric', minute: '2-digit' })
}
