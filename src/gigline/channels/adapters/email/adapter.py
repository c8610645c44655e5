"""Email: understands a mail as it stands on the server, and sends answers that find their way back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from gigline.channels import signature
from gigline.channels.adapters.email import (
    authentication,
    automatic,
    bounces,
    folding,
    headers,
    imap,
    reading,
    sending,
)
from gigline.channels.adapters.email.settings import EmailSettings, Imap, OAuth, SignIn
from gigline.channels.contract import (
    Aside,
    Capabilities,
    Fetch,
    FilesOut,
    Headers,
    Inbound,
    Malformed,
    Outbound,
    Part,
    SendFailed,
    Sent,
    Settings,
)
from gigline.infra.oauth import Client
from gigline.kit.text import shorten, storable

MAX_LENGTH = 20_000
LONGEST_QUOTE = 10_000
# A request is held in memory before it has proved anything: larger mails come by IMAP.
LARGEST_BY_HTTP = 5 * 1024 * 1024
LONGEST_SUBJECT = 300
# Whoever is not proved may open so many conversations an hour under one address.
UNPROVED_PER_HOUR = 20
PER_SECOND = 5.0


class Email:
    """Mails in, mails out. A mail becomes a message, a receipt (it reports a bounce), or is laid aside (a machine)."""

    kind = "email"
    capabilities = Capabilities(
        native=False,
        receipts=True,
        typing=False,
        max_length=MAX_LENGTH,
        per_second=PER_SECOND,
        max_body=LARGEST_BY_HTTP,
        unproved_per_hour=UNPROVED_PER_HOUR,
        auto_reply_window_s=120.0,
        files_out=FilesOut(most=20),
        identity="email",
        opt_out=True,
        markup="markdown",
    )
    settings_model: type[BaseModel] = EmailSettings

    def verify(self, settings: Settings, headers: Headers, body: bytes, now: float) -> None:
        """The account's signature on a mail delivered by HTTP; raises Unverified."""
        signature.check(settings.get("secret"), headers, body, now)

    def parse(self, settings: Settings, headers_: Headers, body: bytes) -> Sequence[Part]:
        """One mail (RFC 822); raises Malformed."""
        own = EmailSettings.model_validate(settings)
        mail = reading.read(body)
        bounced = bounces.receipt(mail.head, body)
        if bounced is not None:
            return [bounced]
        message = _inbound(own, mail, body)
        why = automatic.reason(mail.head, message.sender, own.address)
        if why is None:
            return [message]
        # Lists and no-reply addresses quote our signs too, and say nothing of who was written to.
        threads = message.threads if why == "automatic" else ()
        return [Aside(message.provider_id, why, body, message.sender, threads)]

    def let_in(self, settings: Settings, raw: bytes) -> Inbound:
        """One mail, whoever or whatever wrote it; raises Malformed."""
        return _inbound(EmailSettings.model_validate(settings), reading.read(raw), raw)

    async def send(self, fetch: Fetch, settings: Settings, message: Outbound) -> Sent:
        """Give it to the account's SMTP server. Raises SendFailed or SendUnknown."""
        return await sending.send(fetch, EmailSettings.model_validate(settings), message)

    def consent(self, settings: Settings) -> Client | None:
        """The owner of the mailbox is asked at the provider of `oauth`."""
        try:
            oauth = OAuth.model_validate(settings.get("oauth"))
        except ValidationError:
            return None
        return oauth.client(settings.get("client_secret"), str(settings.get("address") or ""))

    async def probe(self, fetch: Fetch, settings: Settings) -> str:
        """Sign in to the servers that there are, and look for the folder; raises SendFailed."""
        own = EmailSettings.model_validate(settings)
        if own.imap is not None:
            await _probe_mailbox(fetch, own.imap, own.sign_in("imap"))
        if own.smtp is not None:
            await sending.probe(fetch, own, own.smtp)
        asked = [name for name, server in (("IMAP", own.imap), ("SMTP", own.smtp)) if server is not None]
        if not asked:
            raise SendFailed("no_mail_server", permanent=True)
        return f"{own.address} ({', '.join(asked)})"


