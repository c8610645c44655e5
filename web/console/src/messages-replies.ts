const many = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`

/** The words of saved replies. */
export const replies = {
  title: 'Saved replies', button: 'Saved replies (/)', how: 'Up and down choose, Enter inserts, Escape closes.',
  found: (n: number) => (n ? `${many(n, 'saved reply', 'saved replies')}. ` : ''), none: 'No saved reply fits.', empty: 'No saved replies yet. Keep an answer of yours, and it is here the next time.',
  yours: 'yours', preview: 'Preview', insert: 'insert', close: 'close', mine: 'My replies…', saveText: 'Save this text…',
  blanks: 'To fill in or remove before it is sent:', toBlank: (name: string) => `Go to ${name}`,
  keepAnswer: 'Save this answer as a reply of mine', keepTitle: 'Save as a reply of mine', changeTitle: 'Change my reply', mineTitle: 'My replies',
  hint: 'Only you see it. Variables such as {{requester.first_name or there}} are filled from the conversation, and [[order number]] asks you to fill it in.',
  name: 'Name', shortcut: 'Shortcut', shortcutHint: 'small letters, digits and dashes', language: 'Language', text: 'Text', save: 'Save', cancel: 'Cancel', edit: 'Change', remove: 'Remove', add: 'New reply',
  saved: 'Saved. It is among your replies from now on.', removed: 'Removed.', noneOwn: 'You keep no replies yet.',
  report: {
    reply: 'Reply', uses: 'Used', truly: 'True resolution, 48 hours', csat: 'Satisfaction', own: 'Replies that associates keep for themselves',
    none: ['No saved replies', 'They are files in the brand’s folder: replies/*.md.'] as [string, string], of: (n: number, all: number) => `${n} of ${all}`, by: (n: number) => many(n, 'associate', 'associates'),
    notYet: 'not known yet', ratings: (n: number) => many(n, 'rating', 'ratings'),
  },
}
