"""What Telegram delivers: one update at a time. Pure.

https://core.telegram.org/bots/api#update
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from gigline.channels import parsing
from gigline.channels.contract import Attachment, Edited, Inbound, Part, Reaction

# https://core.telegram.org/bots/api#chat: ids have at most 52 significant bits.
_Number = int


class _Chat(parsing.Strict):
    id: _Number
    type: parsing.Id


class _User(parsing.Strict):
    id: _Number
    first_name: parsing.Name = ""
    last_name: parsing.Name = ""
    language_code: str | None = None
    is_bot: bool = False


class _File(parsing.Strict):
    file_id: parsing.Id
    file_name: parsing.Name = ""
    mime_type: str = ""


class _Place(parsing.Strict):
    latitude: float
    longitude: float


class _Contact(parsing.Strict):
    phone_number: parsing.Name
    first_name: parsing.Name = ""


class _Poll(parsing.Strict):
    question: parsing.Said


class Message(parsing.Strict):
    """A message, as much of it as is used."""

    message_id: _Number
    chat: _Chat
    sender: _User | None = Field(None, alias="from")
    text: parsing.Said = ""
    caption: parsing.Said = ""
    media_group_id: parsing.Id | None = None
    edit_date: int | None = None
    photo: list[_File] = Field(default_factory=list)
    document: _File | None = None
    video: _File | None = None
    voice: _File | None = None
    audio: _File | None = None
    animation: _File | None = None
    video_note: _File | None = None
    sticker: _File | None = None
    location: _Place | None = None
    contact: _Contact | None = None
    poll: _Poll | None = None
    dice: dict[str, object] | None = None
    story: dict[str, object] | None = None
    game: dict[str, object] | None = None
    checklist: dict[str, object] | None = None


class _Emoji(parsing.Strict):
    type: parsing.Id
    emoji: parsing.Name = ""


class _MessageReaction(parsing.Strict):
    chat: _Chat
    message_id: _Number
    user: _User | None = None
    new_reaction: list[_Emoji] = Field(default_factory=list)


class Update(parsing.Strict):
    """An update: `update_id` and one of the rest."""

    update_id: _Number
    message: Message | None = None
    edited_message: Message | None = None
    message_reaction: _MessageReaction | None = None


_FILES: Sequence[tuple[Literal["document", "video", "voice", "audio", "animation", "video_note", "sticker"], str]] = (
    ("document", "application/octet-stream"),
    ("video", "video"),
    ("voice", "audio"),
    ("audio", "audio"),
    ("animation", "video"),
    ("video_note", "video"),
    ("sticker", "image"),
)


def read(body: bytes) -> list[Part]:
    """What an update says to us; nothing for what is of groups, of bots, or of a kind we have no use for."""
    update = parsing.validated(Update, parsing.json_object(body))
    if update.message_reaction is not None:
        return _reaction(update.update_id, update.message_reaction, body)
    message = update.message or update.edited_message
    if message is None or message.chat.type != "private" or (message.sender is not None and message.sender.is_bot):
        return []
    if update.edited_message is not None:
        return _edited(update.update_id, message, body)
    said = _inbound(message, body)
    return [said] if said is not None else []


def name_of(chat_id: int, message_id: int) -> str:
    """A message's name among all of the bot's: Telegram numbers them by chat."""
    return f"{chat_id}:{message_id}"


def group_of(message: Message) -> str | None:
    """The album that it is part of."""
    return f"{message.chat.id}:album:{message.media_group_id}" if message.media_group_id is not None else None


def _inbound(message: Message, body: bytes) -> Inbound | None:
    """What somebody said; None for Telegram's own words about a chat (a pinned message, say)."""
    files = _files(message)
    text = message.text if message.text.strip() else message.caption
    text = text or _other_words(message)
    if not text.strip() and not files:
        return None
    own = name_of(message.chat.id, message.message_id)
    sender = message.sender
    return Inbound(
        provider_id=own,
        client_id=own,
        sender=str(message.chat.id),
        sender_name=" ".join(filter(None, (sender.first_name, sender.last_name))) if sender else "",
        text=text if text.strip() else "",
        raw=body,
        language=_language(sender),
        group=group_of(message),
        attachments=files,
    )


def _language(sender: _User | None) -> str | None:
    code = (sender.language_code or "") if sender else ""
    base = code.partition("-")[0].lower()
    return base if base.isascii() and base.isalpha() and len(base) in {2, 3} else None


def _files(message: Message) -> tuple[Attachment, ...]:
    found = []
    if message.photo:
        # The same picture in several sizes, the largest last.
        found.append(Attachment("photo", "image/jpeg", provider_id=message.photo[-1].file_id))
    for name, kind in _FILES:
        file: _File | None = getattr(message, name)
        # An animation comes as a document as well.
        if file is not None and not (name == "document" and message.animation is not None):
            found.append(Attachment(file.file_name or name, file.mime_type or kind, provider_id=file.file_id))
    return tuple(found)


def _other_words(message: Message) -> str:
    if message.location is not None:
        return f"[{message.location.latitude:.5f}, {message.location.longitude:.5f}]"
    if message.contact is not None:
        return f"[{message.contact.first_name} {message.contact.phone_number}]"
    if message.poll is not None:
        return f"[{message.poll.question}]"
    shown = ("dice", "story", "game", "checklist")
    return next((parsing.unreadable(name) for name in shown if getattr(message, name) is not None), "")


def _edited(update_id: int, message: Message, body: bytes) -> list[Part]:
    text = message.text or message.caption
    if not text.strip():
        return []
    target = group_of(message) or name_of(message.chat.id, message.message_id)
    return [Edited(f"update:{update_id}", target, str(message.chat.id), text, body)]


def _reaction(update_id: int, given: _MessageReaction, body: bytes) -> list[Part]:
    if given.chat.type != "private" or given.user is None:
        return []
    emoji = "".join(one.emoji for one in given.new_reaction)
    target = name_of(given.chat.id, given.message_id)
    return [Reaction(f"update:{update_id}", target, str(given.chat.id), emoji, body)]
