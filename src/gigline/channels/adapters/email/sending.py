"""Giving a mail to the account's SMTP server, and what its answers mean.

Until the server has the whole mail, nothing was sent, whatever goes wrong. When it has it all and says nothing, nobody
knows. 5xx is final, 4xx comes again (servers that do not know us yet say so on purpose).
"""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import aiosmtplib
from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPStatus

from gigline.channels.adapters.email import bearer, composing, signing_in
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
        await _left(smtp)
    return Sent(composing.message_id(own, message))


async def probe(fetch: Fetch, server: Smtp, sign_in: SignIn) -> None:
    """Sign in and leave; raises SendFailed."""
    await _left(await _connected(fetch, server, sign_in))


async def _left(smtp: SMTP) -> None:
    with contextlib.suppress(*_BROKEN):
        await smtp.quit(timeout=2)
    smtp.close()


async def _connected(fetch: Fetch, server: Smtp, sign_in: SignIn) -> SMTP:
    """A connection that the server let in; raises SendFailed."""
    if sign_in.grant is None:
        return await _entered(fetch, server, lambda smtp: _by_password(smtp, sign_in))

    async def enter(token: str) -> SMTP:
        return await _entered(fetch, server, lambda smtp: _by_token(smtp, server, sign_in.user, token))

    return await signing_in.with_token(fetch, sign_in.grant, enter)


async def _entered(fetch: Fetch, server: Smtp, sign_in: Callable[[SMTP], Awaitable[None]]) -> SMTP:
    """A connection past `sign_in`; raises SendFailed, and what that raises."""
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
        await sign_in(smtp)
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


async def _by_password(smtp: SMTP, sign_in: SignIn) -> None:
    # A relay of one's own network may want no proof; one that wants it says so.
    if sign_in.password is not None and smtp.supports_extension("auth"):
        await smtp.login(sign_in.user, sign_in.password)


async def _by_token(smtp: SMTP, server: Smtp, user: str, token: str) -> None:
    """Raises SendFailed, and Refused where the server does not take the token."""
    how = bearer.mechanism(smtp.server_auth_methods)
    if how is None:
        raise SendFailed("no_oauth", permanent=True)
    line = bearer.first_line(how, user, token, server.host, server.port)
    answer = await smtp.execute_command(b"AUTH", how.encode(), line.encode())
    if answer.code == SMTPStatus.auth_continue:
        answer = await smtp.execute_command(bearer.AFTER_NO[how].encode())
    if 500 <= answer.code < 600:
        raise signing_in.Refused
    if answer.code != SMTPStatus.auth_successful:
        raise SendFailed("asked_to_wait", permanent=False)


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
