"""The circuit breaker of a connector: after some failures in a row it is left alone for a while, then tried once.

Its state is in PostgreSQL, because what one process found out all of them should know, and it is rarely written: a
connector that is well has no row.
"""

from __future__ import annotations

from uuid import UUID

import structlog

from gigline.infra.db import Database
from gigline.integrations import guards, queries
from gigline.integrations.errors import BackendUnavailable

log = structlog.get_logger()


async def admit(database: Database, brand_id: UUID, connector: str) -> None:
    """Return when the back end may be asked now; raises BackendUnavailable while it is left alone."""
    async with database.reader() as r:
        if await r.value(queries.BREAKER_SHUT, brand_id, connector):
            return
    # The lease is as long as an attempt may take: whoever tries and dies is followed by another.
    if not await database.alone(queries.BREAKER_PROBE, brand_id, connector, guards.LEASE_S):
        raise BackendUnavailable("The brand's system failed several times in a row and is left alone for a while.")


async def note(database: Database, brand_id: UUID, connector: str, *, healthy: bool) -> None:
    """Remember how an attempt found the back end."""
    if not healthy:
        found = await database.alone(queries.BREAKER_FAILED, brand_id, connector, guards.BREAK_AFTER, guards.BREAK_S)
        if found and found[0][0]:
            log.warning("breaker_opened", connector=connector)
        return
    async with database.reader() as r:
        known = await r.value(queries.BREAKER_ROW, brand_id, connector)
    if known:
        await database.alone(queries.BREAKER_WELL, brand_id, connector)
