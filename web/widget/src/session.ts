import { type Api, ApiError, type SessionRequest } from './api'
import type { Config } from './config'
import type { Storage } from './storage'
import type { Store } from './store'
import type { Session } from './types'

/** Who the visitor is to the server. One request at a time, however many parts ask for it. */
export class Sessions {
  private running: Promise<void> | null = null
  private identity: string | null
  private ended = false

  constructor(
    private readonly config: Config,
    private readonly storage: Storage,
    private readonly store: Store,
    private readonly api: () => Api,
    private readonly onStranger: () => void,
  ) {
    this.identity = config.identityToken
    if (config.visitor) storage.set('visitor', config.visitor)
  }

  /** Resolves when there is a session; rejects with ApiError when there is none to be had now. */
  ensure(): Promise<void> {
    return this.store.state.session ? Promise.resolve() : this.renew()
  }

  renew(): Promise<void> {
    this.running ??= this.request().finally(() => {
      this.running = null
    })
    return this.running
  }

  /** A new signed token from the host page. Rejects with ApiError `identity_refused`; then the visitor stays a guest. */
  async identify(token: string): Promise<void> {
    await this.running?.catch(() => undefined)
    this.identity = token
    this.ended = false
    await this.renew()
  }

  /** Signed out: the next visitor at this browser is a stranger. */
  forget(): void {
    this.identity = null
    this.api().token = null
  }

  private async request(): Promise<void> {
    if (this.ended) throw new ApiError(401, 'signed_out')
    this.store.dispatch({ type: 'starting' })
    try {
      this.accept(await this.api().session(this.wish()))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.code === 'identity_refused' && this.identity) return this.withoutIdentity(error)
      this.store.dispatch({ type: 'start_failed', phase: error.transient ? 'unreachable' : 'refused' })
      throw error
    }
  }

  private wish(): SessionRequest {
    const visitor = this.storage.get('visitor')
    return {
      account: this.config.account,
      ...(visitor ? { visitor } : {}),
      ...(this.identity ? { identity_token: this.identity } : {}),
      time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      page: location.origin + location.pathname, // a query string may hold secrets of the host page
    }
  }

  /** At the start a bad token means a guest; later it means that a signed-in person no longer is. */
  private withoutIdentity(error: ApiError): Promise<void> {
    this.identity = null
    if (!this.store.state.session?.contact.verified) {
      console.warn('Gigline: the identity token was refused, going on as a guest.')
      return this.request()
    }
    this.ended = true
    this.store.dispatch({ type: 'start_failed', phase: 'signed_out' })
    throw error
  }

  /** One verified person after another at the same browser: what the first one wrote is not the second one's. */
  private accept(session: Session): void {
    const { storage } = this
    const was = storage.get('person')
    if (was && was !== session.contact.id) this.onStranger()
    const before = this.store.state.session?.contact.id
    if (before && before !== session.contact.id) this.store.dispatch({ type: 'reset' }) // another contact's log
    if (session.contact.verified) storage.set('person', session.contact.id)
    else storage.remove('person')
    this.api().token = session.token
    storage.set('visitor', session.visitor)
    this.store.dispatch({ type: 'session', session })
  }
}
