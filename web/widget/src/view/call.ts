import { type Call, isOn } from '../call'
import type { Messages } from '../messages'
import { type Actions, type Ctx, h, icon, label, setAttr, setText, show, type View } from './dom'

/** What a call means before it begins, and how it stands while it is on. The state is a live region, the clock is not. */
export class CallBar implements View {
  readonly el: HTMLElement
  private readonly state = h('p', { class: 'call-state', role: 'status' })
  private readonly clock = h('span', { class: 'call-clock', role: 'timer', 'aria-live': 'off' })
  private readonly about = h('p', { class: 'call-about' })
  private readonly record = h('input', { type: 'checkbox', id: 'call-record' })
  private readonly recordText = h('span')
  private readonly recordLine = h('label', { class: 'call-record' }, this.record, this.recordText)
  private readonly muteButton: HTMLButtonElement
  private readonly endButton: HTMLButtonElement
  private readonly startButton: HTMLButtonElement
  private readonly notNow: HTMLButtonElement
  private readonly choice: HTMLElement
  private wasAsking = false

  constructor(actions: Actions) {
    const button = (kind: string, click: () => void) => h('button', { type: 'button', class: kind, click })
    this.startButton = button('primary', () => actions.startCall(this.record.checked))
    this.notNow = button('quiet', () => actions.dismissCall())
    this.muteButton = h('button', { type: 'button', class: 'round', click: () => actions.muteCall(this.muted()) }, icon('mic'))
    this.endButton = h('button', { type: 'button', class: 'round end', click: () => actions.hangUp() }, icon('hangup'))
    const head = h('div', { class: 'call-head' }, icon('call'), this.state, this.clock, this.muteButton, this.endButton)
    this.choice = h('div', { class: 'call-choice' }, this.startButton, this.notNow)
    this.el = h('section', { class: 'call', hidden: true }, head, this.about, this.recordLine, this.choice)
  }

  update({ state, t, now }: Ctx): void {
    const { call, session } = state
    show(this.el, call !== null)
    setText(this.state, call ? stateText(call, t, session?.brand.name ?? t.team) : '')
    if (!call) {
      this.wasAsking = false
      return
    }
    const asking = call.phase === 'asking'
    setAttr(this.el, 'aria-label', t.call)
    setAttr(this.el, 'data-phase', call.phase)
    setText(this.clock, isOn(call) && call.since ? clockText(now - call.since) : '')
    setText(this.about, asking ? (session?.available === false ? `${t.callAbout} ${t.callNobody}` : t.callAbout) : '')
    show(this.about, asking)
    setText(this.recordText, t.callRecord)
    show(this.recordLine, asking && session?.calls.recorded === true)
    setText(this.startButton, t.callStart)
    show(this.startButton, asking)
    setText(this.notNow, asking ? t.later : t.dismiss)
    show(this.choice, !isOn(call))
    for (const one of [this.muteButton, this.endButton]) show(one, isOn(call))
    setAttr(this.muteButton, 'aria-pressed', String(call.muted))
    label(this.muteButton, t.callMute)
    label(this.endButton, t.callEnd)
    if (asking && !this.wasAsking) this.startButton.focus({ preventScroll: true })
    this.wasAsking = asking
  }

  private muted(): boolean {
    return this.muteButton.getAttribute('aria-pressed') !== 'true'
  }
}

function stateText(call: Call, t: Messages, brand: string): string {
  if (call.phase === 'failed') return call.problem ? t.callProblems[call.problem] : t.callEnded
  const texts = { asking: t.callTitle(brand), calling: t.calling, talking: t.callTalking, held: t.callHeld, lost: t.callLost, ended: t.callEnded }
  return texts[call.phase]
}

function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
