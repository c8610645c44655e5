import { http } from './client'
import type { Callback, ConversationRow, StoredUpload, Way } from './types'

const path = (id: string, verb: string): string => `/conversations/${encodeURIComponent(id)}${verb}`

/** Where the requester can be reached for certain. */
export const ways = async (id: string): Promise<Way[]> => (await http.get<{ items: Way[] }>(path(id, '/ways'))).items

export const move = (id: string, epoch: number, way: string): Promise<ConversationRow> =>
  http.post(path(id, '/move'), { epoch, way })

/** The requester's wish to be called, while nobody has said that it is done. */
export const callback = async (id: string): Promise<Callback | null> =>
  (await http.get<{ callback: Callback | null }>(path(id, '/callback'))).callback

export const callbackDone = (id: string): Promise<void> => http.post(path(id, '/callback/done'))

/** Puts a file up, to be named in an answer. */
export const putUp = (id: string, file: File): Promise<StoredUpload> =>
  http.upload(path(id, `/attachments?name=${encodeURIComponent(file.name.slice(0, 200))}`), file)
