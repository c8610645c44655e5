"""Giving a mail to the account's SMTP server, and what its answers mean.

Until the server has the whole mail, nothing was sent, whatever goes wrong. When it has it all and says nothing, nobody
knows. 5xx is final, 4xx comes again (servers that do not know us yet say so on purpose).
"""

from __future__ import annotations

import contextlib
import ssl
from datetime import UTC, datetime

import aiosmtplib
from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from gigline.channels.adapters.email import composing, signing_in
from gigline.channels.adapters.email.settings import SMTP_PORTS, EmailSettings, SignIn, Smtp
from gigline.channels.contract import Fetch, Outbound, SendFailed, SendUnknown, Sent

_BROKEN = (SMTPException, OSError, ssl.SSLError, TimeoutError, ValueError)


async def send(fetch: Fetch, own: EmailSettings, message: Outbound) -> Sent:
    """Send the mail; its id is what the provider's reports will name. Raises SendFailed or SendUnknown."""
    if own.smtp is None:
        raise SendFailed("no_smtp_server", permanent=True)
    content = composing.compose(own, message, datetime.now(UTC))
    smtp = await _connected(fetch, own.smtp, own.sign_in("smtp"))
    try:
        await _envelope(smtp, own.address, message.recipient)
        await _content(smtp, content)
    finally:
        with contextlib.suppress(*_BROKEN):
            await smtp.quit(timeout=2)
        smtp.close()
    return Sent(composing.message_id(own, message))


async def _connected(fetch: Fetch, server: Smtp, sign_in: SignIn) -> SMTP:
    sock = await signing_in.connect(fetch, server, server.port, SMTP_PORTS, plain=server.security == "plain")
    smtp = SMTP(
        hostname=server.host,
        sock=sock,
        timeout=server.timeout_s,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        tls_context=None if server.security == "plain" else signing_in.tls(server.ca),
        local_hostname="localhost",
    )
    try:
        await smtp.connect()
        await smtp.ehlo()
        await _sign_in(fetch, smtp, sign_in)
    except SMTPResponseException as error:
        smtp.close()
        raise SendFailed("sign_in_refused", permanent=False) from error
    except _BROKEN as error:
        smtp.close()
        raise SendFailed("not_reached", permanent=False) from error
    except BaseException:
        smtp.close()
        raise
    return smtp


async def _sign_in(fetch: Fetch, smtp: SMTP, sign_in: SignIn) -> None:
    if sign_in.oauth is not None:
        await smtp.auth_xoauth2(sign_in.user, await signing_in.token(fetch, sign_in.oauth, sign_in))
    # A relay of one's own network may want no proof; one that wants it says so.
    elif sign_in.password is not None and smtp.supports_extension("auth"):
        await smtp.login(sign_in.user, sign_in.password)


async def _envelope(smtp: SMTP, sender: str, recipient: str) -> None:
    try:
        await smtp.mail(sender)
        await smtp.rcpt(recipient)
    except SMTPResponseException as error:
        raise _refused(error, "recipient_refused") from error
    except _BROKEN as error:
        raise SendFailed("connection_lost", permanent=False) from error


async def _content(smtp: SMTP, content: bytes) -> None:
    try:
        await smtp.data(content)
    except aiosmtplib.SMTPServerDisconnected as error:
        raise SendUnknown("no_answer") from error
    except SMTPResponseException as error:
        raise _refused(error, "mail_refused") from error
    except _BROKEN as error:
        raise SendUnknown("no_answer") from error


def _refused(error: SMTPResponseException, word: str) -> SendFailed:
    final = 500 <= error.code < 600
    # No pause is named: a server that does not know this recipient's yet says nothing about all the others.
    return SendFailed(word if final else "asked_to_wait", permanent=final)
