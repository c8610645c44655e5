"""What the WhatsApp Cloud API delivers: messages, reactions and statuses. Pure.

https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import Field

from gigline.channels import parsing
from gigline.channels.adapters.meta import webhook
from gigline.channels.contract import (
    Attachment,
    Inbound,
    Malformed,
    Part,
    Reaction,
    Receipt,
    ReceiptState,
)

_STATES: dict[str, ReceiptState] = {"sent": "sent", "delivered": "delivered", "read": "read", "failed": "failed"}
_OTHERS = frozenset({"deleted", "warning", "played"})
# Nobody wrote these: a number changed, a chat was opened.
_NOTHING_SAID = frozenset({"system", "request_welcome"})
_MEDIA = frozenset({"image", "video", "audio", "document", "sticker"})
MOST_CARDS = 20
_WORDS = frozenset({"text", "button", *_MEDIA})
# https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
REASONS = {
    131026: "unreachable",
    131047: "window_closed",
    131049: "filtered",
    131050: "opted_out",
    131051: "refused",
    131053: "refused",
    130472: "filtered",
    470: "window_closed",
}


class _Text(parsing.Strict):
    body: parsing.Said


class _Media(parsing.Strict):
    id: parsing.Id
    mime_type: str = ""
    caption: parsing.Said = ""
    filename: parsing.Name = ""


class _Place(parsing.Strict):
    latitude: float
    longitude: float
    name: parsing.Name = ""
    address: parsing.Name = ""


class _Sign(parsing.Strict):
    message_id: parsing.Id
    emoji: parsing.Name = ""


class _Choice(parsing.Strict):
    title: parsing.Said = ""


class _Interactive(parsing.Strict):
    button_reply: _Choice | None = None
    list_reply: _Choice | None = None


class _Name(parsing.Strict):
    formatted_name: parsing.Name = ""


class _Phone(parsing.Strict):
    phone: parsing.Name = ""


class _Card(parsing.Strict):
    name: _Name = _Name()
    phones: list[_Phone] = Field(default_factory=list)


class _Button(parsing.Strict):
    text: parsing.Said


class Message(parsing.Strict):
    """One message; of the fields named like types there is the one of its type."""

    id: parsing.Id
    sender: parsing.Id
    type: parsing.Id
    text: _Text | None = None
    image: _Media | None = None
    video: _Media | None = None
    audio: _Media | None = None
    document: _Media | None = None
    sticker: _Media | None = None
    location: _Place | None = None
    reaction: _Sign | None = None
    interactive: _Interactive | None = None
    contacts: list[_Card] = Field(default_factory=list)
    button: _Button | None = None


class _Error(parsing.Strict):
    code: int = 0


class Status(parsing.Strict):
    """What became of a message of ours; `biz_opaque_callback_data` is the id that we gave it."""

    id: parsing.Id
    status: parsing.Id
    biz_opaque_callback_data: parsing.Id | None = None
    errors: list[_Error] = Field(default_factory=list)


def read(phone_number_id: str, body: bytes) -> list[Part]:
    """Everything in a delivery that is for this number; raises Malformed, also when nothing of it is."""
    items: list[webhook.Item] = []
    foreign = False
    for entry in webhook.entries(body, "whatsapp_business_account"):
        for change in webhook.items_of(entry, "changes"):
            value = change.get("value")
            if change.get("field") != "messages" or not isinstance(value, dict):
                continue
            if _number(value) != phone_number_id:
                foreign = True
                continue
            items += _items(value)
    if foreign and not items:
        raise Malformed("This is about another number.")
    return webhook.read_all(items, body, _read)


def _number(value: dict[str, Any]) -> object:
    metadata = value.get("metadata")
    return metadata.get("phone_number_id") if isinstance(metadata, dict) else None


def _items(value: dict[str, Any]) -> Iterator[webhook.Item]:
    """Messages with the name of their sender, and statuses."""
    names = {one.get("wa_id"): one.get("profile") for one in webhook.items_of(value, "contacts") if _is_key(one)}
    for message in webhook.items_of(value, "messages"):
        sender = message.get("from")
        yield {"message": message, "profile": names.get(sender) if isinstance(sender, str) else None}
    for status in webhook.items_of(value, "statuses"):
        yield {"status": status}


def _is_key(contact: dict[str, Any]) -> bool:
    return isinstance(contact.get("wa_id"), str)


def _read(item: webhook.Item, raw: bytes) -> Sequence[Part]:
    if "status" in item:
        return _receipt(parsing.validated(Status, item["status"]))
    given = item["message"]
    message = parsing.validated(Message, {**given, "sender": given.get("from")})
    sender = parsing.phone(message.sender)
    if message.type == "reaction":
        if message.reaction is None:
            raise Malformed("Wrong or missing: reaction.")
        return [Reaction(message.id, message.reaction.message_id, sender, message.reaction.emoji, raw)]
    if message.type in _NOTHING_SAID:
        return []
    files = _files(message)
    text = _words(message, files)
    if not text and not files:
        if message.type in _WORDS:
            raise Malformed(f"Wrong or missing: {message.type}.")
        text = parsing.unreadable(message.type)
    return [
        Inbound(
            provider_id=message.id,
            client_id=message.id,
            sender=sender,
            sender_name=_name(item["profile"]),
            text=text,
            raw=raw,
            attachments=files,
        )
    ]


def _name(profile: object) -> str:
    name = profile.get("name") if isinstance(profile, dict) else None
    return name[:200] if isinstance(name, str) else ""


def _files(message: Message) -> tuple[Attachment, ...]:
    media = getattr(message, message.type) if message.type in _MEDIA else None
    if media is None:
        return ()
    return (Attachment(media.filename or message.type, media.mime_type or message.type, provider_id=media.id),)


def _words(message: Message, files: tuple[Attachment, ...]) -> str:
    if files:
        return str(getattr(message, message.type).caption)
    if message.text is not None:
        return message.text.body if message.text.body.strip() else ""
    if message.button is not None:
        return message.button.text
    if message.interactive is not None:
        chosen = message.interactive.button_reply or message.interactive.list_reply
        return chosen.title if chosen else ""
    if message.contacts:
        return "\n".join(_card(one) for one in message.contacts[:MOST_CARDS])
    if message.location is not None:
        place = message.location
        where = f"{place.latitude:.5f}, {place.longitude:.5f}"
        return " ".join(filter(None, (place.name, place.address, f"[{where}]")))
    return ""


def _card(card: _Card) -> str:
    said = " ".join(filter(None, (card.name.formatted_name, *(one.phone for one in card.phones[:5]))))
    return f"[{said or 'contact'}]"


def _receipt(status: Status) -> Sequence[Part]:
    state = _STATES.get(status.status)
    if state is None:
        if status.status not in _OTHERS:
            raise Malformed("Wrong or missing: status.")
        return []
    reason = None
    if state == "failed":
        reason = REASONS.get(status.errors[0].code if status.errors else 0, "provider_failed")
    return [Receipt(status.biz_opaque_callback_data or status.id, state, reason)]
