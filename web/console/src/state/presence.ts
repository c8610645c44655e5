import { shallowReactive } from 'vue'
import { ApiError } from '@/api/client'
import type { Associate, Availability } from '@/api/types'
import * as work from '@/api/work'
import { words } from './newest'
import { tellError } from './toasts'

/**
 * Availability is what the person chose, and only they change it. Online is what the server sees. Both come from the
 * server and are shown apart: this tab never flips one because of the other.
 */
export const presence = shallowReactive({ associate: null as Associate | null, busy: false })

const word = words()

/** What the server answered to a choice: newer than any answer that is still on its way. */
function took(associate: Associate): void {
  word()
  presence.associate = associate
}

/** What they chose; or that offers which they left unanswered stopped more from coming for a while. */
export function standing(associate: Associate): Availability | 'paused' {
  return associate.availability === 'on' && associate.paused_until ? 'paused' : associate.availability
}

export async function refreshPresence(): Promise<void> {
  const isLast = word()
  try {
    const associate = await work.me()
    if (isLast()) presence.associate = associate
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.status === 404 || error.status === 403) presence.associate = null // a leader who takes no work
  }
}

export async function choose(availability: Availability): Promise<void> {
  presence.busy = true
  try {
    took(await work.setAvailability(availability))
  } catch (error) {
    tellError(error)
  } finally {
    presence.busy = false
  }
}

export async function chooseCapacity(capacity: number): Promise<void> {
  try {
    took(await work.setCapacity(capacity))
  } catch (error) {
    tellError(error)
  }
}
