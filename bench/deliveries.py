"""What each provider delivers in the benchmarks: one message after another of fifty people, signed as it signs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from gigline.channels.adapters.line import adapter as line
from gigline.channels.adapters.meta import samples as meta
from gigline.channels.adapters.meta import webhook
from gigline.channels.adapters.telegram import adapter as telegram
from gigline.channels.adapters.telegram import samples as updates
from gigline.channels.adapters.twilio import samples as twilio
from gigline.channels.adapters.twilio import signature

PUBLIC = "https://bench.example"
PEOPLE = 50
_SECRET = "0123456789abcdef0123456789abcdef"
_BOT = "U" + "a" * 32
_META = {"app_secret": _SECRET, "verify_token": _SECRET, "access_token": _SECRET}
_JSON = {"Content-Type": "application/json"}

Delivery = tuple[bytes, dict[str, str]]
"""A request's body and headers."""


@dataclass(frozen=True)
class Channel:
    """An account's settings, and delivery number so-and-so."""

    kind: str
    settings: dict[str, Any]
    delivery: Callable[[int], Delivery]

    @property
    def account(self) -> str:
        return f"bench-{self.kind}"

    @property
    def path(self) -> str:
        return f"/channels/{self.kind}/{self.account}"


def _text(number: int) -> str:
    return f"Where is my order {number}?"


def _sms(number: int) -> Delivery:
    fields = twilio.message(str(number), sender=f"+3519123450{number % PEOPLE:02d}", body=_text(number))
    signed = signature.sign(_SECRET, f"{PUBLIC}/channels/sms/bench-sms", list(fields.items()))
    headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signed}
    return urlencode(fields).encode(), headers


def _of_meta(value: dict[str, Any]) -> Delivery:
    body = json.dumps(value).encode()
    return body, {**_JSON, "X-Hub-Signature-256": webhook.sign(_SECRET, body)}


def _whatsapp(number: int) -> Delivery:
    sender = f"3519123450{number % PEOPLE:02d}"
    return _of_meta(meta.whatsapp(meta.whatsapp_text(f"wamid.{number}", _text(number), sender=sender)))


def _messenger(number: int) -> Delivery:
    return _of_meta(meta.page(_page_event(number)))


def _instagram(number: int) -> Delivery:
    return _of_meta(meta.page(_page_event(number), kind="instagram", account_id=meta.INSTAGRAM_ID))


def _page_event(number: int) -> dict[str, Any]:
    return {"sender": {"id": f"61955123205{number % PEOPLE:05d}"}, **meta.page_text(f"m_{number}", _text(number))}


def _telegram(number: int) -> Delivery:
    message = updates.message(number + 1, _text(number), chat=1_000_000 + number % PEOPLE)
    body = json.dumps(updates.update(number + 1, message=message)).encode()
    return body, {**_JSON, telegram.HEADER: _SECRET}


def _line(number: int) -> Delivery:
    event = {
        "type": "message",
        "webhookEventId": f"01FZ74A0TDDPYRV{number:011d}",
        "timestamp": 1750096325657,
        "source": {"type": "user", "userId": f"U{number % PEOPLE:032d}"},
        "message": {"id": str(444_573_844_000 + number), "type": "text", "text": _text(number)},
    }
    body = json.dumps({"destination": _BOT, "events": [event]}).encode()
    return body, {**_JSON, line.HEADER: line.sign(_SECRET, body)}


_ALL = (
    Channel("sms", {"account_sid": twilio.SID, "auth_token": _SECRET, "number": "+14155550100"}, _sms),
    Channel("whatsapp", {**_META, "phone_number_id": meta.NUMBER_ID}, _whatsapp),
    Channel("messenger", {**_META, "page_id": meta.PAGE_ID}, _messenger),
    Channel("instagram", {**_META, "account_id": meta.INSTAGRAM_ID}, _instagram),
    Channel("telegram", {"bot_token": f"110201543:{_SECRET}", "secret_token": _SECRET}, _telegram),
    Channel("line", {"channel_secret": _SECRET, "access_token": _SECRET, "bot_user_id": _BOT}, _line),
)
CHANNELS: Mapping[str, Channel] = {one.kind: one for one in _ALL}
