"""Saying something to a requester that is no answer: who waits, goes on waiting, and nobody's promise is kept by it."""

from __future__ import annotations

from typing import Any

from gigline.channels import service as channels
from gigline.conversations import ledger
from gigline.conversations.events import ActivityNoted, SendRequested
from gigline.conversations.models import Author, Conversation
from gigline.infra import outbox
from gigline.infra.db import Writer


async def tell(
    w: Writer, c: Conversation, author: Author, body: str, what: str, client_id: str | None = None, **data: Any
) -> Conversation:
    """Append it to the (locked) conversation and send it where its answers go; `what` is its kind."""
    native = channels.capabilities(c.channel).native
    state = "sent" if native else "queued"
    draft = ledger.Draft("message", author, body, {"notice": what, **data}, state, client_id)
    c, _ = await ledger.append(w, c, draft)
    noted = ActivityNoted(brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq, what=what)
    await outbox.publish(w, noted)
    if not native:
        requested = SendRequested(
            brand_id=c.brand_id, conversation_id=c.id, seq=c.seq, account_id=c.account_id, recipient=c.recipient
        )
        await outbox.publish(w, requested)
    return c
