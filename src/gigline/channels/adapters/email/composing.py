"""Answers as mails. Pure: the same message gives the same mail at every attempt, but for its date."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any

from gigline.channels.adapters.email import headers
from gigline.channels.adapters.email.settings import EmailSettings
from gigline.channels.contract import Outbound
from gigline.kit import markdown

_URL = re.compile(r"https?://[^\s<>\"'()]{1,500}[^\s<>\"'().,;:!?]")
_LONGEST_LOCAL_PART = 64
_AGAIN = re.compile(r"^\s*(?:re|aw|sv)\s*:\s*", re.IGNORECASE)
_POLICY = SMTP.clone(max_line_length=200)


def message_id(own: EmailSettings, message: Outbound) -> str:
    """The mail's own id, by which an answer and a bounce are known: the conversation's sign and the message's id."""
    return f"{message.thread or 'm'}.{message.id.hex}@{headers.domain(own.address)}"


def entry_of(own_id: str) -> str | None:
    """The message's id in an id that `message_id` made; None for any other."""
    found = re.fullmatch(r"(?:m|[a-z2-7]{52})\.([0-9a-f]{32})@.*", own_id.lower())
    return found.group(1) if found else None


def compose(own: EmailSettings, message: Outbound, now: datetime) -> bytes:
    """The whole mail, ready for SMTP."""
    asked: Mapping[str, Any] = message.context.get("reply") or {}
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = formataddr((_name(own.name), own.address))
    mail["To"] = message.recipient
    mail["Subject"] = _subject(own, message, asked)
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message_id(own, message)}>"
    reply_to = _reply_to(own, message.thread)
    if reply_to:
        mail["Reply-To"] = reply_to
    _thread(mail, asked)
    if message.author_kind != "associate":
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
    if message.unsubscribe_url is not None:
        mail["List-Unsubscribe"] = f"<{message.unsubscribe_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text = _with_sources(message)
    mail.set_content(markdown.plain(text) + "\n", cte="quoted-printable")
    mail.add_alternative(_html(text), subtype="html", cte="quoted-printable")
    for file in message.attachments:
        kind, _, name = file.content_type.partition("/")
        mail.add_attachment(file.content or b"", maintype=kind, subtype=name or "octet-stream", filename=file.name)
    return mail.as_bytes()


def _name(given: str) -> str:
    return headers.text(given)[:120]


def _subject(own: EmailSettings, message: Outbound, asked: Mapping[str, Any]) -> str:
    """What they called it, again. A machine's answer to somebody unproved repeats nothing that they wrote."""
    said = _AGAIN.sub("", headers.text(str(asked.get("subject") or "")))[:200]
    if said and (message.author_kind == "associate" or asked.get("proved")):
        return f"Re: {said}"
    return f"Your message to {_name(own.name) or own.address}"


def _reply_to(own: EmailSettings, sign: str) -> str:
    """Our address with the sign, where the result is still an address; the ids bring answers back in any case."""
    local = f"{own.address.rpartition('@')[0]}+{sign}"
    return f"{local}@{headers.domain(own.address)}" if sign and len(local) <= _LONGEST_LOCAL_PART else ""


def _thread(mail: EmailMessage, asked: Mapping[str, Any]) -> None:
    theirs = asked.get("message_id")
    before = [one for one in asked.get("references") or [] if isinstance(one, str)]
    chain = [one for one in [*before, theirs] if isinstance(one, str) and re.fullmatch(r"[\x21-\x7e]{1,250}", one)]
    if isinstance(theirs, str) and theirs in chain:
        mail["In-Reply-To"] = f"<{theirs}>"
    if chain:
        mail["References"] = " ".join(f"<{one}>" for one in dict.fromkeys(chain))


def _with_sources(message: Outbound) -> str:
    """The text, who wrote it, and the articles it stands on."""
    entry: Mapping[str, Any] = message.context.get("entry") or {}
    sources = [one for one in entry.get("citations") or [] if isinstance(one, Mapping) and one.get("title")]
    choices = [headers.text(one) for one in entry.get("options") or [] if isinstance(one, str)]
    lines = [message.text.strip()]
    # There are no buttons in a mail: whoever chooses writes the words.
    lines += ["", *(f"- {one}" for one in choices[:10])] if choices else []
    if sources:
        lines += ["", *(f"- {headers.text(str(one['title']))}{_at(one)}" for one in sources[:5])]
    if message.author_name:
        lines += ["", headers.text(message.author_name)]
    if message.author_kind == "bot":
        lines += ["(an automatic assistant; answer that you want a person, and a person will read it)"]
    return "\n".join(lines) + "\n"


def _at(source: Mapping[str, Any]) -> str:
    url = str(source.get("url") or "")
    return f": {url}" if _URL.fullmatch(url) else ""


def _html(text: str) -> str:
    """The same words as HTML."""
    body = markdown.html(text)
    return f'<!doctype html>\n<html><head><meta charset="utf-8"></head><body>\n{body}\n</body></html>\n'
