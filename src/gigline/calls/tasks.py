"""The sweeper of calls: what an event or a timer should have done, found again by looking."""

from __future__ import annotations

import structlog

from gigline.calls import queries, rules, service
from gigline.infra import telemetry
from gigline.infra.db import Database
from gigline.infra.periodic import Periodic

log = structlog.get_logger()

GRACE_S = 10.0


async def sweep(db: Database) -> int:
    """Calls that rang for too long, and those whose end nobody told us; how many there were."""
    async with db.reader() as r:
        overdue = await queries.overdue_rings(r, rules.RING_S + GRACE_S)
        lost = await queries.lost(r, rules.LONGEST_S, rules.DIALLING_S)
    done = 0
    for one in [*overdue, *lost]:
        try:
            async with db.writer() as w:
                if one in lost:
                    await service.end(w, one.id, "lost", how="fail")
                else:
                    await service.not_answered(w, one.id, one.leg)
                done += 1
        except Exception as error:
            log.warning("sweep_item_failed", step="calls", error=telemetry.where(error))
    return done


TASKS = [Periodic("calls.sweep", every_s=5.0, run=sweep)]
