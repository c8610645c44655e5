"""Channel accounts, messages in, messages out: the slice's public face. The sending itself is in `delivery`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import asyncpg
from pydantic import ValidationError

from gigline.channels import attachments, queries, rules, threads
from gigline.channels.contract import Adapter, Capabilities, Inbound, Receipt
from gigline.channels.errors import AccountTaken, BadAccount, NoSuchAccount, NoSuchOutbound, NotToRetry
from gigline.channels.events import DeliveryStateChanged, EntryState, MessageReceived, SendDue
from gigline.channels.intake import Arrived, Intake
from gigline.channels.models import ChannelAccount, OutboundRow
from gigline.channels.registry import ADAPTERS
from gigline.infra import outbox
from gigline.infra.db import Database, Reader, Writer
from gigline.infra.failpoints import hit
from gigline.kit.errors import Unavailable
from gigline.kit.text import storable

# The database is away, restarting, full, or undid the transaction to end a deadlock.
AWAY = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.TransactionRollbackError,
)

_intakes: WeakKeyDictionary[Database, Intake] = WeakKeyDictionary()


def adapter(kind: str) -> Adapter:
    """The adapter of a channel; raises BadAccount when there is none."""
    found = ADAPTERS.get(kind)
    if found is None:
        raise BadAccount(f"There is no such channel: use one of {', '.join(sorted(ADAPTERS))}.")
    return found


def capabilities(kind: str) -> Capabilities:
    """What a channel can do; raises BadAccount when there is none."""
    return adapter(kind).capabilities


async def save_account(w: Writer, brand_id: UUID, kind: str, key: str, settings: dict[str, Any]) -> ChannelAccount:
    """Create the account `key`, or replace its settings; raises BadAccount, and AccountTaken if it is another's."""
    try:
        checked = adapter(kind).settings_model.model_validate(settings).model_dump(mode="json")
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise BadAccount(f"The settings of {key} do not fit the channel {kind}: {wrong}.") from error
    try:
        saved = await w.one(ChannelAccount, queries.SAVE_ACCOUNT, brand_id, w.new_id(), kind, key, checked)
    except asyncpg.CheckViolationError as error:
        raise BadAccount("An account's key has 2 to 60 of a-z, 0-9 and -, and begins with no -.") from error
    if saved is None:
        raise AccountTaken(f"The key {key} is in use, by another brand or for another channel.")
    return saved


async def account(r: Reader, brand_id: UUID, account_id: UUID) -> ChannelAccount:
    """Raises NoSuchAccount."""
    return _found(await r.one(ChannelAccount, queries.ACCOUNT, brand_id, account_id))


async def account_by_key(r: Reader, key: str) -> ChannelAccount:
    """Raises NoSuchAccount."""
    return _found(await r.one(ChannelAccount, queries.ACCOUNT_BY_KEY, storable(key)))


def _found(found: ChannelAccount | None) -> ChannelAccount:
    if found is None:
        raise NoSuchAccount("There is no such channel account.")
    return found


async def accounts(r: Reader, brand_id: UUID) -> list[ChannelAccount]:
    """The brand's accounts, by key."""
    return await r.all(ChannelAccount, queries.ACCOUNTS, brand_id)


async def accept(database: Database, account: ChannelAccount, parsed: Sequence[Inbound | Receipt]) -> list[bool]:
    """Store a delivery, all of it or nothing; durable on return. For each part: whether it was new.

    The edge of both webhooks and the widget: nobody may be told 2xx before it returns. Raises Unavailable when the
    database is away, even if it may have committed: the provider repeats itself, and repetitions are harmless.
    """
    await hit("ingest.before_tx")
    intake = _intakes.setdefault(database, Intake(_store))
    try:
        new = await intake.accept(database, Arrived(account, parsed))
    except AWAY as error:
        raise Unavailable("The message could not be stored just now: send it again.") from error
    await hit("ingest.commit_ok_reply_lost")
    return new


async def _store(database: Database, arrived: Sequence[Arrived]) -> list[list[bool]]:
    async with database.writer() as w:
        new = await _take(w, arrived)
        await hit("ingest.after_insert_before_commit")
    return new


async def _take(w: Writer, arrived: Sequence[Arrived]) -> list[list[bool]]:
    """In an order that all processes share, so that two batches of the same messages cannot lock each other out."""
    new = [[False] * len(one.parts) for one in arrived]
    parts = [(n, m, one.account, part) for n, one in enumerate(arrived) for m, part in enumerate(one.parts)]
    messages = [(n, m, account, part) for n, m, account, part in parts if isinstance(part, Inbound)]
    fresh = await _ingest(w, [(account, part) for _, _, account, part in messages])
    for (n, m, _, _), is_new in zip(messages, fresh, strict=True):
        new[n][m] = is_new
    receipts = [(n, m, account, part) for n, m, account, part in parts if isinstance(part, Receipt)]
    for n, m, account, receipt in sorted(receipts, key=lambda one: one[3].message_id):
        new[n][m] = await note_receipt(w, account, receipt)
    return new


