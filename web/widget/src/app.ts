import { Api, ApiError } from './api'
import { delay } from './backoff'
import { Caller, isOn } from './call'
import type { Config } from './config'
import { type Address, maskAddress } from './contact'
import { asking, canAskForPerson } from './derive'
import { type Frame, Live } from './live'
import type { Languages } from './languages'
import type { Language } from './messages'
import { DraftBox, Sender } from './outbox'
import { isAnswer, Receipts } from './receipts'
import { Sessions } from './session'
import { localStorageOrNull, Storage } from './storage'
import { type State, Store } from './store'
import type { Draft, Entry, NamedFile, Queue } from './types'
import { headOf, type RawHead, type RawWho, whoOf } from './wire'
import type { Actions, Ctx } from './view/dom'
import { Shell } from './view/shell'

const TICK_MS = 1_000
const GAP_MS = 1_000

/** Ties the parts together: events in, state, effects and the view out. */
export class App {
  private readonly store = new Store()
  private readonly storage: Storage
  private readonly api: Api
  private readonly sessions: Sessions
  private readonly live: Live
  private readonly sender: Sender
  private readonly drafts: DraftBox
  private readonly receipts: Receipts
  private readonly caller: Caller
  private readonly shell: Shell
  private readonly stops = new AbortController()
  private ticking: ReturnType<typeof setInterval> | undefined
  private startAgain: ReturnType<typeof setTimeout> | undefined
  private fetching = false
  private failedStarts = 0
  private wished: Language | null = null

  constructor(
    private readonly config: Config,
    private readonly languages: Languages,
  ) {
    this.storage = new Storage(config.account, localStorageOrNull())
    this.api = new Api(config.base, () => this.sessions.renew())
    this.sessions = new Sessions(config, this.storage, this.store, () => this.api, () => this.forgetPerson())
    this.live = new Live({
      url: this.api.liveUrl,
      hello: () => this.hello(),
      onFrame: (frame) => this.received(frame),
      onLink: (link) => this.store.dispatch({ type: 'link', link }),
      onUnauthorized: () => this.sessions.renew(),
      poll: () => this.fetchNews(),
    })
    this.sender = new Sender(this.store, this.api, () => this.sessions.ensure())
    this.drafts = new DraftBox(this.storage)
    this.receipts = new Receipts(this.store, this.api)
    this.caller = new Caller(this.store, this.api)
    this.shell = new Shell({
      actions: this.actions(),
      side: config.side,
      text: this.storage.get('text') ?? '',
      keepText: (text) => (text ? this.storage.set('text', text) : this.storage.remove('text')),
    })
  }

  /** A visitor who never opened the chat costs no request; one who did is called back in. */
  start(): void {
    this.listen()
    this.store.subscribe((state) => this.changed(state))
    this.store.dispatch({ type: 'restored', drafts: this.drafts.load(Date.now()) })
    this.store.dispatch({ type: 'visible', visible: document.visibilityState === 'visible' })
    this.render()
    const address = this.storage.get('address')
    if (address) this.store.dispatch({ type: 'addressed', address })
    if (this.config.open || this.storage.get('open') === '1') this.open()
    else if (this.storage.get('visitor') || this.config.identityToken) this.connect()
  }

  open(): void {
    this.storage.set('open', '1')
    this.store.dispatch({ type: 'panel', open: true })
    this.connect()
  }

  close(): void {
    this.storage.set('open', '0')
    this.store.dispatch({ type: 'panel', open: false })
  }

  /** Rejects when the server does not accept the token. */
  async identify(token: string): Promise<void> {
    await this.sessions.identify(token)
    this.live.stop()
    await this.fetchAll()
    this.connect()
  }

  /** Ends everything and forgets the visitor: for "sign out" of the host page. */
  shutdown(): void {
    this.caller.hangUp()
    this.stops.abort()
    clearInterval(this.ticking)
    clearTimeout(this.startAgain)
    this.live.stop()
    this.sender.stop()
    this.sessions.forget()
    this.storage.clear()
    this.shell.remove()
  }

