"""Calls whose process died end visibly; the conversation goes on in writing."""

from __future__ import annotations

from gigline.calls import service as calls
from gigline.calls.browser import queries
from gigline.calls.browser.switchboard import LEASE_S
from gigline.infra.db import Database
from gigline.infra.periodic import Periodic


async def end_orphans(database: Database) -> int:
    """End the calls whose host has not been heard of; how many there were."""
    async with database.reader() as r:
        found = await queries.orphans(r, LEASE_S)
    for call in found:
        async with database.writer() as w:
            await calls.end(w, call.id, "host_lost", how="fail")
            await queries.forget_legs(w, call)
    async with database.writer() as w:
        await queries.forget_hosts(w, 10 * LEASE_S)
    return len(found)


TASKS = [Periodic("calls.hosts", every_s=5.0, run=end_orphans)]
