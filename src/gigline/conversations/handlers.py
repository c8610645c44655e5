"""What conversations do when something happens on a channel."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.channels import service as channels
from gigline.channels.events import DeliveryStateChanged, MessageReceived, lane_of
from gigline.contacts import service as contacts
from gigline.contacts.models import Contact
from gigline.conversations import queries, receiving, remarks
from gigline.conversations.events import SendRequested
from gigline.conversations.models import NewMessage
from gigline.infra.db import Writer
from gigline.infra.outbox import Subscription
from gigline.language import service as language


async def on_message_received(w: Writer, event: MessageReceived) -> None:
    """Find who wrote, then the conversation; append."""
    settings = accounts.settings_of(await accounts.brand(w, event.brand_id))
    contact = await _contact_of(w, event)
    spoken = event.language or contact.language or _guess(event.text, settings)
    requester = receiving.Requester(
        brand_id=event.brand_id,
        contact_id=contact.id,
        name=contact.name,
        kind=contact.kind,
        language=spoken,
        account_id=event.account_id,
        channel=event.channel,
        recipient=event.sender,
    )
    message = NewMessage(event.text, event.client_id)
    await receiving.receive(w, requester, message, settings, topic=event.topic)


async def _contact_of(w: Writer, event: MessageReceived) -> Contact:
    if event.channel == "webchat":
        return await contacts.get(w, event.brand_id, UUID(event.sender))
    return await contacts.resolve_identity(
        w,
        event.brand_id,
        "api",
        f"{event.account_id}:{event.sender}",
        name=event.sender_name,
        kind=event.requester_kind,
        language=event.language,
        verified=event.verified,
    )


def _guess(text: str, settings: BrandSettings) -> str:
    languages = settings.brand.languages
    return language.guess_language(text, languages, languages[0])


async def on_send_requested(w: Writer, event: SendRequested) -> None:
    """Give an answer to the channel's delivery."""
    c = await queries.get(w, event.conversation_id)
    entry = await queries.entry(w, c, event.seq) if c else None
    if c is None or entry is None:
        return
    await channels.enqueue(
        w,
        brand_id=c.brand_id,
        account_id=c.account_id,
        conversation_id=c.id,
        entry_id=entry.id,
        entry_seq=entry.seq,
        recipient=c.recipient,
        text=entry.body,
        author_kind=entry.author_kind,
        author_name=entry.author_name,
        in_reply_to=await queries.last_client_id(w, c, entry.seq),
    )


async def on_delivery_state_changed(w: Writer, event: DeliveryStateChanged) -> None:
    """Keep the state of a sent message in the log."""
    await remarks.receipt(w, event.conversation_id, event.entry_seq, event.state)


SUBSCRIPTIONS: list[Subscription[Any]] = [
    Subscription("conversations.receive", MessageReceived, on_message_received, lane=lane_of, max_attempts=12),
    Subscription("conversations.send", SendRequested, on_send_requested, lane=lambda e: str(e.conversation_id)),
    Subscription(
        "conversations.receipts", DeliveryStateChanged, on_delivery_state_changed, lane=lambda e: str(e.conversation_id)
    ),
]
