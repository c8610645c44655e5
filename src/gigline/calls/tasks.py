"""The sweeper of calls: what an event or a timer should have done, found again by looking."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import partial

import structlog

from gigline.calls import consultation_queries, consulting, queries, rules, service
from gigline.infra import telemetry
from gigline.infra.db import Database, Reader, Writer
from gigline.infra.periodic import Periodic

log = structlog.get_logger()

GRACE_S = 10.0

Step = Callable[[Writer], Awaitable[object]]


async def sweep(db: Database) -> int:
    """What rings for too long, and what has ended without a word; how many there were."""
    async with db.reader() as r:
        due = [*await _calls(r), *await _consultations(r)]
    return await each(db, "calls", due)


async def each(db: Database, name: str, steps: Iterable[Step]) -> int:
    """Take each in its own transaction; how many went well. One that fails is logged and found again the next time."""
    done = 0
    for step in steps:
        try:
            async with db.writer() as w:
                await step(w)
            done += 1
        except Exception as error:
            log.warning("sweep_item_failed", step=name, error=telemetry.where(error))
    return done


async def _calls(r: Reader) -> list[Step]:
    overdue = await queries.overdue_rings(r, rules.RING_S + GRACE_S)
    lost = await queries.lost(r, rules.LONGEST_S, rules.DIALLING_S)
    return [
        *(partial(service.not_answered, call_id=one.id, leg=one.leg) for one in overdue if one not in lost),
        *(partial(service.end, call_id=one.id, reason="lost", how="fail") for one in lost),
    ]


async def _consultations(r: Reader) -> list[Step]:
    overdue = await consultation_queries.overdue(r, rules.RING_S + GRACE_S)
    left_behind = await consultation_queries.left_behind(r)
    return [
        *(partial(consulting.not_answered, call_id=one.call_id, consultation_id=one.id) for one in overdue),
        *(partial(consulting.set_right, one=one) for one in left_behind),
    ]


TASKS = [Periodic("calls.sweep", every_s=5.0, run=sweep)]
