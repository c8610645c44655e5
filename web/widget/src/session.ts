import { type Api, ApiError } from './api'
import type { Config } from './config'
import type { Storage } from './storage'
import type { Store } from './store'
import type { Session } from './types'

/** Who the visitor is to the server. One request at a time, however many parts ask for it. */
export class Sessions {
  private running: Promise<void> | null = null
  private identity: string | null

  constructor(
    private readonly config: Config,
    private readonly storage: Storage,
    private readonly store: Store,
    private readonly api: () => Api,
    private readonly onStranger: () => void,
  ) {
    this.identity = config.identityToken
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

  /** A new signed token from the host page; the conversation goes on under the verified name. */
  async identify(token: string): Promise<void> {
    await this.running?.catch(() => undefined)
    this.identity = token
    await this.renew()
  }

  /** Signed out: the next visitor at this browser is a stranger. */
  forget(): void {
    this.identity = null
    this.api().token = null
  }

  private async request(): Promise<void> {
    const { store, storage } = this
    store.dispatch({ type: 'starting' })
    const visitor = storage.get('visitor')
    try {
      const session = await this.api().session({
        account: this.config.account,
        ...(visitor ? { visitor } : {}),
        ...(this.identity ? { identity_token: this.identity } : {}),
        page: location.origin + location.pathname, // a query string may hold secrets of the host page
      })
      this.accept(session)
    } catch (error) {
      const refused = error instanceof ApiError && !error.transient
      store.dispatch({ type: 'start_failed', refused })
      throw error
    }
  }

  private accept(session: Session): void {
    const was = this.store.state.session?.contact
    // one verified person after another: what the first one wrote is not the second one's
    if (was?.verified && was.id !== session.contact.id) this.onStranger()
    this.api().token = session.token
    this.storage.set('visitor', session.visitor)
    this.store.dispatch({ type: 'session', session })
  }
}
