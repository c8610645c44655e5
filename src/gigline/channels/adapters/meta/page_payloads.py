"""What Messenger and Instagram deliver: one form, with small differences. Pure.

https://developers.facebook.com/docs/messenger-platform/webhooks
https://developers.facebook.com/docs/instagram-platform/webhooks
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from pydantic import Field

from gigline.channels import parsing
from gigline.channels.adapters.meta import webhook
from gigline.channels.contract import (
    Attachment,
    Deleted,
    Edited,
    Inbound,
    Malformed,
    Part,
    Reaction,
    Receipt,
    Seen,
)


class _Party(parsing.Strict):
    id: parsing.Id


class _Payload(parsing.Strict):
    url: parsing.WebAddress | None = None


class _File(parsing.Strict):
    type: parsing.Id
    payload: _Payload | None = None


class _Message(parsing.Strict):
    mid: parsing.Id
    text: parsing.Said = ""
    attachments: list[_File] = Field(default_factory=list)
    is_echo: bool = False
    is_deleted: bool = False


class _Sign(parsing.Strict):
    mid: parsing.Id
    action: parsing.Id
    emoji: parsing.Name = ""
    reaction: parsing.Name = ""


class _Postback(parsing.Strict):
    mid: parsing.Id
    title: parsing.Said = ""


class _Edit(parsing.Strict):
    mid: parsing.Id
    text: parsing.Said
    num_edit: int = 1


class _Delivery(parsing.Strict):
    mids: list[parsing.Id] = Field(default_factory=list)
    watermark: int = 0


class _Read(parsing.Strict):
    mid: parsing.Id | None = None
    watermark: int = 0


class Event(parsing.Strict):
    """One thing that happened between the page and somebody."""

    sender: _Party
    recipient: _Party
    # Whatever it is: it only tells one sign from the next, and no message is refused for it.
    timestamp: Any = None
    message: _Message | None = None
    message_edit: _Edit | None = None
    postback: _Postback | None = None
    reaction: _Sign | None = None
    delivery: _Delivery | None = None
    read: _Read | None = None


def read(kind: str, account_id: str, body: bytes) -> list[Part]:
    """Everything in a delivery that is for this page or account; raises Malformed, also when nothing of it is."""
    items: list[webhook.Item] = []
    foreign = False
    for entry in webhook.entries(body, kind):
        own = entry.get("id") == account_id
        foreign |= not own
        items += list(webhook.items_of(entry, "messaging")) if own else []
    if foreign and not items:
        raise Malformed("This is about another account.")

    def one(item: webhook.Item, raw: bytes) -> Sequence[Part]:
        return _read(account_id, item, raw)

    return webhook.read_all(items, body, one)


def _read(account_id: str, item: dict[str, Any], raw: bytes) -> Sequence[Part]:
    event = parsing.validated(Event, item)
    if event.message is not None and event.message.is_echo:
        return []
    if event.recipient.id != account_id:
        raise Malformed("This is about another account.")
    sender = event.sender.id
    if event.message is not None:
        return _message(event.message, sender, raw)
    if event.message_edit is not None:
        edit = event.message_edit
        return [Edited(_change(edit.mid, str(edit.num_edit)), edit.mid, sender, edit.text, raw)]
    if event.postback is not None:
        title = event.postback.title.strip()
        return [Inbound(event.postback.mid, event.postback.mid, sender, title, raw)] if title else []
    return _signs(event, sender, raw)


def _message(message: _Message, sender: str, raw: bytes) -> Sequence[Part]:
    if message.is_deleted:
        return [Deleted(_change(message.mid, "deleted"), message.mid, sender, raw)]
    files = tuple(
        Attachment(one.type, one.type, url=one.payload.url)
        for one in message.attachments
        if one.payload is not None and one.payload.url is not None
    )
    text = message.text if message.text.strip() else ""
    if not text and not files:
        # Something that Meta shows to people only: whoever answers is to know that it came.
        text = parsing.unreadable(message.attachments[0].type if message.attachments else "message")
    return [Inbound(message.mid, message.mid, sender, text, raw, attachments=files)]


def _change(mid: str, *what: str) -> str:
    """A name for what was done to a message. Ids of one thread differ at their end: none is cut."""
    named = ":".join((mid, *what))
    return named if len(named) <= parsing.LONGEST_ID else f"sha256:{hashlib.sha256(named.encode()).hexdigest()}"


def _signs(event: Event, sender: str, raw: bytes) -> Sequence[Part]:
    if event.reaction is not None:
        sign = event.reaction
        emoji = (sign.emoji or sign.reaction) if sign.action == "react" else ""
        # Who takes a sign off and puts it on again has done three things.
        own = _change(sign.mid, sign.action, emoji, str(event.timestamp))
        return [Reaction(own, sign.mid, sender, emoji, raw)]
    if event.delivery is not None:
        seen = [Seen(sender, "delivered", event.delivery.watermark / 1000)] if event.delivery.watermark else []
        return [*(Receipt(one, "delivered") for one in event.delivery.mids), *seen]
    if event.read is not None:
        if event.read.mid is not None:
            return [Receipt(event.read.mid, "read")]
        return [Seen(sender, "read", event.read.watermark / 1000)]
    return []
