"""Looking whether hands will be lacking. Any number of routers may do it: a brand is looked at by one at a time."""

from __future__ import annotations

import structlog

from gigline.infra import telemetry
from gigline.infra.db import Database
from gigline.infra.periodic import Periodic
from gigline.routing.callin import queries, waves

log = structlog.get_logger()


async def look(db: Database) -> int:
    """One transaction for each brand that has somebody on standby. One that fails is looked at again the next time."""
    async with db.reader() as r:
        brands = await queries.brands_with_standby(r)
    done = 0
    for brand_id in brands:
        try:
            async with db.writer() as w:
                done += await waves.look(w, brand_id)
        except Exception as error:
            log.warning("call_in_failed", error=telemetry.where(error))
    return done


TASKS = [Periodic("callin.look", every_s=20.0, run=look)]
