import { Line, type LineState, NoMicrophone } from '../../shared/line'
import { type Api, ApiError } from './api'
import type { Store } from './store'

/** `ended` and `failed` stand until they are dismissed. */
export type CallPhase = 'asking' | 'calling' | 'talking' | 'held' | 'lost' | 'ended' | 'failed'
export type CallProblem = 'microphone' | 'busy' | 'line'

export interface Call {
  phase: CallPhase
  muted: boolean
  /** In ms of Date.now(); null until somebody answered. */
  since: number | null
  problem: CallProblem | null
}

const ASKING: Call = { phase: 'asking', muted: false, since: null, problem: null }
/** The server says in the live stream that something changed, but not every change of a call. */
const LOOK_MS = 2_000
const ON: readonly CallPhase[] = ['calling', 'talking', 'held', 'lost']

export const isOn = (call: Call | null): boolean => call !== null && ON.includes(call.phase)

/** The visitor's call: asks first, then talks, and ends with the page. */
export class Caller {
  private line: Line | null = null
  /** The server knows of the call: when it does not any more, the call is over. */
  private begun = false
  private looking: ReturnType<typeof setInterval> | undefined

  constructor(
    private readonly store: Store,
    private readonly api: Api,
  ) {}

  /** Shows what a call means; the microphone is asked for only when the visitor says yes to that. */
  ask(): void {
    if (!isOn(this.store.state.call)) this.show(ASKING)
  }

  dismiss(): void {
    if (!isOn(this.store.state.call)) this.show(null)
  }

  async start(record: boolean): Promise<void> {
    this.begun = false
    this.show({ ...ASKING, phase: 'calling' })
    try {
      const { ice_servers: servers } = await this.api.ownCall()
      this.line = new Line({
        servers,
        join: (sdp, again) => (again ? this.api.rejoinCall(sdp) : this.api.startCall(sdp, record)),
        onState: (state) => this.turned(state),
      })
      this.looking = setInterval(() => void this.look(), LOOK_MS)
      await this.line.open()
      this.begun = true
    } catch (error) {
      this.end({ ...ASKING, phase: 'failed', problem: problemOf(error) })
    }
  }

  mute(on: boolean): void {
    const { call } = this.store.state
    if (!call) return
    this.line?.mute(on)
    this.show({ ...call, muted: on })
  }

  /** Also when the page goes: the request outlives it. */
  hangUp(): void {
    if (!isOn(this.store.state.call)) return
    this.end({ ...ASKING, phase: 'ended' })
    void this.api.endCall().catch(() => undefined) // the server notices that we are gone
  }

  /** How the call stands, as the server knows it. */
  async look(): Promise<void> {
    if (!isOn(this.store.state.call) || this.store.state.call?.phase === 'lost') return
    const found = await this.api.ownCall().catch(() => undefined)
    const { call } = this.store.state
    if (!found || !call || !isOn(call) || call.phase === 'lost') return
    if (!found.call) return this.begun ? this.end({ ...call, phase: 'ended' }) : undefined
    const { state, connected_at: at } = found.call
    const phase = state === 'held' ? 'held' : state === 'connected' ? 'talking' : 'calling'
    this.show({ ...call, phase, since: at ? (call.since ?? Date.parse(at)) : null })
  }

  private turned(state: LineState): void {
    const { call } = this.store.state
    if (!call || !isOn(call)) return
    if (state === 'lost') this.show({ ...call, phase: 'lost' })
    else if (state === 'closed') this.end({ ...call, phase: 'failed', problem: 'line' })
    else if (call.phase === 'lost') {
      this.show({ ...call, phase: 'calling' })
      void this.look()
    }
  }

  private end(last: Call): void {
    clearInterval(this.looking)
    const line = this.line
    this.line = null
    this.show(last)
    line?.close()
  }

  private show(call: Call | null): void {
    this.store.dispatch({ type: 'call', call })
  }
}

function problemOf(error: unknown): CallProblem {
  if (error instanceof NoMicrophone) return 'microphone'
  return error instanceof ApiError && error.code === 'calls_busy' ? 'busy' : 'line'
}
