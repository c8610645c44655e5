"""A brand's mail server, played: it hands what people send to the platform by HTTP, and takes its answers by SMTP."""

from __future__ import annotations

import contextlib
import email.policy
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr, formatdate

from starlette.routing import Route

from gigline.channels import signature
from gigline.infra.mail_server import MailServer
from gigline.simulation.providers.line import Provider, Taken

LARGEST = 10 * 1024 * 1024


@dataclass
class Mail(Provider):
    """One support address. It vouches for its senders, as a mail server does that checks DMARC."""

    address: str = "help@hoplane.example"
    secret: str = "the mail server's secret"  # noqa: S105
    server_name: str = "mx.hoplane.example"

    def routes(self) -> list[Route]:
        """It speaks no HTTP."""
        return []

    @asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator[str]:
        """Takes the platform's mails by SMTP."""
        async with MailServer("smtp", self._recipient, self._take, LARGEST).listening("127.0.0.1", port):
            yield f"smtp://127.0.0.1:{port}"

    async def _recipient(self, _: str) -> str:
        return "250 OK"

    async def _take(self, recipients: Sequence[str], content: bytes) -> Sequence[str]:
        mail = email.message_from_bytes(content, policy=email.policy.default)
        body = mail.get_body(("plain",))
        for one in recipients:
            self.accept(Taken(str(mail["Message-ID"]), one, body.get_content() if body is not None else ""))
        return ["250 taken"] * len(recipients)

    async def write(self, url: str, text: str, *, sender: str, seed: str, name: str = "", times: int = 1) -> None:
        """Somebody writes a mail: hand it over, signed."""
        mail = EmailMessage()
        # Written above what the mail says of itself.
        mail["Authentication-Results"] = f"{self.server_name}; dmarc=pass header.from={sender.rpartition('@')[2]}"
        mail["From"], mail["To"] = formataddr((name, sender)), self.address
        mail["Subject"], mail["Date"] = "A question", formatdate(time.time())
        mail["Message-ID"] = f"<{seed}@home.example>"
        with contextlib.suppress(IndexError):
            # An answer names what it answers.
            mail["In-Reply-To"] = [one.id for one in self.taken if one.to == sender][-1]
        mail.set_content(text)
        content = mail.as_bytes()
        headers = {"content-type": "message/rfc822"}
        headers[signature.HEADER] = signature.sign(self.secret, content, int(time.time()))
        await self.deliver(url, content, headers, times=times)
