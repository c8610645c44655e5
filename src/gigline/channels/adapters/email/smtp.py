"""One SMTP connection: opened, signed in, kept for the next mail, left.

A connection that was kept may be gone without our knowing. Whatever ends it before the mail's content has nothing to do
with the mail, and nothing of the mail was taken: that is `Ended`, and a new connection is worth a try.
"""

from __future__ import annotations

import contextlib
import ssl
from typing import cast

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPSenderRefused, SMTPStatus

from gigline.channels.adapters.email import bearer, signing_in
from gigline.channels.adapters.email.settings import SMTP_PORTS, EmailSettings, SignIn, Smtp
from gigline.channels.contract import Fetch, SendFailed
from gigline.channels.outside import Keeps

BROKEN = (SMTPException, OSError, ssl.SSLError, TimeoutError, ValueError)
# What a server that is there says to the first command on a kept connection.
PROMPT_S = 5.0


class Ended(Exception):
    """A kept connection is no longer of use; nothing was sent."""


class Connection:
    """A server that let us in; one mail at a time."""

    def __init__(self, smtp: SMTP, terms: object):
        self._smtp = smtp
        self._terms = terms
        self._used = False

    @property
    def is_open(self) -> bool:
        return self._smtp.is_connected

    async def envelope(self, sender: str, recipient: str) -> None:
        """Say from whom and to whom; raises SMTPException and what else is BROKEN, or Ended."""
        try:
            timeout = min(self._smtp.timeout or PROMPT_S, PROMPT_S) if self._used else self._smtp.timeout
            await self._smtp.mail(sender, timeout=timeout)
            await self._smtp.rcpt(recipient)
        except BROKEN as error:
            if self._used and _is_about_the_connection(error):
                raise Ended from error
            raise

    async def content(self, content: bytes) -> None:
        """Hand the mail over; raises what is BROKEN."""
        await self._smtp.data(content)

    async def leave(self) -> None:
        """Say goodbye and close."""
        with contextlib.suppress(*BROKEN):
            await self._smtp.quit(timeout=2)
        self._smtp.close()

    async def done_with(self, fetch: Fetch) -> None:
        """The mail was taken: leave the connection to the account's next one where `fetch` keeps it."""
        self._used = True
        if isinstance(fetch, Keeps) and self.is_open:
            fetch.keep(self._terms, self)
        else:
            await self.leave()


def _is_about_the_connection(error: Exception) -> bool:
    """It broke, is being closed (421), or takes no further mail, whoever that is for."""
    if not isinstance(error, SMTPResponseException):
        return True
    return error.code == SMTPStatus.domain_unavailable or isinstance(error, SMTPSenderRefused)


async def connection(fetch: Fetch, own: EmailSettings, server: Smtp, *, new: bool = False) -> Connection:
    """One that was kept for these settings and the token of now, or a `new` one; raises SendFailed."""
    sign_in = own.sign_in("smtp")

    async def enter(token: str | None) -> Connection:
        terms = (own, token)
        kept = fetch.take(terms) if isinstance(fetch, Keeps) and not new else None
        # Nobody but us keeps connections on such terms.
        return cast(Connection, kept) if kept else Connection(await _entered(fetch, server, sign_in, token), terms)

    return await enter(None) if sign_in.grant is None else await signing_in.with_token(fetch, sign_in.grant, enter)


async def _entered(fetch: Fetch, server: Smtp, sign_in: SignIn, token: str | None) -> SMTP:
    """Past the sign-in; raises SendFailed, and Refused where the server does not take the token."""
    context = None if server.security == "plain" else signing_in.tls(server.ca)
    sock = await signing_in.connect(fetch, server, server.port, SMTP_PORTS, plain=server.security == "plain")
    smtp = SMTP(
        hostname=server.host,
        sock=sock,
        timeout=server.timeout_s,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        tls_context=context,
        local_hostname="localhost",
    )
    try:
        await smtp.connect()
        await smtp.ehlo()
        await (_by_password(smtp, sign_in) if token is None else _by_token(smtp, server, sign_in.user, token))
    except SMTPResponseException as error:
        smtp.close()
        raise SendFailed("sign_in_refused", permanent=False) from error
    except BROKEN as error:
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
