"""Races between real processes: each waits at a barrier, then does its part on a database of its own connection.

A scenario is a module-level function `part(database, who, task) -> str` for the contenders, and functions that set a
round up and check it in the test's own process. Rounds: GIGLINE_RACE_ROUNDS (150; CI has 2,000), processes: 3.
"""

from __future__ import annotations

import asyncio
import multiprocessing as mp
import os
from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from typing import Any

from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions
from gigline.kit.errors import GiglineError

ROUNDS = int(os.environ.get("GIGLINE_RACE_ROUNDS", "150"))
PROCESSES = 3
PATIENCE_S = 180

Part = Callable[[Database, int, Any], Awaitable[str]]


def _contend(dsn: str, who: int, part: Part, barrier: Any, tasks: Any, results: Any) -> None:
    asyncio.run(_contend_until_done(dsn, who, part, barrier, tasks, results))


async def _contend_until_done(dsn: str, who: int, part: Part, barrier: Any, tasks: Any, results: Any) -> None:
    database = Database(dsn, subscribers=Subscriptions(), pool_size=4)
    await database.open()
    while (task := tasks.get(timeout=PATIENCE_S)) is not None:
        barrier.wait(PATIENCE_S)
        try:
            outcome = await part(database, who, task)
        except GiglineError as error:
            outcome = error.code
        except Exception as error:
            outcome = f"BROKEN {type(error).__name__}: {error}"
        results.put((who, outcome))
    await database.close()


class Contenders:
    """The processes of one scenario."""

    def __init__(self, tasks: list[Any], results: Any):
        self._tasks, self._results = tasks, results

    def run(self, task: Any) -> list[str]:
        """Give every process the same task at the same moment; their outcomes, by process."""
        for queue in self._tasks:
            queue.put(task)
        found = dict(self._results.get(timeout=PATIENCE_S) for _ in self._tasks)
        return [found[who] for who in range(len(self._tasks))]


@contextmanager
def contenders(dsn: str, part: Part, processes: int = PROCESSES):
    """Start the processes of a scenario; they end with the block."""
    context = mp.get_context("spawn")
    barrier, results = context.Barrier(processes), context.Queue()
    tasks = [context.Queue() for _ in range(processes)]
    running = [
        context.Process(target=_contend, args=(dsn, who, part, barrier, tasks[who], results))
        for who in range(processes)
    ]
    for process in running:
        process.start()
    try:
        yield Contenders(tasks, results)
    finally:
        for queue in tasks:
            queue.put(None)
        for process in running:
            process.join(10)
            if process.is_alive():
                process.kill()