  private actions(): Actions {
    return {
      open: () => this.open(),
      close: () => this.close(),
      send: (text) => this.draft('message', text),
      person: () => this.askForPerson(),
      retry: (id) => this.retry(id),
      discard: (id) => this.store.dispatch({ type: 'discarded', id }),
      saveAddress: (address) => this.saveAddress(address),
      rate: (score, comment) => this.rate(score, comment),
      writing: (on) => this.writing(on),
      seen: () => this.seen(),
      tryAgain: () => this.back(),
      attach: (file) => this.attach(file),
      download: (file) => void this.download(file),
      ways: () => this.api.ways(),
      move: (way) => this.api.move(way),
      callMeBack: (phone) => this.api.callback(phone),
      letCount: (keys) => this.letCount(keys),
      askForCall: () => this.caller.ask(),
      startCall: (record) => void this.caller.start(record),
      dismissCall: () => this.caller.dismiss(),
      muteCall: (on) => this.caller.mute(on),
      hangUp: () => this.caller.hangUp(),
    }
  }

  private draft(kind: Draft['kind'], body: string, files?: NamedFile[]): void {
    const draft: Draft = {
      id: crypto.randomUUID?.() ?? uuid(),
      kind,
      body,
      ...(files ? { files } : {}),
      at: new Date().toISOString(),
      attempts: 0,
      state: 'waiting',
    }
    this.store.dispatch({ type: 'drafted', draft })
    this.drafts.save(this.store.state.drafts) // before the request: a crash in between loses nothing
    this.sender.pump()
  }

  private async attach(file: File): Promise<void> {
    await this.sessions.ensure()
    this.draft('message', '', [await this.api.file(file)])
  }

  /** Under the name that the log has; nothing of it is opened here. */
  private async download({ id, name }: NamedFile): Promise<void> {
    const url = URL.createObjectURL(await this.api.download(id))
    const link = document.createElement('a')
    link.href = url
    link.download = name
    link.click()
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
  }

  private askForPerson(): void {
    if (canAskForPerson(this.store.state) && !asking(this.store.state)) this.draft('person', '')
  }

  private retry(id: string): void {
    this.store.dispatch({ type: 'retried', id })
    this.sender.pump(true)
  }

  private async letCount(keys: string[]): Promise<void> {
    await this.api.letCount(keys)
    const session = this.store.state.session
    const matching = session?.matching?.map((one) => ({ ...one, counts: keys.includes(one.key) }))
    if (session && matching) this.store.dispatch({ type: 'session', session: { ...session, matching } })
  }

  private async saveAddress(address: Address): Promise<void> {
    await this.sessions.ensure()
    await this.api.address(address)
    this.storage.set('address', maskAddress(address))
    this.store.dispatch({ type: 'addressed', address: maskAddress(address) })
  }

  private async rate(score: number, comment: string): Promise<void> {
    const segment = this.store.state.rating?.segment ?? this.store.state.conversation?.segment ?? 0
    await this.api.rating(segment, score, comment)
    this.store.dispatch({ type: 'rated', segment, score })
  }

  private writing(on: boolean): void {
    const conversation = this.store.state.conversation?.id
    if (conversation) this.live.send({ type: 'typing', conversation, on })
  }

  /** The reader is at the end of an open, visible panel: what stands there is read. */
  private seen(): void {
    const { open, visible, entries } = this.store.state
    const latest = entries.findLast(isAnswer)?.seq ?? 0
    if (open && visible) this.store.dispatch({ type: 'seen', seq: latest })
  }

  private connect(): void {
    clearTimeout(this.startAgain)
    this.sessions.ensure().then(
      () => {
        this.failedStarts = 0
        this.live.start()
        this.sender.pump()
      },
      (error: unknown) => {
        if (error instanceof ApiError && !error.transient) return // refused: the same question has the same answer
        this.startAgain = setTimeout(() => this.connect(), delay(++this.failedStarts))
      },
    )
  }

  private hello(): Record<string, unknown> | null {
    const { session, epoch, seq } = this.store.state
    return session ? { type: 'hello', token: session.token, epoch, seq } : null
  }

  private received(frame: Frame): void {
    const { store } = this
    if (frame.type === 'entry' || frame.type === 'head') void this.caller.look()
    switch (frame.type) {
      case 'subscribed':
        return this.subscribed(frame)
      case 'entry':
        return store.dispatch({
          type: 'entry',
          conversation: String(frame['conversation']),
          entry: frame['entry'] as Entry,
          head: frame['head'] ? headOf(frame['head'] as RawHead) : null,
        })
      case 'typing': {
        const who = whoOf(frame['who'] as RawWho | undefined)
        if (who) store.dispatch({ type: 'typing', who, on: frame['on'] === true, now: Date.now() })
        return
      }
      case 'head': // something changed that requesters are not told word for word
        return void this.fetchNews().catch(() => this.live.cut())
      case 'queue':
        return store.dispatch({ type: 'queue', queue: queueOf(frame) })
    }
  }

