/** The words about conversations that go on elsewhere, files, and wishes to be called. */
export const continuity = {
  move: 'Answer elsewhere', moveHint: 'Only addresses that are theirs for certain. They get a message there at once, with what was said.',
  here: 'now', none: 'There is no other address that is theirs for certain.', moved: (channel: string) => `Answers go to ${channel} now.`,
  attach: 'Attach a file', attached: 'Files that go with the answer', remove: (name: string) => `Do not send ${name}`, tooLarge: (name: string) => `${name} is larger than 1 MB.`,
  byLink: 'This channel takes no files: they go as a link.',
  wantsCall: (number: string) => `Wants to be called at ${number}`, at: (when: string) => `, ${when}`, unproved: 'the number is not proved to be theirs', called: 'Done',
}
