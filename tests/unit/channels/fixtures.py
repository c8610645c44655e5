"""What each channel's provider delivers, as it comes: one message and one receipt of every channel."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from gigline.channels import signature
from gigline.channels.adapters.meta import samples as meta
from gigline.channels.adapters.telegram import samples as telegram
from gigline.channels.adapters.twilio import samples as twilio
from gigline.channels.contract import Adapter
from gigline.channels.registry import ADAPTERS
from gigline.channels.testing import Double

SECRET = "a secret of the account"


@dataclass(frozen=True)
class Case:
    adapter: Adapter
    settings: dict[str, Any]
    message: dict[str, Any]
    receipt: dict[str, Any] | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
    text: str = "Where is my order?"
    form: bool = False
    written: Callable[[Any], bytes] | None = None
    receipt_of: str = "p-1"
    taken: bytes = b'{"id": "p-9"}'

    @property
    def by_http(self) -> bool:
        """Whether a request is how it sends; mail has tests of its own with a server."""
        return not self.adapter.capabilities.native and self.adapter.kind != "email"

    def encode(self, value: Any) -> bytes:
        """As the provider writes it."""
        if self.written is not None:
            return self.written(value)
        if not self.form:
            return body(value)
        fields = value.items() if isinstance(value, dict) else [("value", value)]
        return urlencode([(key, value) for key, value in fields], errors="replace").encode()


def mail(value: Any) -> bytes:
    """The mail that says these things, as far as they are things that a mail says."""
    if not isinstance(value, dict):
        return str(value).encode("utf-8", "replace")
    sender = value.get("from")
    shown = f"{sender.get('name')} <{sender.get('address')}>" if isinstance(sender, dict) else sender
    fields = (("From", shown), ("To", "support@acme.example"), ("Message-ID", f"<{value.get('id')}>"))
    head = "".join(f"{name}: {field}\r\n" for name, field in fields if field is not None)
    return f"{head}\r\n{value.get('text', '')}".encode("utf-8", "replace")


FORM = [("content-type", "application/x-www-form-urlencoded")]
TWILIO = {
    "account_sid": twilio.SID,
    "auth_token": "0123456789abcdef0123456789abcdef",
    "number": "+14155550100",
}
META = {"app_secret": SECRET, "verify_token": "a token of ours", "access_token": "EAAG-an-access-token"}
TELEGRAM = {"bot_token": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "secret_token": "a-secret-of-the-bot"}

LINE = {
    "channel_secret": "0123456789abcdef0123456789abcdef",
    "access_token": "an access token of the channel",
    "bot_user_id": "U" + "a" * 32,
}


def line_message(**event: Any) -> dict[str, Any]:
    """A LINE delivery of one event."""
    own = {
        "type": "message",
        "webhookEventId": "01FZ74A0TDDPYRVKNK77XKC3ZR",
        "timestamp": 1750096325657,
        "source": {"type": "user", "userId": "U4af4980629"},
        "message": {"id": "444573844083572737", "type": "text", "text": "Where is my order?"},
    }
    return {"destination": LINE["bot_user_id"], "events": [own | event]}


def by_twilio(kind: str, message: dict[str, Any]) -> Case:
    """What all texts by Twilio have alike."""
    sent = twilio.sid("SM", "sent")
    status = twilio.status(sent, "delivered")
    return Case(
        ADAPTERS[kind], TWILIO, message, status, FORM, form=True, receipt_of=sent, taken=b'{"sid": "SM1"}'
    )  # fmt: skip


MESSENGERS = {
    "line": Case(ADAPTERS["line"], LINE, line_message(), taken=b'{"sentMessages": [{"id": "461"}]}'),
    "sms": by_twilio("sms", twilio.message()),
    "phone": by_twilio("phone", twilio.message()),
    "twiliowhatsapp": by_twilio(
        "twiliowhatsapp",
        twilio.message(
            sender="whatsapp:+351912345678", to="whatsapp:+14155550100", ProfileName="Ana", WaId="351912345678"
        ),
    ),
    "whatsapp": Case(
        ADAPTERS["whatsapp"],
        {**META, "phone_number_id": meta.NUMBER_ID},
        meta.whatsapp(meta.whatsapp_text()),
        meta.whatsapp(statuses=(meta.whatsapp_status("wamid.1", "delivered"),)),
        receipt_of="wamid.1",
        taken=b'{"messages": [{"id": "wamid.1"}]}',
    ),
    "messenger": Case(
        ADAPTERS["messenger"],
        {**META, "page_id": meta.PAGE_ID},
        meta.page(meta.page_text()),
        meta.page({"delivery": {"mids": ["m_1"]}}),
        receipt_of="m_1",
        taken=b'{"recipient_id": "1", "message_id": "m_1"}',
    ),
    "instagram": Case(
        ADAPTERS["instagram"],
        {**META, "account_id": meta.INSTAGRAM_ID},
        meta.page(meta.page_text(), kind="instagram", account_id=meta.INSTAGRAM_ID),
        taken=b'{"recipient_id": "1", "message_id": "m_1"}',
    ),
    "telegram": Case(
        ADAPTERS["telegram"],
        TELEGRAM,
        telegram.update(10000, message=telegram.message()),
        taken=b'{"ok": true, "result": {"message_id": 7}}',
    ),
}

CASES = {
    "webchat": Case(ADAPTERS["webchat"], {}, {"body": "Where is my order?", "client_id": "c-1"}),
    "api": Case(
        ADAPTERS["api"],
        {"secret": SECRET},
        {
            "id": "m-1",
            "from": {"id": "u-1", "name": "Ada", "kind": "worker", "verified": True},
            "text": "Where is my pay?",
            "language": "en",
            "topic": "pay",
        },
        {"id": "p-1", "state": "delivered"},
        text="Where is my pay?",
    ),
    "email": Case(
        ADAPTERS["email"],
        {"address": "support@acme.example"},
        {
            "id": "m-1@home.example",
            "from": {"name": "Ada", "address": "ada@home.example"},
            "text": "Where is my order?",
        },
        written=mail,
    ),
    "double": Case(
        Double(),
        {},
        {"id": "m-1", "sender": "u-1", "text": "Hello"},
        {"id": "p-1", "state": "delivered"},
        [("x-word", "sesame")],
        text="Hello",
    ),
    **MESSENGERS,
}


def body(value: object) -> bytes:
    return json.dumps(value).encode()


def signed(content: bytes, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The header of an API channel delivery."""
    return {signature.HEADER: signature.sign(secret, content, int(at if at is not None else time.time()))}
