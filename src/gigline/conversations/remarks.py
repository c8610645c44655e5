"""What is written beside the talk: notes, activity lines, receipts, the question whether somebody is still there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from gigline.conversations import ledger, queries, rules
from gigline.conversations.events import ActivityNoted, Noted, ReceiptNoted
from gigline.conversations.models import Author, Entry
from gigline.infra import outbox
from gigline.infra.db import Writer


async def note(
    w: Writer,
    conversation_id: UUID,
    author: Author,
    body: str,
    *,
    client_id: str | None = None,
    data: dict[str, Any] | None = None,
) -> Entry:
    """A private note; the requester never sees it. The same `client_id` again gives the same entry."""
    c = await ledger.lock(w, conversation_id)
    if client_id is not None and (known := await queries.entry_by_client_id(w, c, client_id)) is not None:
        return known
    c, entry = await ledger.append(w, c, ledger.Draft("note", author, body, data or {}, client_id=client_id))
    await outbox.publish(w, Noted(brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq))
    return entry


async def activity(
    w: Writer,
    conversation_id: UUID,
    what: str,
    data: dict[str, Any],
    *,
    author: Author = ledger.SYSTEM,
    client_id: str | None = None,
) -> Entry:
    """A line of the kind `what` in the log. The same `client_id` again gives the same entry."""
    c = await ledger.lock(w, conversation_id)
    if client_id is not None and (known := await queries.entry_by_client_id(w, c, client_id)) is not None:
        return known
    c, entry = await ledger.append(w, c, replace(ledger.activity(what, author, **data), client_id=client_id))
    noted = ActivityNoted(brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq, what=what)
    await outbox.publish(w, noted)
    return entry


async def ask_still_there(w: Writer, conversation_id: UUID) -> None:
    """Ask a waiting requester, once, whether they are still there; their next message answers it."""
    c = await ledger.lock(w, conversation_id)
    if c.status != "open" or c.holder != "queue" or c.still_there_at is not None:
        return
    c = replace(c, still_there_at=await queries.now(w))
    c, _ = await ledger.append(w, c, ledger.activity("still_there"))
    noted = ActivityNoted(brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq, what="still_there")
    await outbox.publish(w, noted)


async def receipt(
    w: Writer, conversation_id: UUID, ref_seq: int, state: str, reason: str | None = None
) -> Entry | None:
    """Note what became of message `ref_seq`; None when that is no news (receipts come late and twice).

    `reason` is a fixed word for why it failed.
    """
    c = await ledger.lock(w, conversation_id)
    message = await queries.entry(w, c, ref_seq)
    if message is None or message.state is None or message.author_kind == "requester":
        return None
    if not rules.receipt_moves(message.state, state):
        return None
    await queries.set_entry_state(w, c, ref_seq, state)
    told = {"ref_seq": ref_seq, "state": state, **({"reason": reason} if reason else {})}
    c, entry = await ledger.append(w, c, ledger.Draft("receipt", data=told))
    noted = ReceiptNoted(
        brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq, ref_seq=ref_seq, state=state
    )
    await outbox.publish(w, noted)
    return entry
