/** A small per-account store. Where localStorage is blocked or full it lives in memory only, for this page. */
export class Storage {
  private readonly memory = new Map<string, string>()
  private readonly prefix: string

  constructor(account: string, private readonly backing: globalThis.Storage | null) {
    this.prefix = `gigline:${account}:`
  }

  get(key: string): string | null {
    const own = this.memory.get(key)
    if (own !== undefined) return own
    try {
      return this.backing?.getItem(this.prefix + key) ?? null
    } catch {
      return null // access may be denied at any time, e.g. by a changed cookie setting
    }
  }

  set(key: string, value: string): void {
    try {
      if (!this.backing) throw new Error('no storage')
      this.backing.setItem(this.prefix + key, value)
      this.memory.delete(key)
    } catch {
      this.memory.set(key, value)
    }
  }

  remove(key: string): void {
    this.memory.delete(key)
    try {
      this.backing?.removeItem(this.prefix + key)
    } catch {
      // nothing was kept there
    }
  }

  /** Keys starting with `start`, sorted. */
  keys(start: string): string[] {
    const found = new Set<string>()
    for (const key of this.memory.keys()) if (key.startsWith(start)) found.add(key)
    try {
      for (let i = 0; i < (this.backing?.length ?? 0); i++) {
        const key = this.backing?.key(i)
        if (key?.startsWith(this.prefix + start)) found.add(key.slice(this.prefix.length))
      }
    } catch {
      // memory only
    }
    return [...found].sort()
  }

  clear(): void {
    for (const key of this.keys('')) this.remove(key)
  }
}

/** Null where the browser forbids it: touching the property alone may throw. */
export function localStorageOrNull(): globalThis.Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}
