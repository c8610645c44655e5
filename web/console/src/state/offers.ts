import { shallowReactive } from 'vue'
import { ApiError } from '@/api/client'
import type { Offer } from '@/api/types'
import * as work from '@/api/work'
import { t } from '@/messages'
import { startCountdown, type Countdown } from './countdown'
import { words } from './newest'
import { tell, tellError } from './toasts'

export interface LiveOffer extends Offer {
  countdown: Countdown
  busy: boolean
}

/** Offers made to the reader, oldest first, each with its own monotonic deadline. */
export const offers = shallowReactive({ items: [] as readonly LiveOffer[] })

const WHY = 'gigline.why.'
const word = words()
/** Of which offers something was heard since the list was asked for: its answer may be older than that. */
const heard = new Set<string>()

function live(offer: Offer): LiveOffer {
  const total_s = (Date.parse(offer.expires_at) - Date.parse(offer.offered_at)) / 1000
  return { ...offer, countdown: startCountdown(offer.expires_in_s, performance.now(), total_s), busy: false }
}

export function offered(offer: Offer): boolean {
  if (offers.items.some((held) => held.id === offer.id)) return false
  heard.add(offer.id)
  offers.items = [...offers.items, live(offer)]
  return true
}

export function gone(id: string): void {
  heard.add(id)
  offers.items = offers.items.filter((offer) => offer.id !== id)
}

/** Whoever looked away should know that there was one, and that it was not taken from them by a fault. */
export function ended(id: string, outcome: string): void {
  const offer = offers.items.find((held) => held.id === id)
  if (offer && outcome === 'expired') tell(t.offers.ranOut(offer.brand_name))
  gone(id)
}

/** The server's list is the truth but for what was heard since it was asked for. Countdowns that run go on. */
export async function refreshOffers(): Promise<void> {
  const isLast = word()
  heard.clear()
  const { items } = await work.myOffers()
  if (!isLast()) return
  const listed = items.filter((offer) => !heard.has(offer.id))
  offers.items = [
    ...listed.map((offer) => offers.items.find((held) => held.id === offer.id) ?? live(offer)),
    ...offers.items.filter((held) => heard.has(held.id)),
  ]
}

function setBusy(id: string, busy: boolean): void {
  offers.items = offers.items.map((offer) => (offer.id === id ? { ...offer, busy } : offer))
}

/** Returns the conversation to open, or null when the offer was gone already. */
export async function accept(offer: LiveOffer): Promise<string | null> {
  setBusy(offer.id, true)
  try {
    const { conversation_id } = await work.accept(offer.id)
    sessionStorage.setItem(WHY + conversation_id, offer.id)
    gone(offer.id)
    return conversation_id
  } catch (error) {
    settleFailure(offer, error)
    return null
  }
}

export async function decline(offer: LiveOffer): Promise<void> {
  setBusy(offer.id, true)
  try {
    await work.decline(offer.id)
    gone(offer.id)
  } catch (error) {
    settleFailure(offer, error)
  }
}

function settleFailure(offer: LiveOffer, error: unknown): void {
  if (error instanceof ApiError && (error.status === 409 || error.status === 404)) {
    gone(offer.id)
    tell(t.offers.goneAlready)
    return
  }
  setBusy(offer.id, false)
  tellError(error)
}

/** The offer through which this tab got the conversation, if it did: the key to "why me". */
export const offerOf = (conversation: string): string | null => sessionStorage.getItem(WHY + conversation)
