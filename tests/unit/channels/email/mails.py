"""Mails for tests, written field by field."""

from __future__ import annotations

from typing import Any

from gigline.channels.adapters.email.adapter import Email
from gigline.channels.contract import Aside, Inbound, Receipt

OURS = "support@acme.example"
AUTH = "mx.acme.example"
SETTINGS: dict[str, Any] = {"address": OURS, "name": "Acme", "authserv_id": AUTH}
PASS = f"{AUTH}; dmarc=pass header.from=home.example"
FAIL = f"{AUTH}; dmarc=fail header.from=home.example; spf=fail smtp.mailfrom=home.example"


def mail(text: str = "Where is my order?", /, **fields: str | None) -> bytes:
    """A mail from Ada. Fields are named with `_` for `-`; None leaves one out; `raw_head` comes first as it is."""
    head = {
        "From": "Ada <ada@home.example>",
        "To": OURS,
        "Subject": "My order",
        "Message-ID": "<m-1@home.example>",
        "Date": "Sun, 22 Nov 2026 01:00:00 +0000",
    }
    first = fields.pop("raw_head", "") or ""
    for name, value in fields.items():
        spelt = {"message_id": "Message-ID", "from_": "From"}.get(name, name.replace("_", "-").title())
        if value is None:
            head.pop(spelt, None)
        else:
            head[spelt] = value
    lines = first + "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return (lines + "\r\n" + text.replace("\n", "\r\n") + "\r\n").encode()


def parsed(raw: bytes, **settings: Any) -> Inbound | Aside | Receipt:
    """The one part of a mail."""
    [part] = Email().parse({**SETTINGS, **settings}, [], raw)
    assert isinstance(part, Inbound | Aside | Receipt)
    return part


def message(raw: bytes, **settings: Any) -> Inbound:
    """The message that this mail is."""
    part = parsed(raw, **settings)
    assert isinstance(part, Inbound)
    return part


def multipart(*parts: str, kind: str = "mixed", boundary: str = "b1", **fields: str | None) -> bytes:
    """A mail of these parts, each with its own head."""
    body = "".join(f"--{boundary}\n{part}\n" for part in parts) + f"--{boundary}--\n"
    return mail(body, mime_version="1.0", content_type=f'multipart/{kind}; boundary="{boundary}"', **fields)
