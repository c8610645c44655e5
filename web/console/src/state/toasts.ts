import { reactive } from 'vue'
import { ApiError } from '@/api/client'
import { t } from '@/messages'

export interface Toast {
  id: number
  tone: 'info' | 'bad'
  text: string
}

export const toasts = reactive<Toast[]>([])
let last = 0

export function tell(text: string, tone: Toast['tone'] = 'info'): void {
  const toast = { id: ++last, tone, text }
  toasts.push(toast)
  setTimeout(() => dismiss(toast.id), tone === 'bad' ? 8000 : 4000)
}

export function dismiss(id: number): void {
  const at = toasts.findIndex((toast) => toast.id === id)
  if (at >= 0) toasts.splice(at, 1)
}

export function reasonOf(error: unknown): string {
  if (!(error instanceof ApiError)) return t.errors.unexpected
  if (error.code === 'offline') return t.errors.offline
  return error.status === 404 ? t.errors.notThere : error.message
}

export const tellError = (error: unknown): void => tell(reasonOf(error), 'bad')
