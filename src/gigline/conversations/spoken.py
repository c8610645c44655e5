"""Calls in a conversation: that one is on, and what was said in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from gigline.channels import service as channels
from gigline.conversations import ledger, queries
from gigline.conversations.events import SendRequested, Transcribed
from gigline.conversations.models import Author, Conversation, Entry
from gigline.infra import outbox
from gigline.infra.db import Reader, Writer


async def set_call(w: Writer, c: Conversation, *, on_call: bool, callback_at: datetime | None = None) -> Conversation:
    """Say that a call is on or promised in this locked conversation, or that none is any more."""
    return await queries.set_call(w, c, on_call, callback_at)


async def speaks(w: Writer, c: Conversation, language: str) -> None:
    """The requester chose the language of this locked conversation: whoever takes it has to speak it."""
    await queries.set_language(w, c, language)


async def send_too(w: Writer, c: Conversation, entry: Entry) -> None:
    """What was only said goes out in writing as well; where the conversation is a chat it stands there already."""
    if not channels.capabilities(c.channel).native:
        await outbox.publish(w, SendRequested(brand_id=c.brand_id, conversation_id=c.id, seq=entry.seq))


async def entry_of(r: Reader, c: Conversation, client_id: str) -> Entry | None:
    """The entry that was written under this client id."""
    return await queries.entry_by_client_id(r, c, client_id)


async def transcribed(
    w: Writer, conversation_id: UUID, author: Author, body: str, *, data: dict[str, Any], client_id: str
) -> Entry:
    """What somebody said to somebody in a call: a line of the log that nobody has to answer or send.

    The same `client_id` again gives the same entry.
    """
    c = await ledger.lock(w, conversation_id)
    if (known := await queries.entry_by_client_id(w, c, client_id)) is not None:
        return known
    c, entry = await ledger.append(w, c, ledger.Draft("message", author, body, data, "delivered", client_id))
    spoken = Transcribed(brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq, by=author.kind)
    await outbox.publish(w, spoken)
    return entry
