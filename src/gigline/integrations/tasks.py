"""Housekeeping by the clock: runs whose process is gone, and what is over."""

from __future__ import annotations

from gigline.infra.db import Database
from gigline.infra.periodic import Periodic
from gigline.integrations import queries, service


async def _forget(database: Database) -> int:
    async with database.writer() as w:
        counts = [
            await w.execute(statement)
            for statement in (queries.FORGET_CODES, queries.FORGET_PROOFS, queries.FORGET_CAP_LOCKS)
        ]
    return sum(counts)


TASKS = [
    Periodic("integrations.expire", every_s=15, run=service.expire),
    Periodic("integrations.forget", every_s=3600, run=_forget),
]
