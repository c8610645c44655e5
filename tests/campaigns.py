"""State machines run until they have met what they are about.

What Hypothesis tries depends on the code that its process has loaded, since it learns constants from it. So which tests
ran before decides what a small run meets, and one that misses something is to go on, not to fail.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions
from tests.conftest import fresh_dsn

ROUNDS = 12
# Whether this is the long run, which draws anew each time and has to meet what is rare, too.
NIGHTLY = "GIGLINE_MACHINE_EXAMPLES" in os.environ


def campaign(
    machine: Callable[[], RuleBasedStateMachine],
    examples: int,
    steps: int,
    missing: Callable[[], Collection[str]],
    *,
    anew: bool = False,
) -> None:
    """So many examples of so many steps, and as many again as long as something is `missing`; raises AssertionError
    when it still is after a dozen rounds. Seeds are always the same unless `anew`.
    """
    asked = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    for number in range(ROUNDS):
        if not anew:
            seed(number)(machine)
        run_state_machine_as_test(machine, settings=asked)
        if not missing():
            return
    raise AssertionError(f"never happened: {', '.join(missing())}")


def missing(seen: Counter[str], wanted: Iterable[str]) -> list[str]:
    """What is wanted and was never seen."""
    return [what for what in wanted if not seen[what]]


@contextmanager
def stage(server_dsn: str, subscriptions: Subscriptions) -> Iterator[tuple[asyncio.Runner, Database]]:
    """What all examples of a machine play on: one loop, and a fresh database that is open in it."""
    with asyncio.Runner() as runner:
        made = _opened(server_dsn, subscriptions)
        database = runner.run(made.__aenter__())
        try:
            yield runner, database
        finally:
            runner.run(made.__aexit__(None, None, None))


@asynccontextmanager
async def _opened(server_dsn: str, subscriptions: Subscriptions) -> AsyncIterator[Database]:
    async with fresh_dsn(server_dsn) as dsn:
        database = Database(dsn, subscribers=subscriptions, pool_size=6)
        await database.open()
        try:
            yield database
        finally:
            await database.close()
