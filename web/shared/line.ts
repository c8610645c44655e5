/**
 * A browser's end of a call: the microphone, the connection, the sound, and the way back when the network was lost.
 * The server answers offers; who may join and what becomes of the call is its business.
 */
export type LineState = 'connecting' | 'open' | 'lost' | 'closed'

export interface LineOptions {
  servers: RTCIceServer[]
  /** Sends an offer (`again`: after the line was lost) and resolves with the answer; rejects when there is none. */
  join(sdp: string, again: boolean): Promise<string>
  onState(state: LineState): void
}

/** No microphone: it is not allowed, or there is none. */
export class NoMicrophone extends Error {}

/** Candidates that come later than this are not waited for: the server sees where our packets come from. */
const GATHER_MS = 1_000
/** A connection that says it is interrupted often mends itself within this. */
const MENDS_MS = 2_500
const AGAIN_MS = 1_500
/** After so long the server has given us up. */
const GIVE_UP_MS = 20_000

export class Line {
  private readonly sound = new Audio()
  private mic: MediaStreamTrack | null = null
  private connection: RTCPeerConnection | null = null
  private state: LineState = 'connecting'
  private mending: ReturnType<typeof setTimeout> | undefined
  private lostAt = 0
  private silent = false

  constructor(private readonly options: LineOptions) {
    this.sound.autoplay = true
  }

  /** Opens the microphone and joins; rejects with NoMicrophone, or with what `join` rejects with. */
  async open(): Promise<void> {
    this.mic = await microphone()
    if (this.over()) return this.mic.stop()
    try {
      await this.connect(false)
    } catch (error) {
      this.close()
      throw error
    }
  }

  mute(on: boolean): void {
    this.silent = on
    if (this.mic) this.mic.enabled = !on
  }

  /** Speak into another microphone; the call goes on meanwhile. */
  async use(deviceId: string): Promise<void> {
    const next = await microphone(deviceId)
    if (this.over()) return next.stop()
    next.enabled = !this.silent
    await this.connection?.getSenders()[0]?.replaceTrack(next)
    this.mic?.stop()
    this.mic = next
  }

  close(): void {
    clearTimeout(this.mending)
    this.mic?.stop()
    this.connection?.close()
    this.connection = null
    this.sound.srcObject = null
    this.become('closed')
  }

  private async connect(again: boolean): Promise<void> {
    const before = this.connection
    const made = new RTCPeerConnection({ iceServers: this.options.servers })
    this.connection = made
    if (this.mic) made.addTrack(this.mic)
    made.ontrack = ({ track }) => {
      this.sound.srcObject = new MediaStream([track])
    }
    made.onconnectionstatechange = () => this.changed(made)
    await made.setLocalDescription()
    await gathered(made)
    const answer = await this.options.join(made.localDescription?.sdp ?? '', again)
    before?.close()
    if (made === this.connection) await made.setRemoteDescription({ type: 'answer', sdp: answer })
  }

  private changed(made: RTCPeerConnection): void {
    if (made !== this.connection) return
    clearTimeout(this.mending)
    if (made.connectionState === 'connected') {
      this.lostAt = 0
      this.become('open')
    } else if (made.connectionState === 'disconnected') {
      this.become('lost')
      this.mending = setTimeout(() => this.mend(), MENDS_MS)
    } else if (made.connectionState === 'failed') {
      this.mend()
    }
  }

  /** Joins again until it works, or until nobody waits for us any more. */
  private mend(): void {
    if (this.over()) return
    this.become('lost')
    this.lostAt ||= Date.now()
    if (Date.now() - this.lostAt > GIVE_UP_MS) return this.close()
    this.connect(true).catch(() => {
      this.mending = setTimeout(() => this.mend(), AGAIN_MS)
    })
  }

  private over(): boolean {
    return this.state === 'closed'
  }

  private become(state: LineState): void {
    if (state === this.state) return
    this.state = state
    this.options.onState(state)
  }
}

async function microphone(deviceId?: string): Promise<MediaStreamTrack> {
  const wanted = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }
  const audio = deviceId ? { ...wanted, deviceId: { exact: deviceId } } : wanted
  // absent on pages that are not secure
  const stream = await navigator.mediaDevices?.getUserMedia({ audio }).catch(() => undefined)
  const [track] = stream?.getAudioTracks() ?? []
  if (!track) throw new NoMicrophone('There is no microphone, or it may not be used.')
  return track
}

function gathered(connection: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    const look = () => connection.iceGatheringState === 'complete' && resolve()
    connection.onicegatheringstatechange = look
    setTimeout(resolve, GATHER_MS)
    look()
  })
}
