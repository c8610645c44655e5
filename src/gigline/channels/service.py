"""Channel accounts, messages in, messages out: the slice's public face. The sending itself is in `delivery`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import asyncpg

from gigline.channels import ingest, queries, rules
from gigline.channels.accounts import (
    account,
    account_by_key,
    accounts,
    adapter,
    capabilities,
    problems,
    save_account,
    secret_fields,
    use_vault,
)
from gigline.channels.carrying import carries
from gigline.channels.contract import Part
from gigline.channels.correspondents import may_write
from gigline.channels.errors import NoSuchOutbound, NotToRetry
from gigline.channels.events import SendDue
from gigline.channels.intake import Arrived, Intake
from gigline.channels.models import ChannelAccount, OutboundRow
from gigline.channels.optouts import among as opted_out
from gigline.channels.states import publish_state
from gigline.infra import outbox
from gigline.infra.db import Database, PerDatabase, Reader, Writer
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

__all__ = [
    "AWAY",
    "accept",
    "account",
    "account_by_key",
    "accounts",
    "adapter",
    "capabilities",
    "carries",
    "enqueue",
    "may_write",
    "opted_out",
    "outbound",
    "problems",
    "publish_state",
    "retry",
    "save_account",
    "secret_fields",
    "use_vault",
]

_intakes = PerDatabase(lambda _: Intake(ingest.store))


async def accept(database: Database, account: ChannelAccount, parsed: Sequence[Part]) -> list[bool]:
    """Store a delivery, all of it or nothing; durable on return. For each part: whether it was new.

    The edge of both webhooks and the widget: nobody may be told 2xx before it returns. Raises Unavailable when the
    database is away, even if it may have committed: the provider repeats itself, and repetitions are harmless.
    """
    await hit("ingest.before_tx")
    intake = _intakes.of(database)
    try:
        new = await intake.accept(database, Arrived(account, parsed))
    except AWAY as error:
        raise Unavailable("The message could not be stored just now: send it again.") from error
    await hit("ingest.commit_ok_reply_lost")
    return new


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
    context: Mapping[str, Any] | None = None,
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
        context or {},
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
