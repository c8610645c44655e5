import { watch } from 'vue'
import { t } from '@/messages'
import { offers } from './offers'
import { preferences } from './preferences'
import { unread } from './mine'

/** What reaches the reader outside the page: title, favicon, and, only when asked for, sound and notifications. */

let audio: AudioContext | null = null

function tone(at: number, hertz: number): void {
  if (!audio) return
  const gain = audio.createGain()
  const oscillator = audio.createOscillator()
  oscillator.frequency.value = hertz
  gain.gain.setValueAtTime(0.0001, at)
  gain.gain.exponentialRampToValueAtTime(0.08, at + 0.015)
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.18)
  oscillator.connect(gain).connect(audio.destination)
  oscillator.start(at)
  oscillator.stop(at + 0.2)
}

export function chime(): void {
  if (!preferences.sound) return
  audio ??= new AudioContext()
  tone(audio.currentTime, 660)
  tone(audio.currentTime + 0.11, 880)
}

export async function askToNotify(on: boolean): Promise<void> {
  preferences.notify = on && 'Notification' in window && (await Notification.requestPermission()) === 'granted'
}

export function notify(title: string, body: string): void {
  if (!preferences.notify || document.visibilityState === 'visible' || Notification.permission !== 'granted') return
  const shown = new Notification(title, { body, tag: 'gigline' })
  shown.onclick = () => window.focus()
}

function colourOf(token: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${token})`
  document.body.append(probe)
  const colour = getComputedStyle(probe).color
  probe.remove()
  return colour
}

function favicon(dot: boolean): string {
  const mark = `<circle cx="16" cy="16" r="11" fill="none" stroke="${colourOf('--gl-accent')}" stroke-width="6" stroke-dasharray="52 18" stroke-linecap="round"/>`
  const badge = dot ? `<circle cx="25" cy="7" r="7" fill="${colourOf('--gl-bad')}"/>` : ''
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${mark}${badge}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}

function paint(count: number): void {
  document.title = count > 0 ? `(${count}) ${t.app.name}` : t.app.name
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  if (link) link.href = favicon(count > 0)
}

export function startAlerts(): void {
  watch(() => unread.value + offers.items.length, paint, { immediate: true })
}
