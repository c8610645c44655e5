/** The words about conversations that go on elsewhere, files, and wishes to be called. */
export const continuity = {
  move: 'Answer elsewhere', moveHint: 'Only addresses that are theirs for certain. They get a message there at once, with what was said.',
  here: 'now', none: 'There is no other address that is theirs for certain.', moved: (channel: string) => `Answers go to ${channel} now.`,
  attach: 'Attach a file (or paste or drop it into the answer)', attached: 'Files that go with the answer', remove: (name: string) => `Do not send ${name}`, tooLarge: (name: string) => `${name} is larger than 1 MB.`,
  byLink: 'This channel takes no files: they go as a link.',
  wantsCall: (number: string) => `Wants to be called at ${number}`, at: (when: string) => `, ${when}`, unproved: 'the number is not proved to be theirs', called: 'Done',
  pages: {
    menu: 'Take back links to answers…', title: 'Take back links to answers', submit: 'Take them back', done: 'The links open nothing any more.',
    hint: 'What was too long for its channel, and files it does not take, were sent as links. Whoever has such a link can read the answer behind it. Taken back, all links of this conversation open nothing; what was sent as text stays. This cannot be undone.',
  },
  callNow: 'Call now', calling: 'The call is on its way.',
  callbacks: {
    title: 'Callbacks', hint: 'Everybody who wants to be called, from a chat or a call, the most pressing first.',
    none: ['Nobody waits for a call.', 'Who asks to be called, in a chat or while waiting on the phone, stands here until they were reached.'] as [string, string],
    states: { asked: 'for a person', missed: 'not reached', promised: 'called when it is their turn', calling: 'is being called' } as Record<string, string>,
    since: (when: string) => `asked ${when}`, wanted: (when: string) => `for ${when}`, tries: (n: number) => (n === 1 ? 'called once' : `called ${n} times`), open: 'Open the conversation',
  },
}
