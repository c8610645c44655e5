/** Why a provider or a mail server cannot be used, by the platform's fixed word for it. */
export const troubles: Record<string, string> = {
  grant_refused: 'the consent was taken back or has run out: sign in with the provider again',
  client_refused: 'the server of tokens does not know this client: check client_id and client_secret',
  token_not_reached: 'the server of tokens was not reached',
  token_not_given: 'the server of tokens gave no token',
  token_unreadable: 'the server of tokens answered with something else',
  sign_in_refused: 'the mail server refused the sign-in',
  no_oauth: 'the mail server takes no access tokens',
  no_mail_server: 'neither imap nor smtp is set: mails come by HTTP or LMTP, and none are sent',
  no_such_folder: 'there is no such folder',
  not_reached: 'the server was not reached',
  address_refused: 'this address or port is not allowed',
  not_without_tls: 'this server is asked over TLS only',
}

/** How a sign-in with an account's provider went. */
export const consents: Record<string, string> = {
  consented: 'You are signed in with the provider. The account is being tried.',
  refused: 'The provider says that you did not agree.',
  unknown: 'This sign-in is not known, or no longer: it lasts ten minutes, in one browser, and counts once. Press the button again.',
  settings_changed: 'The account’s settings changed while you were away. Press the button again.',
  no_refresh_token: 'The provider gave no refresh token: ask it for lasting (offline) access, and take an earlier consent back first.',
  code_refused: 'The provider does not know what it sent you back with. Press the button again.',
  client_refused: 'The provider does not know this client: check client_id, client_secret and the redirect address.',
  not_reached: 'The provider’s server of tokens was not reached. Try again later.',
}

/** What was laid aside on an account and became no message. */
export const asides = {
  title: 'Laid aside', hint: 'Answered by nobody. What you let in becomes a message, as if it had not been laid aside.', none: 'Nothing was laid aside.', more: 'Show more',
  letIn: 'Let it in', done: (who: string, at: string) => `Let in by ${who} · ${at}`, isIn: 'It is a message now.', wasIn: 'It was let in before.', headOnly: 'Only its head was kept.',
  unread: 'sender not readable', size: (bytes: number) => (bytes < 1024 ? `${bytes} B` : bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} kB` : `${Math.round(bytes / 1024 / 1024)} MB`),
  reasons: {
    automatic: 'Automatic reply', list: 'Mailing list', no_reply: 'No-reply address', own: 'From our own address', too_many: 'Too many from one unproved sender', too_large: 'Too large',
    malformed: 'No mail that can be read', not_understood: 'Not understood', not_stored: 'Could not be stored',
  } as Record<string, string>,
}
