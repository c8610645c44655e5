const many = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`

/** The words of the pages Learning and Bot. */
export const learning = {
  title: 'Learning', tabs: { queue: 'From people', audits: 'Audit', gaps: 'Gaps', replies: 'Replies', log: 'Decisions' } as Record<string, string>, tabsLabel: 'What waits for you', brand: 'Brand', more: 'Show more',
  states: { open: 'Open', approved: 'Approved', rejected: 'Rejected', rolled_back: 'Rolled back' } as Record<string, string>, state: 'State',
  kinds: { article: 'New answer', paraphrase: 'Another wording', action: 'Done by hand' } as Record<string, string>,
  none: {
    open: ['Nothing waits', 'What people answer and the bot did not know appears here once it is resolved. You approve it, and the bot can answer it.'],
    approved: ['Nothing approved yet', 'What you approve is used by the bot from the next message on.'],
    rejected: ['Nothing rejected', 'A rejected question does not come back.'],
    rolled_back: ['Nothing rolled back', 'What is taken back, by you or by an outcome, is listed here.'],
    audits: ['Nothing to judge', 'A sample of the bot’s answers appears here.'],
    gaps: ['No gaps', 'Questions that nothing answers gather here.'],
    log: ['No decisions yet', 'Who decided what, when and why.'],
  } as Record<string, [string, string]>,
  asked: (n: number) => `asked ${many(n, 'time', 'times')}`, effect: (n: number) => `would have helped ${n.toFixed(1)} times`,
  held: (n: number) => `${n} truly resolved`, failed: (n: number) => `${n} came back`, notKnown: 'outcome not known yet', heldOne: 'truly resolved', failedOne: 'came back',
  question: 'Question', answer: 'Answer', articleTitle: 'Title', topic: 'Topic', noTopic: 'No topic', evidence: 'Where it comes from', inserted: 'answered with the article', forArticle: 'For the article',
  forAction: 'Settled by the action', runsIn: (flow: string) => `Approved, it is one more way to ask for “${flow}”.`, noFlow: 'No flow of its own runs this action yet. Write one, and this can be approved as a way to ask for it.',
  choose: 'Choose what to look at', chooseHint: 'J and K go through the list, A approves, X rejects.',
  approve: 'Approve', reject: 'Reject', edit: 'Edit', save: 'Save', cancel: 'Cancel', rollBack: 'Roll back…', why: 'Why', open: 'Open the conversation',
  approved: 'The bot uses it from now on.', rejected: 'Rejected.', saved: 'Saved.', rolledBack: 'Taken back.', meanwhile: 'Somebody else decided this meanwhile. Look again.',
  needsTopic: 'Choose a topic before you approve it as an article.', ownArticle: 'An article of its own', byItself: 'by itself', byLeader: 'by a leader', edited: 'edited',
  uses: (n: number) => `used ${many(n, 'time', 'times')}`, trueResolutions: (n: number) => `${many(n, 'true resolution', 'true resolutions')}`,
  audit: {
    asked: 'Asked', answered: 'The bot answered with', right: 'Right', wrong: 'Wrong', person: 'Needed a person', done: 'Judged', waiting: 'To judge', judged: 'Thank you.', sure: (share: string) => `${share} sure`,
    hint: 'Would this answer have settled the question? 1 right, 2 wrong, 3 a matter for a person.', show: 'Show',
  },
  gap: {
    hours: (h: number) => (h < 1 ? `${Math.round(h * 60)} min of people’s time` : `${h.toFixed(1)} h of people’s time`), write: 'Write an article', dismiss: 'Dismiss', dismissed: 'Dismissed.', written: 'Written. The bot uses it from now on.',
    body: 'What the article says', questions: 'Questions it answers, one a line', publish: 'Publish', title: 'Write an article',
  },
  what: {
    approved: 'approved', rejected: 'rejected', rolled_back: 'rolled back', edited: 'edited', judged: 'judged an answer', switched: 'switched a topic', wrote: 'wrote an article', dismissed: 'dismissed a gap',
  } as Record<string, string>,
  keys: { next: 'Next', previous: 'Previous', approve: 'Approve', reject: 'Reject', right: 'Right', wrong: 'Wrong', person: 'Needed a person', group: 'Learning' },
}

export const bot = {
  title: 'Bot', coverage: 'Coverage', precision: 'Precision (audited)', contained: 'Containment', true48: 'True resolution, 48 hours', true7: 'True resolution, 7 days', handedOver: 'Handed over',
  of: (n: number, all: number) => `${n} of ${all}`, interval: (low: string, high: string) => `between ${low} and ${high}`, wrong: (n: number) => many(n, 'wrong answer', 'wrong answers'), person: (n: number) => `${n} should have been a person’s`,
  judgedNone: 'no answer judged yet', none: ['No conversations with the bot', 'Figures appear as requesters write in.'] as [string, string],
  topics: 'By topic', kinds: 'By requester', byBot: 'Bot', byPeople: 'People', byPolicy: 'People (policy)', started: 'Conversations', shadow: 'Where people answered',
  shadowOf: (n: number, seen: number) => `would have answered ${n} of ${seen}`, agreed: (n: number, all: number) => `same as people in ${n} of ${all}`, target: (share: string) => `target ${share}`, against: (n: string, at: string) => `evidence against ${n} of ${at}`,
  toPeople: 'Give to people…', toBot: 'Give back to the bot…', switchTitle: (topic: string) => `Who answers ${topic}?`, switched: 'Switched.', give: 'Switch',
  reasons: 'Why it handed over', holdout: 'Against people only', withBot: 'With the bot', peopleOnly: 'People only', held: 'Held 48 hours', resolved: 'Resolved', csat: 'Satisfaction', noHoldout: 'Nobody is held out. Set bot.holdout in brand.toml to draw a share of contacts whom only people answer.',
  difference: (d: string, low: string, high: string) => `Difference ${d} (95 %: ${low} to ${high})`, notEnough: (n: number) => `Too few to call: ${n} settled conversations on each side are needed.`, enough: 'Enough to call.',
  boardTitle: 'Topics that the bot does not answer now',
}
