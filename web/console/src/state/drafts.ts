export type DraftMode = 'reply' | 'note'

/** Text not sent yet, per conversation and tab of the composer; survives a reload, ends with the browser tab. */
export interface Drafts {
  read(conversation: string, mode: DraftMode): string
  write(conversation: string, mode: DraftMode, text: string): void
}

const key = (conversation: string, mode: DraftMode): string => `gigline.draft.${mode}.${conversation}`

export function draftsIn(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): Drafts {
  return {
    read: (conversation, mode) => storage.getItem(key(conversation, mode)) ?? '',
    write(conversation, mode, text) {
      if (text.trim()) storage.setItem(key(conversation, mode), text)
      else storage.removeItem(key(conversation, mode))
    },
  }
}

/** A reply that may not go out any more is kept below whatever note was begun. */
export function keepAsNote(drafts: Drafts, conversation: string, text: string): string {
  const note = drafts.read(conversation, 'note')
  const kept = note.trim() ? `${note}\n\n${text}` : text
  drafts.write(conversation, 'note', kept)
  return kept
}
