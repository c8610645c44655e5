"""Telling those above what became of an outbound message, and taking the providers' word on it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from gigline.channels import queries, rules
from gigline.channels.contract import Receipt, Seen
from gigline.channels.events import DeliveryStateChanged, EntryState
from gigline.channels.models import ChannelAccount, OutboundRow
from gigline.infra import outbox
from gigline.infra.db import Writer


async def publish_state(w: Writer, row: OutboundRow) -> None:
    """Tell of the row's state; `sending` is nobody's business but ours, nor is what stands in no log."""
    if row.state == "sending" or row.entry_seq == 0:
        return
    state: EntryState = row.state
    await outbox.publish(
        w,
        DeliveryStateChanged(
            brand_id=row.brand_id,
            conversation_id=row.conversation_id,
            entry_seq=row.entry_seq,
            state=state,
            error=row.error,
        ),
    )


async def note_receipt(w: Writer, account: ChannelAccount, receipt: Receipt) -> bool:
    """Take the provider's word on a message of ours; False when it changes nothing, or is not about this account."""
    row = await w.one(
        OutboundRow,
        queries.OUTBOUND_OF_RECEIPT,
        account.brand_id,
        account.id,
        receipt.message_id,
        _uuid(receipt.message_id),
    )
    return row is not None and await _move(w, row, receipt)


async def note_seen(w: Writer, account: ChannelAccount, seen: Seen) -> bool:
    """Take the provider's word on all that somebody got until then; False when it changes nothing."""
    rows = await w.all(
        OutboundRow, queries.OUTBOUND_SEEN, account.brand_id, account.id, seen.sender, seen.state, seen.until
    )
    moved = [await _move(w, row, Receipt(str(row.id), seen.state)) for row in rows]
    return any(moved)


async def _move(w: Writer, row: OutboundRow, receipt: Receipt) -> bool:
    state = rules.after_receipt(row.state, receipt.state)
    if state == row.state:
        return False
    error = (receipt.reason or "provider_failed") if state == "failed" else None
    await w.execute(queries.MOVE, row.brand_id, row.id, state, error)
    await publish_state(w, replace(row, state=state, error=error))
    return True


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
