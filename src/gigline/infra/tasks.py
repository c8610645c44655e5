"""Housekeeping by the clock."""

from __future__ import annotations

from gigline.infra import stream
from gigline.infra.db import Database
from gigline.infra.periodic import Periodic


async def _prune(database: Database) -> int:
    await stream.prune(database)
    return 0


TASKS = [Periodic("infra.prune_stream", every_s=3600, run=_prune)]