async def _probe_mailbox(fetch: Fetch, server: Imap, sign_in: SignIn) -> None:
    try:
        async with imap.opened(fetch, server, sign_in):
            return
    except imap.MailboxError as error:
        raise SendFailed(error.reason, permanent=False) from error


def _inbound(own: EmailSettings, mail: reading.Mail, raw: bytes) -> Inbound:
    name, sender = headers.address(headers.first(mail.head, "from"))
    if not sender or len(headers.fields(mail.head, "from")) != 1:
        raise Malformed("A mail has exactly one From with exactly one address.")
    provider_id = headers.own_id(mail.head) or headers.digest(raw)
    proof = authentication.verdict(
        headers.fields(mail.head, "authentication-results"), own.authserv_id, headers.domain(sender)
    )
    thread_ids = headers.ids(mail.head, "references", "in-reply-to")
    folded = folding.fold(mail.text)
    subject = headers.text(headers.first(mail.head, "subject"))[:LONGEST_SUBJECT]
    answers = bool(thread_ids) or bool(
        re.match(r"(?:re|aw|sv|ref?|tr|rv|antw)\s*(?:\[\d+\])?:", subject, re.IGNORECASE)
    )
    text, cut = _text(folded.text, "" if answers else subject, mail)
    return Inbound(
        provider_id=provider_id,
        client_id=provider_id,
        sender=sender,
        sender_name=name,
        verified=proof == "pass",
        text=text,
        raw=raw,
        attachments=tuple(mail.files),
        # Nobody proved who this is: a contact of its own, whom no later mail joins by saying the same.
        identity=None if proof == "pass" else f"{sender}#{hashlib.sha256(provider_id.encode()).hexdigest()[:16]}",
        # A refuted sender joins no conversation, whatever they know of it.
        threads=() if proof == "fail" else _signs(own, mail, thread_ids),
        data={"mail": _details(mail, folded, subject, proof, cut), "reply": _reply(mail, subject, proof, thread_ids)},
    )


def _signs(own: EmailSettings, mail: reading.Mail, thread_ids: list[str]) -> tuple[str, ...]:
    to = headers.addresses(mail.head, "to", "cc", "delivered-to", "x-original-to", "envelope-to")
    return headers.signs(headers.local_part(own.address), to, thread_ids)


def _text(written: str, subject: str, mail: reading.Mail) -> tuple[str, bool]:
    """What stands in the log: a first mail's subject is a part of what is said."""
    lead = subject if subject and subject.lower() not in written.lower() else ""
    whole = "\n\n".join(one for one in (lead, written) if one)
    if not whole:
        whole = subject or ("(a file)" if mail.files else "(an empty mail)")
    return whole[:MAX_LENGTH], len(whole) > MAX_LENGTH


def _details(mail: reading.Mail, folded: folding.Folded, subject: str, proof: str, cut: bool) -> dict[str, Any]:
    """What goes into the log beside the text."""
    found: dict[str, Any] = {
        "subject": subject,
        "auth": proof,
        "quoted": folded.quoted[:LONGEST_QUOTE],
        "signature": folded.signature[:2_000],
        "html": mail.html,
        "copies": [shorten(one, 254) for one in headers.addresses(mail.head, "cc")][:20],
        "cut": cut,
    }
    return {key: _storable(value) for key, value in found.items() if value or key in {"subject", "auth"}}


def _reply(mail: reading.Mail, subject: str, proof: str, thread_ids: list[str]) -> dict[str, Any]:
    """What an answer has to know."""
    found = {
        "subject": subject,
        "message_id": headers.own_id(mail.head),
        "references": thread_ids[-10:],
        "proved": proof == "pass",
    }
    return {key: _storable(value) for key, value in found.items() if value}


def _storable(value: Any) -> Any:
    if isinstance(value, list):
        return [storable(one) for one in value]
    return storable(value) if isinstance(value, str) else value
