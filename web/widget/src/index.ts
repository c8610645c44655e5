import { App } from './app'
import { type Config, readConfig } from './config'
import { Languages } from './languages'

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

/** So long the chat waits for its words; then it begins in English. */
const PATIENCE_MS = 1_500

const config = readConfig(document)

if (!config) console.error('Gigline: the script tag needs data-brand="your-account".')
else if (!window.gigline) boot(config)

async function begun(config: Config): Promise<App> {
  const languages = new Languages(config)
  const words = languages.load(languages.wished())
  await Promise.all([bodyThere(), Promise.race([words, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))])])
  const app = new App(config, languages)
  app.start()
  return app
}

function bodyThere(): Promise<void> {
  if (document.body) return Promise.resolve()
  return new Promise((resolve) => document.addEventListener('DOMContentLoaded', () => resolve(), { once: true }))
}

function boot(config: Config): void {
  const running = begun(config)
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
