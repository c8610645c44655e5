import { type Item, dayOf, itemsOf, lineKey } from '../items'
import type { Messages } from '../messages'
import { type Actions, type Ctx, h, setAttr, setText, show, type View } from './dom'
import { MessageView } from './message'

interface Row {
  el: HTMLElement
  update(item: Item, ctx: Ctx): void
}

/** The messages. Nodes are kept by key: what is on screen stays where it is and is read out once. */
export class Log implements View {
  readonly el = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-relevant': 'additions' })
  private readonly rows = new Map<string, Row>()
  private readonly greeting: Greeting

  constructor(private readonly actions: Actions) {
    this.greeting = new Greeting(actions)
    this.el.append(this.greeting.el)
  }

  update(ctx: Ctx): void {
    setAttr(this.el, 'aria-label', ctx.t.log)
    this.greeting.update(ctx)
    const items = itemsOf(ctx.state)
    const keep = new Set(items.map((item) => item.key))
    for (const [key, row] of this.rows) {
      if (keep.has(key)) continue
      row.el.remove()
      this.rows.delete(key)
    }
    let before: Element = this.greeting.el
    for (const item of items) {
      const row = this.row(item)
      row.update(item, ctx)
      if (before.nextElementSibling !== row.el) before.after(row.el)
      before = row.el
    }
  }

  private row(item: Item): Row {
    const known = this.rows.get(item.key)
    if (known) return known
    const row = item.kind === 'message' ? messageRow(item, this.actions) : lineRow(item)
    this.rows.set(item.key, row)
    return row
  }
}

function messageRow(item: Extract<Item, { kind: 'message' }>, actions: Actions): Row {
  const view = new MessageView(item, actions)
  return { el: view.el, update: (now, ctx) => now.kind === 'message' && view.update(now, ctx) }
}

function lineRow(item: Item): Row {
  const el = h('p', { class: item.kind === 'day' ? 'day' : 'line' })
  return {
    el,
    update: (now, { t, language }) =>
      setText(el, now.kind === 'day' ? dayText(now.at, t, language) : lineText(now, t)),
  }
}

function lineText(item: Item, t: Messages): string {
  if (item.kind !== 'line') return ''
  switch (lineKey(item.type)) {
    case 'assigned':
      return t.assigned(item.name ?? t.team)
    case 'still_there':
      return t.stillThere
    case 'later_offered':
      return t.laterOffered
    case 'resolved':
      return t.resolved
    case 'reopened':
      return t.reopened
    case 'moved':
      return t.moved(t.channels[item.to ?? ''] ?? item.to ?? '')
    default:
      return t.lookingForPerson
  }
}

const DAY_MS = 86_400_000

function dayText(at: string, t: Messages, language: string): string {
  const day = dayOf(at)
  if (day === dayOf(new Date().toISOString())) return t.today
  if (day === dayOf(new Date(Date.now() - DAY_MS).toISOString())) return t.yesterday
  return new Date(at).toLocaleDateString(language, { weekday: 'short', day: 'numeric', month: 'short' })
}

/** The first words, from the bot and as a bot. Not an entry: it costs nobody a conversation. */
class Greeting implements View {
  readonly el = h('div', { class: 'greeting', hidden: true })
  private readonly notice = h('p', { class: 'notice' })
  private message: MessageView | null = null
  private shown = ''

  constructor(private readonly actions: Actions) {}

  update(ctx: Ctx): void {
    const { session } = ctx.state
    show(this.el, session !== null)
    if (!session) return
    const body = session.bot.greeting || ctx.t.hello(session.brand.name)
    const item = {
      kind: 'message' as const,
      key: 'greeting',
      mine: false, spoken: false,
      author: session.bot.enabled
        ? { kind: 'bot' as const, name: session.bot.name }
        : { kind: 'system' as const, name: session.brand.name },
      body,
      at: new Date(0).toISOString(),
      first: true,
      last: false,
      send: null,
      draft: null,
      sources: [],
      files: [],
    }
    if (this.shown !== body) {
      this.shown = body
      this.message = new MessageView(item, this.actions)
      this.el.replaceChildren(this.notice, this.message.el)
    }
    this.message?.update(item, ctx)
    setText(this.notice, ctx.t.botNotice(session.bot.name))
    show(this.notice, session.bot.enabled)
  }
}
