const many = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`

/** The words of the page Contacts. */
export const contacts = {
  title: 'Contacts', search: 'Name, number, email address or external id',
  start: ['Find somebody', 'By name, number, email address or the brand’s own id for them.'] as [string, string],
  nobody: ['Nobody found', 'Try fewer letters, or another address.'] as [string, string],
  unnamed: 'No name', open: 'Everything about them',
  identities: 'Known by', none: 'Nothing but what they said.',
  proof: {
    verified: 'Proved', attested: 'Named by the provider, not proved', claimed: 'Only said so', stopped: 'Asked us to stop',
  },
  types: { phone: 'Phone', email: 'Email', external: 'Id', visitor: 'Browser', api: 'Channel’s name' } as Record<string, string>,
  parts: (n: number) => `${n} contacts are one person`, partsHint: 'What is proved of one of them is proved of that one only.',
  kinds: 'What they are', kindsHint: 'To begin with', kindsSave: 'Save', kindsSaved: 'Saved.',
  theirs: 'Their other open conversation',
  conversations: 'Conversations', noConversations: 'None yet.', state: { open: 'Open', resolved: 'Resolved' } as Record<string, string>,
  export: 'Export', exportHint: 'Everything we keep about them, as a file. It is noted that you took it.',
  merge: {
    button: 'Same person as…', title: 'The same person', find: 'Find the other contact', alike: 'They name the same address', keep: 'Stands for both',
    choose: 'Whose name and kind hold? Everything of both is kept, and this can be undone.',
    submit: 'They are one person', back: 'Somebody else', done: 'They are one person now.',
    conversations: (n: number) => many(n, 'conversation', 'conversations'), open: (n: number) => `${n} open`,
    proofs: 'Merging proves nothing: actions run only for what was proved where the requester writes.',
  },
  merges: {
    title: 'Put together', by: (who: string) => `by ${who}`, proof: (what: string) => `by proof: ${what}`, undo: 'Undo', undone: (who: string) => `undone by ${who}`, undoneToast: 'They are two again.',
    was: (name: string) => `with ${name}`,
  },
  split: {
    button: 'Not theirs…', title: 'Not theirs',
    ask: (value: string) => `${value} becomes a contact of its own, with the conversations that were held there.`,
    submit: 'Split it off', done: 'Split off.',
  },
  consent: {
    title: 'What they agreed to', everywhere: 'on every channel', add: 'Write down what they said', purpose: 'Purpose', channel: 'Channel', choice: 'They', save: 'Write down',
    purposes: { service: 'Answers', feedback: 'Asking how it was', marketing: 'Advertising', callback: 'Calling back', matching: 'Who answers, by shared experience', all: 'Everything' } as Record<string, string>,
    choices: { agreed: 'agreed', refused: 'refused', preferred: 'prefer it', stopped: 'wrote a word like STOP', resumed: 'wrote a word like START' } as Record<string, string>,
    unasked: 'not asked', history: 'What they said', preferred: (channel: string) => `rather by ${channel}`,
    by: (who: string) => `written down by ${who}`,
  },
}
