import { at } from '@/api/client'
import type { Entry } from '@/api/types'

/** What a mail or a messenger brought beside its words. All of it is unproven until looked at. */

export interface StoredFile {
  id: string
  name: string
  type: string
  size: number
  state: string
}

export interface Mail {
  subject: string
  proof: string
  quoted: string
  signature: string
  html: string
  copies: string[]
  cut: boolean
}

const words = (value: unknown): string => (typeof value === 'string' ? value : '')

export function mailOf(entry: Entry): Mail | null {
  const value = entry.data['mail'] as Record<string, unknown> | null | undefined
  if (!value || typeof value !== 'object') return null
  const copies = Array.isArray(value['copies']) ? value['copies'].filter((one): one is string => typeof one === 'string') : []
  return {
    subject: words(value['subject']),
    proof: words(value['auth']),
    quoted: words(value['quoted']),
    signature: words(value['signature']),
    html: words(value['html']),
    copies,
    cut: value['cut'] === true,
  }
}

export function filesOf(entry: Entry): StoredFile[] {
  const value = entry.data['attachments']
  if (!Array.isArray(value)) return []
  return value.filter((one): one is StoredFile => typeof one?.id === 'string' && typeof one?.name === 'string')
}

/** The only kinds that are shown where they stand; the server says the same of what it gives out. */
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])
export const isPicture = (file: StoredFile): boolean => file.state === 'stored' && PICTURES.has(file.type)

export const fileUrl = (conversation: string, file: StoredFile): string =>
  at`/api/v1/conversations/${conversation}/attachments/${file.id}`

export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** The sanitised mail as a document of its own: nothing runs in it, nothing is loaded, links open apart. */
export const documentOf = (html: string): string =>
  `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">` +
  `<style>body{font:14px/1.5 system-ui,sans-serif;margin:8px;overflow-wrap:anywhere}</style>${html}`