async def _ingest(w: Writer, messages: Sequence[tuple[ChannelAccount, Inbound]]) -> list[bool]:
    """Store messages as they came and publish MessageReceived of those that were not there yet; which were new."""
    if not messages:
        return []
    for _, inbound in messages:
        if not inbound.sender or storable(inbound.provider_id + inbound.sender) != inbound.provider_id + inbound.sender:
            raise ValueError("an inbound message needs a sender and an id that can be stored as they are")
    ids = [w.new_id() for _ in messages]
    rows = sorted(zip(ids, messages, strict=True), key=lambda row: (row[1][0].id, row[1][1].provider_id))
    stored = await w.rows(
        queries.INGEST,
        [account.brand_id for _, (account, _) in rows],
        [id_ for id_, _ in rows],
        [account.id for _, (account, _) in rows],
        [inbound.provider_id for _, (_, inbound) in rows],
        [inbound.raw for _, (_, inbound) in rows],
    )
    new = {row["id"] for row in stored}
    fresh = [(id_, account, one) for id_, (account, one) in zip(ids, messages, strict=True) if id_ in new]
    await outbox.publish_all(w, [await _received(w, account, id_, one) for id_, account, one in fresh])
    return [id_ in new for id_ in ids]


async def _received(w: Writer, account: ChannelAccount, inbound_id: UUID, inbound: Inbound) -> MessageReceived:
    data = dict(inbound.data)
    if inbound.attachments:
        kept = await attachments.store(w, account.brand_id, inbound_id, inbound.attachments)
        data["attachments"] = [
            {"id": str(one.id), "name": one.name, "type": one.content_type, "size": one.size, "state": one.state}
            for one in kept
        ]
    return MessageReceived(
        brand_id=account.brand_id,
        account_id=account.id,
        inbound_id=inbound_id,
        channel=account.kind,
        sender=inbound.sender,
        sender_name=storable(inbound.sender_name),
        requester_kind=inbound.kind,
        verified=inbound.verified,
        client_id=inbound.client_id,
        text=storable(inbound.text),
        language=inbound.language,
        topic=inbound.topic,
        identity=storable(inbound.identity or ""),
        answers=await threads.answered(w, account, inbound.threads) if inbound.threads else None,
        data=data,
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
    if row is None:
        return False
    state = rules.after_receipt(row.state, receipt.state)
    if state == row.state:
        return False
    error = "provider_failed" if state == "failed" else None
    await w.execute(queries.MOVE, row.brand_id, row.id, state, error)
    await publish_state(w, replace(row, state=state, error=error))
    return True


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def publish_state(w: Writer, row: OutboundRow) -> None:
    """Tell of the row's state; `sending` is nobody's business but ours."""
    if row.state == "sending":
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


async def enqueue(
    w: Writer,
    *,
    brand_id: UUID,
    account_id: UUID,
    conversation_id: UUID,
    entry_id: UUID,
    entry_seq: int,
    recipient: str,
    text: str,
    author_kind: str,
    author_name: str = "",
    in_reply_to: str | None = None,
) -> bool:
    """Queue an entry for sending; False when it was queued before. Not for native channels.

    Call it in the order of `entry_seq` (lane = conversation): what is queued earlier with a smaller number goes first.
    """
    queued = await w.execute(
        queries.ENQUEUE,
        brand_id,
        entry_id,
        account_id,
        conversation_id,
        entry_seq,
        recipient,
        storable(text),
        author_kind,
        storable(author_name),
        in_reply_to,
    )
    if queued:
        await outbox.publish(w, SendDue(brand_id=brand_id, conversation_id=conversation_id, outbound_id=entry_id))
    return bool(queued)


async def outbound(r: Reader, brand_id: UUID, outbound_id: UUID) -> OutboundRow:
    """The message with this id, which is its entry's; raises NoSuchOutbound."""
    return _row(await r.one(OutboundRow, queries.OUTBOUND, brand_id, outbound_id))


def _row(found: OutboundRow | None) -> OutboundRow:
    if found is None:
        raise NoSuchOutbound("There is no such message on its way out.")
    return found


async def retry(w: Writer, brand_id: UUID, outbound_id: UUID) -> OutboundRow:
    """A person decides to send it again, from failed or unknown; raises NoSuchOutbound, NotToRetry.

    The provider gets the same idempotency key as before.
    """
    row = _row(await w.one(OutboundRow, queries.OUTBOUND_LOCKED, brand_id, outbound_id))
    if row.state not in rules.RETRIABLE:
        raise NotToRetry(
            "Only a message that failed, or whose fate is unknown, can be sent again.", current={"state": row.state}
        )
    await w.execute(queries.REQUEUE, brand_id, outbound_id)
    again = replace(row, state="queued", attempts=0, error=None)
    await publish_state(w, again)
    await outbox.publish(w, SendDue(brand_id=brand_id, conversation_id=row.conversation_id, outbound_id=outbound_id))
    return again
