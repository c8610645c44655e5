import { App } from './app'
import { readConfig } from './config'

/** What the host page may call. */
export interface Gigline {
  open(): void
  close(): void
  identify(token: string): Promise<void>
  shutdown(): void
}

declare global {
  interface Window {
    gigline?: Gigline
  }
}

const config = readConfig(document)

if (!config) console.error('Gigline: the script tag needs data-brand="your-account".')
else if (!window.gigline) boot()

function boot(): void {
  let app: App | null = null
  const running = new Promise<App>((resolve) => {
    const begin = () => {
      if (!config || app) return
      app = new App(config)
      app.start()
      resolve(app)
    }
    if (document.body) begin()
    else document.addEventListener('DOMContentLoaded', begin, { once: true })
  })
  window.gigline = {
    open: () => void running.then((one) => one.open()),
    close: () => void running.then((one) => one.close()),
    identify: (token) => running.then((one) => one.identify(token)),
    shutdown: () => {
      void running.then((one) => one.shutdown())
      delete window.gigline
    },
  }
}
