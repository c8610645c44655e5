"""The sweeper: everything that events and timers do, found again by looking; and the rounds. Any number of processes
may run it.

Each item has a transaction of its own, and every step looks again under the lock before it acts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

import structlog

from gigline.infra import telemetry
from gigline.infra.db import Database, Writer
from gigline.infra.periodic import Periodic
from gigline.routing import pass_queries, queries, rounds, service
from gigline.workforce import service as workforce

log = structlog.get_logger()

# They may be large: so many are forgotten in one transaction.
PASSES_AT_ONCE = 20
DECISIONS_AT_ONCE = 200

Step = Callable[[Writer], Awaitable[object]]
Forget = Callable[[Writer, int, int], Awaitable[int]]


async def sweep(db: Database) -> int:
    """Expired offers, lost associates, what does not match; how many things were done."""
    return await expire_due(db) + await let_go_of_lost(db) + await mend_mismatches(db)


async def expire_due(db: Database) -> int:
    """Offers whose time is over and whose timer has not ended them."""
    async with db.reader() as r:
        due = await queries.due_offers(r, 500)
    return await _each(db, "expire", (_expiry(one) for one in due))


async def let_go_of_lost(db: Database) -> int:
    """What lost associates hold goes back to the queue; offers to them, or to those who signed off, are released."""
    async with db.reader() as r:
        carrying = await workforce.associates(r, await queries.carrying(r))
        lost = await workforce.absent(r, [one.id for one in carrying])
        off = {one.id for one in carrying if one.availability != "on"}
        held = await queries.held_by(r, sorted(lost))
        gone = [(one, "lost") for one in await queries.live_offers_of(r, sorted(lost))]
        gone += [(one, "signed off") for one in await queries.live_offers_of(r, sorted(off - lost))]
    done = await _each(db, "release_offer", (_release(one, why) for one, why in gone))
    return done + await _each(db, "let_go", (_loss(one.conversation_id, one.associate_id) for one in held))


async def mend_mismatches(db: Database) -> int:
    """Conversations whose holder and our offers and assignments tell different stories."""
    async with db.reader() as r:
        found = await queries.mismatched(r)
    return await _each(db, "reconcile", (_mend(one) for one in found))


def _expiry(offer_id: UUID) -> Step:
    return lambda w: service.expire(w, offer_id)


def _release(offer_id: UUID, why: str) -> Step:
    return lambda w: service.release_offer(w, offer_id, why)


def _loss(conversation_id: UUID, associate_id: UUID) -> Step:
    return lambda w: service.let_go(w, conversation_id, associate_id, "lost")


def _mend(conversation_id: UUID) -> Step:
    return lambda w: service.reconcile(w, conversation_id)


async def _each(db: Database, step: str, work: Iterable[Step]) -> int:
    """Run each in its own transaction. One that fails is logged and found again by the next sweep."""
    done = 0
    for one in work:
        try:
            async with db.writer() as w:
                done += bool(await one(w))
        except Exception as error:
            log.warning("sweep_item_failed", step=step, error=telemetry.where(error))
    return done


async def forget(db: Database, days: int) -> int:
    """After so many days, what decisions rested on is forgotten: of how many passes and offers. Offers stay, with what
    they were about, who was chosen, and how many others there were.
    """
    passes = await _forget(db, pass_queries.forget_passes, days, PASSES_AT_ONCE)
    return passes + await _forget(db, pass_queries.forget_decisions, days, DECISIONS_AT_ONCE)


async def _forget(db: Database, some: Forget, days: int, most: int) -> int:
    """So many in each transaction, passing over what another process has locked."""
    gone = 0
    while True:
        async with db.writer() as w:
            found = await some(w, days, most)
        gone += found
        if found < most:
            return gone


def tasks(decision_days: int) -> list[Periodic]:
    """What every router does by the clock."""
    return [
        Periodic("routing.sweep", every_s=2.0, run=sweep),
        Periodic("routing.round", every_s=rounds.EVERY_S, run=rounds.run),
        Periodic("routing.forget", every_s=3600.0, run=lambda db: forget(db, decision_days)),
    ]
