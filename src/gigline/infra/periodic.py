"""Work that comes round by the clock: sweepers, so that no trigger is relied on alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from gigline.infra import telemetry
from gigline.infra.db import Database

log = structlog.get_logger()


@dataclass(frozen=True)
class Periodic:
    """`run` opens its own short transactions and returns how much it did. It must bear running in many processes."""

    name: str
    every_s: float
    run: Callable[[Database], Awaitable[int]]


async def run_forever(database: Database, tasks: list[Periodic]) -> None:
    """Run all of them until cancelled; one that fails is logged and comes round again."""
    async with asyncio.TaskGroup() as group:
        for task in tasks:
            group.create_task(_repeat(database, task))


async def _repeat(database: Database, task: Periodic) -> None:
    while True:
        try:
            await task.run(database)
        except Exception as error:
            log.warning("periodic_failed", task=task.name, error=telemetry.where(error))
        await asyncio.sleep(task.every_s)