  private subscribed(frame: Frame): void {
    // the stream brings what was written; the queue, the rating and who is there are the fetch's to say
    const fetched = frame['recovered'] === true ? this.fetchNews() : this.fetchAll()
    void fetched.catch(() => this.live.cut())
    this.sender.pump(true)
  }

  private async fetchAll(): Promise<void> {
    this.store.dispatch({ type: 'snapshot', snapshot: await this.api.conversation(0) })
  }

  /** What came after our last entry; all of it when the conversation is another one. */
  private async fetchNews(): Promise<void> {
    const { seq, conversation } = this.store.state
    if (!conversation || !seq) return this.fetchAll()
    this.store.dispatch({ type: 'caught_up', snapshot: await this.api.conversation(seq) })
  }

  private changed(state: State): void {
    if (this.stops.signal.aborted) return // an answer that was still on its way when all was ended
    this.drafts.save(state.drafts)
    this.render()
    this.tick(state)
    if (state.gap) this.closeGap()
    this.receipts.tell()
  }

  private closeGap(): void {
    if (this.fetching) return
    this.fetching = true
    // numbers that are not public look like holes: several at once cost one look
    const pause = this.store.state.seq ? GAP_MS : 0
    new Promise((resolve) => setTimeout(resolve, pause))
      .then(() => (this.store.state.gap ? this.fetchNews() : undefined))
      .catch(() => this.live.cut()) // reconnecting asks again
      .finally(() => {
        this.fetching = false
        if (this.store.state.gap && this.store.state.link !== 'lost') this.closeGap()
      })
  }

  private tick(state: State): void {
    const needed = state.typing !== null || state.throttledUntil > 0 || isOn(state.call)
    if (!needed) {
      clearInterval(this.ticking)
      this.ticking = undefined
    }
    if (needed && this.ticking === undefined) {
      this.ticking = setInterval(() => {
        this.store.dispatch({ type: 'tick', now: Date.now() })
        this.render()
      }, TICK_MS)
    }
  }

  private listen(): void {
    const { signal } = this.stops
    window.addEventListener('online', () => this.back(), { signal })
    window.addEventListener('offline', () => this.gone(), { signal })
    // a microphone that nobody sees must not stay open, and nobody is to wait for a page that is gone
    window.addEventListener('pagehide', () => this.caller.hangUp(), { signal })
    window.addEventListener('pageshow', (event) => event.persisted && this.back(), { signal })
    document.addEventListener('visibilitychange', () => this.turned(), { signal })
  }

  private turned(): void {
    const visible = document.visibilityState === 'visible'
    this.store.dispatch({ type: 'visible', visible })
    if (visible) this.back()
  }

  private back(): void {
    this.render()
    if (!this.store.state.session) {
      if (this.store.state.phase === 'unreachable') this.connect()
      return
    }
    this.live.kick()
    this.sender.pump(true)
  }

  private gone(): void {
    this.live.cut()
    this.render()
  }

  private forgetPerson(): void {
    for (const draft of this.store.state.drafts) this.store.dispatch({ type: 'discarded', id: draft.id })
    this.storage.clear()
    this.shell.clearText()
    this.store.dispatch({ type: 'reset' })
  }

  private render(): void {
    this.shell.update(this.ctx())
  }

  /** Kept from the last visit, so that the bubble has the brand's colour before anything is loaded. */
  private accent(): string | null {
    const told = this.store.state.session?.brand.accent
    if (told && told !== this.storage.get('accent')) this.storage.set('accent', told)
    return told ?? this.storage.get('accent') ?? this.config.accent
  }

  private ctx(): Ctx {
    const { state } = this.store
    const wished = this.languages.wished(state.session?.brand.languages)
    if (wished !== this.wished) this.speak(wished)
    return { state, ...this.languages.spoken(wished), accent: this.accent(), online: navigator.onLine, now: Date.now() }
  }

  /** The brand's languages are known once it was asked: they may wish for another than the page. */
  private speak(wished: Language): void {
    this.wished = wished
    void this.languages.load(wished).then(() => this.render())
  }
}

function queueOf(frame: Frame): Queue | null {
  const position = typeof frame['position'] === 'number' ? frame['position'] : null
  const eta = (frame['eta_s'] as Queue['eta_s'] | undefined) ?? null
  return { position, eta_s: eta }
}

/** randomUUID is missing on plain-http pages. RFC 9562 version 4. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
