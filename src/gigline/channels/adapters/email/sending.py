"""Giving a mail to the account's SMTP server, and what its answers mean.

Until the server has the whole mail, nothing was sent, whatever goes wrong. When it has it all and says nothing, nobody
knows. 5xx is final, 4xx comes again (servers that do not know us yet say so on purpose). A connection serves several
mails; one that ended before it took this mail is replaced, once.
"""

from __future__ import annotations

from datetime import UTC, datetime

from aiosmtplib import SMTPResponseException, SMTPServerDisconnected

from gigline.channels.adapters.email import composing, smtp
from gigline.channels.adapters.email.settings import EmailSettings, Smtp
from gigline.channels.contract import Fetch, Outbound, SendFailed, SendUnknown, Sent


async def send(fetch: Fetch, own: EmailSettings, message: Outbound) -> Sent:
    """Send the mail; its id is what the provider's reports will name. Raises SendFailed or SendUnknown."""
    if own.smtp is None:
        raise SendFailed("no_smtp_server", permanent=True)
    content = composing.compose(own, message, datetime.now(UTC))
    try:
        await _give(fetch, await smtp.connection(fetch, own, own.smtp), own.address, message.recipient, content)
    except smtp.Ended:
        new = await smtp.connection(fetch, own, own.smtp, new=True)
        await _give(fetch, new, own.address, message.recipient, content)
    return Sent(composing.message_id(own, message))


async def probe(fetch: Fetch, own: EmailSettings, server: Smtp) -> None:
    """Sign in and leave; raises SendFailed."""
    await (await smtp.connection(fetch, own, server, new=True)).leave()


async def _give(fetch: Fetch, server: smtp.Connection, sender: str, recipient: str, content: bytes) -> None:
    """Raises SendFailed, SendUnknown, or Ended, and then the connection is left."""
    try:
        await _envelope(server, sender, recipient)
        await _content(server, content)
    except BaseException:
        await server.leave()
        raise
    await server.done_with(fetch)


async def _envelope(server: smtp.Connection, sender: str, recipient: str) -> None:
    try:
        await server.envelope(sender, recipient)
    except SMTPResponseException as error:
        raise _refused(error, "recipient_refused") from error
    except smtp.BROKEN as error:
        raise SendFailed("connection_lost", permanent=False) from error


async def _content(server: smtp.Connection, content: bytes) -> None:
    try:
        await server.content(content)
    except SMTPServerDisconnected as error:
        raise SendUnknown("no_answer") from error
    except SMTPResponseException as error:
        raise _refused(error, "mail_refused") from error
    except smtp.BROKEN as error:
        raise SendUnknown("no_answer") from error


def _refused(error: SMTPResponseException, word: str) -> SendFailed:
    final = 500 <= error.code < 600
    # No pause is named: a server that does not know this recipient's yet says nothing about all the others.
    return SendFailed(word if final else "asked_to_wait", permanent=final)
