const WHY: Record<string, string> = {
  grant_refused: 'the consent was taken back or has run out: give a new refresh token',
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

/** Why a provider or a mail server cannot be used, from the platform's fixed word for it. */
export const channelWhy = (word: string): string => WHY[word] ?? word.replaceAll('_', ' ')
