"""Putting off: a conversation that was answered rests until a time, or until its requester writes.

Its associate keeps it and may read it; the room it took is free meanwhile. It cannot be forgotten: a timer, whatever
the requester writes, and a sweeper behind both wake it (`receiving.wake`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from gigline.conversations import ledger, lifecycle, queries, receiving, snooze_queries
from gigline.conversations.errors import NotAllowedNow
from gigline.conversations.events import ActivityNoted, SnoozeDue
from gigline.conversations.models import Author, Conversation
from gigline.infra import outbox
from gigline.infra.db import Database, Writer
from gigline.infra.outbox import AnySubscription, Subscription
from gigline.kit.errors import BadInput
from gigline.workforce.events import GrantChanged

LEAST = timedelta(minutes=1)
MOST = timedelta(days=90)


async def snooze(
    w: Writer, conversation_id: UUID, epoch: int, until: datetime, reason: str, author: Author
) -> Conversation:
    """Put it off, or off to another time. Nobody is kept waiting by it: who waits is answered first.

    Raises StaleEpoch; NotAllowedNow where no associate holds it, the requester waits or a call is on; BadInput.
    """
    c = await ledger.lock_for(w, conversation_id, epoch, "snooze")
    now = await queries.now(w)
    _check(c, until, now)
    before = lifecycle.worked_on_by(c)
    told = ledger.activity("snoozed", author, until=until.isoformat(), reason=reason)
    c, _ = await ledger.append(w, replace(c, snoozed_until=until), told, step="snooze", now=now)
    await snooze_queries.keep(w, c, until, reason, author)
    if before is not None:
        await lifecycle.tell_released(w, c, before, "snoozed")
    else:
        noted = ActivityNoted(brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq, what="snoozed")
        await outbox.publish(w, noted)
    due = SnoozeDue(brand_id=c.brand_id, conversation_id=c.id, epoch=c.epoch, seq=c.seq)
    await outbox.schedule(w, due, in_s=(until - now).total_seconds())
    return c


def _check(c: Conversation, until: datetime, now: datetime) -> None:
    if not LEAST <= until - now <= MOST:
        raise BadInput("It can be put off for a minute at least and for 90 days at most.")
    if c.awaiting_reply_since is not None:
        raise NotAllowedNow("The requester waits for an answer: answer first.", current=ledger.standing(c))
    if c.on_call:
        raise NotAllowedNow("A call is on or promised in this conversation.", current=ledger.standing(c))


async def wake_if_due(w: Writer, conversation_id: UUID, epoch: int) -> bool:
    """Wake it if it is still put off under this epoch and should not be."""
    c = await ledger.lock(w, conversation_id)
    if c.snoozed_until is None or c.epoch != epoch:
        return False
    wrote = c.awaiting_reply_since is not None
    if not wrote and c.snoozed_until > await queries.now(w):
        return False
    await receiving.wake(w, c, "wrote" if wrote else "time")
    return True


async def sweep(database: Database) -> int:
    """What should be awake and is not: no trigger is relied on alone."""
    async with database.reader() as r:
        due = await snooze_queries.due(r, 200)
    done = 0
    for conversation_id, epoch in due:
        async with database.writer() as w:
            done += await wake_if_due(w, conversation_id, epoch)
    return done


async def _on_due(w: Writer, event: SnoozeDue) -> None:
    await wake_if_due(w, event.conversation_id, event.epoch)


async def _on_grant_changed(w: Writer, event: GrantChanged) -> None:
    """Whoever may no longer work for a brand keeps nothing of it for later."""
    for conversation_id in await snooze_queries.of_associate(w, event.brand_id, event.associate_id):
        c = await ledger.lock(w, conversation_id)
        if c.snoozed_until is not None and c.associate_id == event.associate_id:
            await receiving.wake(w, c, "revoked")


SUBSCRIPTIONS: tuple[AnySubscription, ...] = (
    Subscription("conversations.snooze_due", SnoozeDue, _on_due, lane=lambda e: str(e.conversation_id)),
    Subscription("conversations.grants", GrantChanged, _on_grant_changed, when=lambda e: e.revoked),
)
