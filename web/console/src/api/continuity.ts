import { at, http, withQuery } from './client'
import type { Callback, ConversationRow, StoredUpload, Way } from './types'

/** Where the requester can be reached for certain. */
export const ways = async (id: string): Promise<Way[]> => (await http.get<{ items: Way[] }>(at`/conversations/${id}/ways`)).items

export const move = (id: string, epoch: number, way: string): Promise<ConversationRow> =>
  http.post(at`/conversations/${id}/move`, { epoch, way })

/** The requester's wish to be called, while nobody has said that it is done. */
export const callback = async (id: string): Promise<Callback | null> =>
  (await http.get<{ callback: Callback | null }>(at`/conversations/${id}/callback`)).callback

/** The platform calls them, at the number that they gave. */
export const callNow = (id: string): Promise<void> => http.post(at`/conversations/${id}/callback/call`)

/** Who waits for a call in the brand, the most pressing first. */
export const callbacks = async (brand: string): Promise<Callback[]> =>
  (await http.get<{ items: Callback[] }>(at`/brands/${brand}/callbacks`)).items

export const callbackDone = (id: string): Promise<void> => http.post(at`/conversations/${id}/callback/done`)

/** No link to an answer of this conversation can be read any more, whoever has it. */
export const revokePages = (id: string): Promise<void> => http.post(at`/conversations/${id}/pages/revoke`)

/** Puts a file up, to be named in an answer. */
export const putUp = (id: string, file: File): Promise<StoredUpload> =>
  http.upload(withQuery(at`/conversations/${id}/attachments`, { name: file.name.slice(0, 200) }), file)
