"""A mail as bytes, read within limits. Pure: whatever comes in, either a `Mail` comes out or `Malformed`.

Limits are checked on the bytes before the parser sees them: what 10,000 nested parts cost is the parsing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from typing import Any

from gigline.channels.adapters.email import headers
from gigline.channels.adapters.email.charsets import decoded
from gigline.channels.contract import Attachment, Malformed
from gigline.infra.html import sanitize_html, text_of
from gigline.kit.text import storable

LARGEST = 25 * 1024 * 1024
LARGEST_HEAD = 256 * 1024
MOST_PARTS = 200
MOST_NESTED = 30
MOST_FILES = 20
LONGEST_TEXT = 200_000
LONGEST_HTML = 100_000

_PART = re.compile(rb"^content-type[ \t]*:", re.IGNORECASE | re.MULTILINE)
_CONTAINER = re.compile(rb"^content-type[ \t]*:\s*(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)
_BROKEN = (MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError, AssertionError)


class _AsWritten(policy.Compat32):
    """Fields as they stand: the library's own reading loses bytes that are no ASCII, which many names have."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


_PARSER = BytesParser(policy=_AsWritten())


@dataclass
class Mail:
    """What a mail carries. `html` is sanitised; `files` are in the order of the mail."""

    head: Message
    text: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    files: list[Attachment] = field(default_factory=list)


def head_of(raw: bytes) -> Message:
    """The fields alone; raises Malformed."""
    return _parsed(re.split(rb"\r?\n\r?\n", raw[: LARGEST_HEAD + 4], maxsplit=1)[0] + b"\r\n\r\n")


def read(raw: bytes) -> Mail:
    """The mail; raises Malformed."""
    _check(raw)
    try:
        return _collected(_parsed(raw))
    except _BROKEN as error:
        raise Malformed("This mail cannot be read.") from error


def _check(raw: bytes) -> None:
    if not raw.strip():
        raise Malformed("There is nothing in this mail.")
    if len(raw) > LARGEST:
        raise Malformed(f"A mail is at most {LARGEST} bytes.")
    if b"\n\n" not in raw[:LARGEST_HEAD] and b"\r\n\r\n" not in raw[:LARGEST_HEAD] and len(raw) > LARGEST_HEAD:
        raise Malformed(f"A mail's head is at most {LARGEST_HEAD} bytes.")
    if _more_than(_CONTAINER, raw, MOST_NESTED) or _more_than(_PART, raw, MOST_PARTS):
        raise Malformed(f"A mail has at most {MOST_PARTS} parts, {MOST_NESTED} of them with parts of their own.")


def _more_than(pattern: re.Pattern[bytes], raw: bytes, most: int) -> bool:
    return any(n >= most for n, _ in enumerate(pattern.finditer(raw)))


def _parsed(raw: bytes) -> Message:
    try:
        return _PARSER.parsebytes(raw)
    except _BROKEN as error:
        raise Malformed("This mail cannot be read.") from error


def _collected(message: Message) -> Mail:
    mail, texts, htmls = Mail(message), list[str](), list[str]()
    for part in _leaves(message):
        kind = part.get_content_type()
        if kind in {"text/plain", "text/html"} and not _is_file(part):
            (htmls if kind == "text/html" else texts).append(_words(part))
        elif len(mail.files) < MOST_FILES:
            mail.files.append(_file(part, kind))
    html = "\n".join(one for one in htmls if one.strip())
    plain = "\n".join(one for one in texts if one.strip())
    mail.html = sanitize_html(html)[:LONGEST_HTML] if html else ""
    mail.text = storable((plain or (text_of(html) if html else ""))[:LONGEST_TEXT])
    return mail


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something, in order; a mail within a mail is one, and stays shut."""
    waiting: list[Message] = [message]
    while waiting:
        part = waiting.pop(0)
        payload: Any = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting[:0] = [one for one in payload if isinstance(one, Message)]
        else:
            yield part


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_filename(part))


def _filename(part: Message) -> str:
    try:
        return headers.text(headers.unfolded(part.get_filename() or ""))
    except _BROKEN:
        return ""


def _words(part: Message) -> str:
    raw = part.get_payload(decode=True)
    content = raw if isinstance(raw, bytes) else b""
    return decoded(content[: LONGEST_TEXT * 4], _charset(part))


def _charset(part: Message) -> str | None:
    try:
        found = part.get_param("charset")
    except _BROKEN:
        return None
    return found[2] if isinstance(found, tuple) else found


def _file(part: Message, kind: str) -> Attachment:
    if part.get_content_maintype() == "message":
        inner = part.get_payload()
        content = inner[0].as_bytes() if isinstance(inner, list) and inner and isinstance(inner[0], Message) else b""
        return Attachment(_filename(part) or "forwarded.eml", kind, content)
    raw = part.get_payload(decode=True)
    return Attachment(
        _filename(part) or f"attachment.{kind.rpartition('/')[2]}", kind, raw if isinstance(raw, bytes) else b""
    )
