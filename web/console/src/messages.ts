import { calls } from './messages-calls'
import { asides, consents, troubles } from './messages-channels'
import { contacts } from './messages-contacts'
import { continuity } from './messages-continuity'
import { flows } from './messages-flows'
import { experiences } from './messages-experiences'
import { circle } from './messages-circle'
import { inbox } from './messages-inbox'
import { experiments } from './messages-experiments'
import { bot, learning } from './messages-learning'
import { planning } from './messages-planning'
import { providers } from './messages-providers'
import { reports } from './messages-reports'
import { replies } from './messages-replies'

/**
 * Every word on the screen. Another language is a table of this shape in languages/; `dir` of the document is set
 * from it, and the layout uses logical properties only, so a right-to-left language needs nothing else.
 */
const many = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`

export const en = {
  dir: 'ltr',
  app: { name: 'Gigline', tagline: 'The right person, right away.', skip: 'Skip to the conversation' },
  nav: {
    inbox: 'Inbox', board: 'Board', reports: 'Reports', deadLetters: 'Dead letters', screens: 'Screens',
    search: 'Search or jump to…', allBrands: 'All brands', brand: 'Brand', account: 'Account', back: 'Back',
  },
  signIn: {
    email: 'Email', password: 'Password', submit: 'Sign in', busy: 'Signing in…', out: 'Sign out',
    wrong: 'Email or password is not right.',
  },
  presence: {
    on: 'Available', break: 'On a break', off: 'Off', choose: 'Your availability', paused: 'Paused', online: 'Connected', offline: 'Not connected',
    load: (load: number, capacity: number) => `${load} of ${capacity} conversations`,
    capacity: 'At most at once', warmUp: 'Warming up: one conversation at a time',
    onHint: 'Offers come to you', breakHint: 'No new offers, you keep what you have', offHint: 'Done for now',
    seen: 'Only you change your availability.',
    start: {
      off: ['You are off', 'Go available, and offers come here one by one. Each says what it is about; you accept or decline.', 'Go available'],
      break: ['You are on a break', 'Offers come again when you are back.', 'I am back'],
      paused: ['You are paused', 'Offers went unanswered, so none come for a few minutes.', 'I am here'],
    } as Record<'off' | 'break' | 'paused', [string, string, string]>,
  },
  offers: {
    one: 'Offer', region: 'Offers', accept: 'Accept', decline: 'Decline', why: 'Why me?', waiting: 'waiting',
    left: (s: number) => `${s} s left`, expired: 'Expired', goneAlready: 'This offer is no longer open.', ranOut: (brand: string) => `The offer from ${brand} ran out.`,
    more: (n: number) => `${n} more after this`, arrived: (brand: string) => `New offer from ${brand}`, notification: (brand: string) => `Offer from ${brand}`,
  },
  box: { mine: 'Mine', waiting: 'Waiting', all: 'All', bot: 'Bot', label: 'Lists' },
  list: {
    search: 'Search messages', status: 'Status', open: 'Open', resolved: 'Resolved',
    newer: (n: number) => `${n} new`, unread: 'Unread', region: 'Conversations', end: 'That is all.',
    loadingMore: 'Loading more…', you: 'You',
    none: {
      mine: ['Nothing in your hands', 'While you are available, offers come to you.'],
      watching: ['Nothing in your hands', 'What you take over from Waiting, All or Bot appears here.'],
      waiting: ['Nobody is waiting', 'That is how it should be.'],
      all: ['No conversations', 'They appear here as people write in.'],
      bot: ['The bot is idle', 'Its conversations appear here.'],
      search: ['Nothing found', 'Try fewer or other words.'],
    } as Record<'mine' | 'watching' | 'waiting' | 'all' | 'bot' | 'search', [string, string]>,
  },
  guide: {
    title: 'How work reaches you', waiting: 'You are available. The next offer comes here.',
    on: ['Go available', 'Before that nothing is offered to you. Only you change it, at the top right.'],
    offer: ['Take an offer', 'It says what it is about and why it came to you. Accept or decline before its bar runs out; offers that go unanswered pause you for a few minutes.'],
    answer: ['Answer and resolve', 'All that was said before is there, with the customer’s record, articles and actions beside it. Resolve when it is settled.'],
    yours: 'What may be offered to you', allTopics: 'all topics', languages: (names: string) => `Languages: ${names}`, atOnce: (n: number) => (n === 1 ? 'one conversation at a time' : `at most ${n} conversations at once`),
  },
  holder: { bot: 'Bot', queue: 'In queue', associate: 'Associate' } as Record<string, string>,
  sla: { due: (left: string) => `answer due in ${left}`, late: (by: string) => `answer late by ${by}` },
  conversation: {
    choose: 'Choose a conversation', chooseHint: 'J and K go through the list.', region: 'Messages',
    resolve: 'Resolve', reopen: 'Reopen', transfer: 'Transfer', takeOver: 'Take over', pullBack: 'Pull back to the queue',
    assign: 'Give to an associate…', topic: 'Topic and priority', details: 'Details', actions: 'More actions',
    verified: 'Verified', unverified: 'Not verified', priority: 'Priority', veiled: 'Not shown until you take it', veiledTitle: 'Somebody is waiting', priorities: ['Normal', 'High', 'Urgent'], noTopic: 'No topic',
    newBelow: (n: number) => many(n, 'new message', 'new messages'), resolvedToast: 'Resolved.', reopenedToast: 'Reopened.',
    changedMeanwhile: 'The conversation changed in the meantime. Nothing was done; look again.',
    writing: (name: string) => `${name} is writing…`, viewing: (names: string) => `${names} here too`,
    writingNote: (name: string) => `${name} is writing`,
    citations: 'From', options: 'Choices offered', save: 'Save', cancel: 'Cancel',
  },
  mail: {
    subject: 'Subject', files: 'Files', copies: 'Copies went to', folded: 'Quoted text and signature', formatted: 'As it was formatted',
    unproved: 'Nothing proves that this is the sender.', refuted: 'The sender’s mail system says that this is not from them.',
    cut: 'This is the beginning of a longer mail.',
    state: { waiting: 'is being fetched', refused: 'was too large to keep', failed: 'could not be fetched' } as Record<string, string>,
  },
  handover: {
    title: 'Handed over by the bot', intent: 'Wants', facts: 'Already said', steps: 'Already tried', source: 'Show where it was said', upset: 'Upset',
    reasons: {
      requested: 'asked for a person', low_confidence: 'bot was not sure', failed_turns: 'bot did not get further', sensitive: 'sensitive matter',
      policy: 'policy says a person', flow: 'its flow says a person', action_failed: 'an action did not work', bot_failed: 'bot failed', bot_off: 'bot is off for this', nobody_answered: 'nobody answered',
    } as Record<string, string>,
  },
  activity: {
    opened: 'Conversation opened', handed_over: 'Handed over by the bot', assigned: 'Taken by', released: 'Back in the queue', snoozed: 'Put off', woke: 'Goes on',
    transferred: 'Transferred', resolved: 'Resolved', reopened: 'Reopened', topic_changed: 'Topic is now', rated: 'Rated', action_settled: 'Action', still_there: 'Asked whether still there', later_offered: 'Offered an answer later',
    call_started: 'Call', call_connected: 'Call answered', call_transferred: 'Call transferred', call_ended: 'Call ended', recording_consent: 'Asked about recording', recording: 'Recording of the call', voicemail: 'Voicemail', callback_promised: 'Promised to call back',
    message_edited: 'Changed a message', message_deleted: 'Took a message back', message_reacted: 'Reacted', opted_out: 'Asked us to write no more', opted_in: 'Lets us write again', automatic_reply: 'An automatic reply came',
    moved: 'Goes on by', sent_elsewhere: 'Had left: the answer went by', callback_requested: 'Wants to be called', callback_done: 'The call is done', contacts_merged: 'Found to be one person with another contact', merge_undone: 'Found to be two persons after all',
  } as Record<string, string>,
  change: {
    by: (who: string) => `by ${who}`, to: (whom: string) => `to ${whom}`, stars: (n: string) => `${n} of 5`, givenTo: 'Given to',
    causes: {
      lost: 'connection lost', pulled_back: 'pulled back', transferred: 'transferred', signed_off: 'signed off',
      bot: 'by the bot', requester: 'by the requester', silence: 'nobody wrote again', wrote: 'they wrote', time: 'its time came', revoked: 'its associate no longer works for the brand',
    } as Record<string, string>,
  },
  delivery: {
    sending: 'Sending…', held: 'No connection: it goes out when you are back', queued: 'On its way', sent: 'Sent', delivered: 'Delivered', read: 'Read', failed: 'Not delivered', unknown: 'Delivery uncertain',
    reasons: {
      consent_refused: 'they do not want answers here', opted_out: 'they asked us to stop', not_set_up: 'the channel is not set up', too_long: 'too long for this channel',
      window_closed: 'too long ago that they wrote', grant_refused: 'the mailbox’s sign-in is refused', client_refused: 'the mailbox’s sign-in is refused', sign_in_refused: 'the mailbox’s sign-in is refused',
    } as Record<string, string>,
    retry: 'Try again', discard: 'Discard', again: 'Write again', notSent: 'Not sent', unconfirmed: 'Not confirmed before the reload',
  },
  composer: {
    segments: (n: number) => (n === 1 ? 'One text message' : `${n} text messages`), ucs2: (them: string) => `in the dear encoding because of ${them}`,
    reply: 'Reply', note: 'Note', send: 'Send', addNote: 'Add note', replyTo: (name: string) => `Reply to ${name}…`,
    draft: 'Draft a reply', drafting: 'Drafting…', draftFrom: (titles: string) => `Drafted from: ${titles}. Check it before you send it.`, noDraft: 'No draft: the articles do not answer this, or the model was not sure enough.',
    notePlace: 'Only colleagues see this…', mode: 'What to write', label: 'Message',
    held: {
      bot: 'The bot is answering.', queue: 'Waiting for an associate.', associate: (name: string) => `${name} is answering.`,
      resolved: 'This conversation is resolved.', noteStill: 'You can leave a note.',
    },
  },
  conflict: {
    taken: (who: string) => `${who} took this over while you were writing.`, queued: 'This went back to the queue while you were writing.',
    bot: 'The bot has this now.', changed: 'The conversation changed while you were writing.', resolved: 'This was resolved while you were writing.',
    gone: 'This conversation is in other hands now.', goneHint: 'What you see ends with the assignment.', yourText: 'What you had written',
    kept: 'Nothing was sent. Your text is kept as a note draft.', copy: 'Copy text', copied: 'Copied', note: 'Open the note', sendAgain: 'Look and send again', close: 'Close',
  },
  transfer: {
    title: 'Transfer', to: 'To', queue: 'The queue', bot: 'The bot', associate: 'An associate', note: 'Note for whoever takes it', submit: 'Transfer',
    done: 'Transferred.', pick: 'Find an associate', nobody: 'No associate found.', assignTitle: 'Give to an associate', assign: 'Give', pulled: 'Back in the queue.',
  },
  panel: {
    title: 'Details', topic: 'Topic', language: 'Language', earlier: 'Earlier conversations',
    noEarlier: 'First time here.', articles: 'Articles', articleSearch: 'Search articles', insert: 'Insert', noArticles: 'No article fits.', why: 'Why you',
    hidden: 'Shown while you hold the conversation.',
  },
  actions: {
    title: 'Actions', run: 'Run', busy: 'At work…', yes: 'Yes, do it', change: 'Change', close: 'Close', choose: 'Choose…', optional: 'optional', isSo: 'Yes', isNot: 'No', commas: 'with commas between them',
    hold: 'Take the conversation to run actions.', happened: 'It happened', notHappened: 'It did not happen',
    unknownHint: 'It may have happened and may not. Find out before it is done again.',
    obstacles: { not_allowed: 'You are not cleared for this.', not_verified: 'Nobody has proved who the requester is.' } as Record<string, string>,
    sure: { read_own: 'Look it up?', reversible: 'This changes something for the requester. Did they say a clear yes?', money: 'This moves money. Did the requester say a clear yes?' } as Record<string, string>,
    states: { started: 'at work', succeeded: 'done', refused: 'refused', failed: 'not done', unknown: 'uncertain' } as Record<string, string>,
    code: {
      why: 'Who the requester is has not been proved. A code to their address proves it.', none: 'Who the requester is has not been proved, and the brand has no channel for a code.',
      send: 'Send code', prove: 'Check code', again: 'Another one', code: 'Code from the requester', how: 'Where to', sent: 'If the brand knows the address, a code is on its way.',
      types: { email: 'Email address', phone: 'Phone number' } as Record<string, string>,
    },
  },
  board: {
    title: 'Board', waiting: 'Waiting', longest: 'Longest wait', risk: 'SLA at risk', botShare: 'Answered by the bot today', online: 'Associates online',
    queues: 'Queues', queuesNone: 'All queues are empty.', list: 'Waiting list', listNone: 'Nobody is waiting.', associates: 'Associates', associatesNone: 'No associates.',
    offers: 'Offers today', acceptP50: 'Median time to accept', accepted: 'Accepted', declined: 'Declined', expired: 'Expired', alerts: 'Alerts', alertsNone: 'Nothing needs you.',
    bands: { '<30': 'under 30 s', '30-60': '30–60 s', '1-3m': '1–3 min', '>3m': 'over 3 min' } as Record<string, string>,
    eligible: (n: number) => `${n} eligible`, offered: (n: number) => many(n, 'offer', 'offers'), atRisk: 'At risk', give: 'Give to…',
    trend: 'Waiting, last minutes', idle: 'idle', longestHeld: 'longest', load: (load: number, capacity: number) => `${load} of ${capacity}`, botOpen: (n: number) => `${n} with the bot`,
    pools: 'Router', poolsNone: 'Nobody waits to be matched.', poolsShow: 'Who waits for what, and who is free', poolHead: { pool: 'Topic and language', waiting: 'Waiting', free: 'Free now', price: 'Worth an hour', held: 'Held back' },
    priceHint: 'Worth an hour: how many more conversations one more hour of these people would resolve.', heldHint: 'Held back: kept for somebody better suited while the SLA leaves time.', inPool: (n: number) => `of ${n}`,
    router: { rounds: 'Matching as planned', fallback: 'Simplified: whoever has been free longest', alone: 'No router is running: offers are made one by one' } as Record<string, string>,
    fallbacks: { late: 'decisions took too long', broken: 'a decision failed', learning: 'still learning outcomes' } as Record<string, string>,
    lastRound: (ago: string, ms: string) => `looked ${ago ? `${ago} ago` : 'just now'}, in ${ms} ms`, overdueOrder: (n: number) => `${n} overdue, strictly in order`,
    silent: 'silent', stale: 'Not current', noTopic: 'No topic', holds: 'Conversation', alert: { empty_pool: 'Empty pool', sla_risk: 'SLA risk', dead_letters: 'Dead letters' } as Record<string, string>,
  },
  reports,
  channels: {
    title: 'Channels', hint: 'The ways in and out. A new one is a line in the brand’s folder; what it needs is then set here. Secrets are kept sealed and never shown again.', snippet: 'Put this line on your page, before the end of its body:', copyLine: 'Copy', brand: 'Brand', none: ['No channels yet', 'Name them in the brand’s folder and apply it; then they are set up here.'] as [string, string],
    consent: (where: string) => `Sign in with the provider (${where})`, consentHint: 'You go to its page, sign in as the owner of the mailbox, and come back here.',
    required: 'needed', kept: 'kept, not shown', save: 'Save', saved: 'Saved', test: 'Test', works: (name: string) => `It works: ${name}`, fails: (why: string) => `The provider would not: ${why}`, trouble: (why: string) => `It cannot be used now: ${why}`,
    unready: 'Not set up yet', address: 'Deliveries go to', lately: 'Delivered lately', nothing: ['Nothing yet', 'What the provider delivers appears here.'], masked: 'The delivery, masked',
    builtIn: 'Nothing to set up: it comes with the platform.', group: 'Set in the brand’s folder.', testing: 'Asking the provider…', on: 'Yes', off: 'No',
    asides, troubles, consents, notConsented: 'The provider could not sign you in. Try again, or look at its own messages.',
    replay: 'Read again', replayed: (parts: number, fresh: number) => `Read again: ${parts} parts, ${fresh} new`,
    day: (received: number, sent: number, failed: number, unknown: number) => `Last day: ${received} in, ${sent} out, ${failed} failed · ${unknown} uncertain`,
    outcome: { stored: 'Stored', repeated: 'Known already', unverified: 'Not proved', malformed: 'Not understood', failed: 'Failed' } as Record<string, string>,
  },
  dead: {
    title: 'Dead letters', hint: 'Work that failed for good after its retries. Nothing was dropped: replay runs it again.', none: ['No dead letters', 'Everything was worked off.'] as [string, string],
    replay: 'Replay', replayAll: (n: number) => `Replay all ${n}`, replayed: (n: number) => `${many(n, 'letter', 'letters')} put back to work.`, attempts: (n: number) => many(n, 'attempt', 'attempts'),
  },
  live: {
    lost: 'Connection lost. What you see may be old.', retryIn: (s: number) => `Trying again in ${s} s`, retrying: 'Trying again…', now: 'Try now',
    back: 'Caught up', nothing: 'nothing was missed', caught: (n: number) => many(n, 'new message', 'new messages'), moved: (n: number) => `${many(n, 'conversation', 'conversations')} moved on`,
    message: (name: string) => `New message from ${name}`,
  },
  command: { title: 'Command bar', placeholder: 'Jump to a conversation, screen or action…', none: 'Nothing found.', screens: 'Screens', actions: 'Actions', conversations: 'Conversations', found: 'Found in messages' },
  keys: {
    title: 'Keyboard', single: 'Single-key shortcuts', singleHint: 'Off: only combinations with ⌘ or Ctrl work.', close: 'Close', groups: { go: 'Go to', list: 'List', talk: 'Conversation', offers: 'Offers', all: 'Everywhere' },
    next: 'Next conversation', previous: 'Previous conversation', search: 'Search the list', reply: 'Reply', note: 'Write a note', resolve: 'Resolve', transfer: 'Transfer', takeOver: 'Take over',
    panel: 'Show or hide details', accept: 'Accept the first offer', decline: 'Decline the first offer', overlay: 'This overview', command: 'Command bar', send: 'Send',
  },
  settings: { language: 'Language', theme: 'Appearance', auto: 'System', light: 'Light', dark: 'Dark', sound: 'Sound for offers and messages', notify: 'Desktop notifications for offers', keys: 'Keyboard shortcuts' },
  errors: { unexpected: 'Something unexpected happened.', offline: 'No connection to the server.', title: 'This could not be loaded', notThere: 'This is not there for you (any more).', retry: 'Try again' },
  flows,
  contacts,
  continuity,
  learning,
  bot,
  calls,
  planning,
  circle, experiences, experiments,
  providers,
  replies,
  inbox,
  time: { now: 'now', today: 'Today', yesterday: 'Yesterday' },
  channel: { webchat: 'Web chat', email: 'Email', sms: 'SMS', api: 'API', whatsapp: 'WhatsApp', messenger: 'Messenger', instagram: 'Instagram', telegram: 'Telegram', twiliowhatsapp: 'WhatsApp (Twilio)', line: 'LINE', voice: 'Call', phone: 'Phone' } as Record<string, string>,
  kind: { customer: 'Customer', worker: 'Worker', business: 'Business', employee: 'Employee' } as Record<string, string>,
}

export type Messages = typeof en

/** What is said now: the words of the reader's language where they are translated (language.ts), the English ones elsewhere. */
export const t: Messages = { ...en }
