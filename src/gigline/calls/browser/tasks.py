"""Calls whose process died end visibly; the conversation goes on in writing."""

from __future__ import annotations

from functools import partial

from gigline.calls import service as calls
from gigline.calls.browser import queries
from gigline.calls.browser.switchboard import LEASE_S
from gigline.calls.models import Call
from gigline.calls.tasks import each
from gigline.infra.db import Database, Writer
from gigline.infra.periodic import Periodic


async def end_orphans(database: Database) -> int:
    """End the calls whose host has not been heard of; how many there were."""
    async with database.reader() as r:
        found = await queries.orphans(r, LEASE_S)
    ended = await each(database, "hosts", [partial(_end, call=call) for call in found])
    async with database.writer() as w:
        await queries.forget_hosts(w, 10 * LEASE_S)
    return ended


async def _end(w: Writer, call: Call) -> None:
    await calls.end(w, call.id, "host_lost", how="fail")
    await queries.forget_legs(w, call)


TASKS = [Periodic("calls.hosts", every_s=5.0, run=end_orphans)]
