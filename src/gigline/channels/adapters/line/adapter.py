"""LINE: events by webhook, answers by push messages, which take a key against repetition.

https://developers.line.biz/en/reference/messaging-api/
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, Field

from gigline.channels import parsing, sending
from gigline.channels.adapters.line.settings import LineSettings
from gigline.channels.contract import (
    Answer,
    Attachment,
    Capabilities,
    Deleted,
    Fetch,
    Headers,
    Inbound,
    Malformed,
    Outbound,
    Part,
    Sent,
    Settings,
    Unverified,
    one_header,
)

HEADER = "x-line-signature"
_MEDIA = {"image": "image", "video": "video", "audio": "audio", "file": "application/octet-stream"}


class _Source(parsing.Strict):
    type: parsing.Id
    userId: parsing.Id | None = None


class _Message(parsing.Strict):
    id: parsing.Id
    type: parsing.Id
    text: parsing.Said = ""
    fileName: parsing.Name = ""


class _Unsent(parsing.Strict):
    messageId: parsing.Id


class _Event(parsing.Strict):
    type: parsing.Id
    webhookEventId: parsing.Id
    source: _Source | None = None
    message: _Message | None = None
    unsend: _Unsent | None = None


class _Delivery(parsing.Strict):
    destination: parsing.Id
    events: list[_Event] = Field(max_length=100)


def sign(secret: str, body: bytes) -> str:
    """The header's value: HMAC-SHA256 over the bytes, in base64."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


class Line:
    """One official account."""

    kind = "line"
    capabilities = Capabilities(
        native=False,
        receipts=False,
        typing=False,
        max_length=5_000,
        idempotent=True,
        one_address=True,
        acknowledgement=Answer(b"{}", "application/json"),
    )
    settings_model: type[BaseModel] = LineSettings

    def verify(self, settings: Settings, headers: Headers, body: bytes, now: float) -> None:
        """x-line-signature; raises Unverified."""
        secret, given = str(settings.get("channel_secret") or ""), one_header(headers, HEADER) or ""
        if not secret or not hmac.compare_digest(sign(secret, body).encode(), given.encode("utf-8", "replace")):
            raise Unverified("The signature is not right for this body.")

    def parse(self, settings: Settings, headers: Headers, body: bytes) -> Sequence[Part]:
        """All events of a delivery, which may be none (LINE tries the address so); raises Malformed."""
        delivery = parsing.validated(_Delivery, parsing.json_object(body))
        if delivery.destination != settings.get("bot_user_id"):
            raise Malformed("This is about another account.")
        return [part for event in delivery.events for part in _parts(event, body)]

    async def send(self, fetch: Fetch, settings: Settings, message: Outbound) -> Sent:
        """A push message. A key that LINE knows already (409) was taken the first time."""
        own = LineSettings.model_validate(settings)
        value = {"to": message.recipient, "messages": [{"type": "text", "text": message.text}]}
        headers = {"x-line-retry-key": str(message.id), "content-type": "application/json", **_authorization(own)}
        url = f"{own.api_base.rstrip('/')}/v2/bot/message/push"
        answer = await sending.ask(fetch, "POST", url, headers=headers, content=json.dumps(value).encode())
        if answer.status != 409:
            sending.judge(answer)
        return Sent(_sent_id(answer.body) or answer.headers.get("x-line-accepted-request-id"))

    async def fetch_file(self, fetch: Fetch, settings: Settings, file: Attachment, max_bytes: int) -> bytes:
        """A medium, by its message's id."""
        own = LineSettings.model_validate(settings)
        path = f"v2/bot/message/{quote(file.provider_id or '', safe='')}/content"
        url = f"{own.data_base.rstrip('/')}/{path}"
        answer = await sending.ask(fetch, "GET", url, headers=_authorization(own), max_bytes=max_bytes, timeout_s=30)
        sending.judge(answer, "gone")
        return answer.body

    async def probe(self, fetch: Fetch, settings: Settings) -> str:
        """The bot's own name."""
        own = LineSettings.model_validate(settings)
        url = f"{own.api_base.rstrip('/')}/v2/bot/info"
        answer = await sending.ask(fetch, "GET", url, headers=_authorization(own))
        sending.judge(answer, "credentials_refused")
        return str(_said(answer.body).get("displayName", ""))[:120]


def _authorization(own: LineSettings) -> dict[str, str]:
    return {"authorization": f"Bearer {own.access_token.get_secret_value()}"}


def _parts(event: _Event, body: bytes) -> list[Part]:
    """A message or its end, from a person alone; groups and other events are passed over."""
    sender = event.source.userId if event.source is not None and event.source.type == "user" else None
    if sender is None:
        return []
    if event.type == "unsend" and event.unsend is not None:
        return [Deleted(f"event:{event.webhookEventId}", event.unsend.messageId, sender, body)]
    if event.type != "message" or event.message is None:
        return []
    said = event.message
    files: tuple[Attachment, ...] = ()
    if said.type in _MEDIA:
        files = (Attachment(said.fileName or said.type, _MEDIA[said.type], provider_id=said.id),)
    text = said.text if said.text.strip() else "" if files else parsing.unreadable(said.type)
    return [Inbound(said.id, said.id, sender, text, body, attachments=files)]


def _said(body: bytes) -> dict[str, Any]:
    try:
        return parsing.json_object(body)
    except Malformed:
        return {}


def _sent_id(body: bytes) -> str | None:
    """The id that LINE gave the message, where the answer has one."""
    listed = _said(body).get("sentMessages")
    first = listed[0] if isinstance(listed, list) and listed else None
    found = first.get("id") if isinstance(first, dict) else None
    return found if isinstance(found, str) and len(found) <= 200 else None
