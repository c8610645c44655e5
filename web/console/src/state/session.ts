import { computed, shallowReactive } from 'vue'
import { ApiError, useCsrf, whenSignedOut } from '@/api/client'
import type { Brand, Me } from '@/api/types'
import * as work from '@/api/work'
import { connect, disconnect } from '@/live/socket'

type Status = 'unknown' | 'in' | 'out'

export const session = shallowReactive({ status: 'unknown' as Status, me: null as Me | null })

export const brands = computed<Brand[]>(() => session.me?.brands ?? [])
export const isOperator = computed(() => session.me?.operator ?? false)
export const isLeader = computed(() => isOperator.value || brands.value.some((brand) => brand.role !== 'associate'))

export const isAdmin = computed(() => brands.value.some((brand) => brand.role === 'admin'))
export const brandOf = (id: string): Brand | undefined => brands.value.find((brand) => brand.id === id)
export const leads = (brandId: string): boolean =>
  isOperator.value || (brandOf(brandId)?.role ?? 'associate') !== 'associate'

export function topicName(brandId: string | null, key: string | null): string {
  if (!key) return ''
  const topics = brandId ? (brandOf(brandId)?.topics ?? []) : brands.value.flatMap((brand) => brand.topics)
  return topics.find((topic) => topic.key === key)?.name ?? key.replaceAll('_', ' ')
}

function entered(me: Me): void {
  useCsrf(me.csrf)
  Object.assign(session, { status: 'in', me })
  connect()
}

function left(): void {
  disconnect()
  Object.assign(session, { status: 'out', me: null })
}

/** Asks who the cookie belongs to; throws only when the server could not answer at all. */
export async function restore(): Promise<void> {
  whenSignedOut(left)
  try {
    entered(await work.whoami())
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error
    left()
  }
}

export async function signIn(email: string, password: string): Promise<void> {
  entered(await work.signIn(email, password))
}

export async function signOut(): Promise<void> {
  await work.signOut()
  left()
}
