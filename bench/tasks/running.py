"""Running tasks, each several times, and what came of it."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from bench.tasks import grading
from bench.tasks.grading import Task
from bench.tasks.world import Person, World, opened
from gigline.bot.flows import queries
from gigline.infra import embedded, migrate
from gigline.infra.db import Database
from gigline.infra.outbox import Subscriptions
from gigline.language.service import Embedder

RUNS = 8


@dataclass
class Result:
    """One task, run several times."""

    task: Task
    passed: list[bool] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    asked_twice: int = 0

    @property
    def all_right(self) -> bool:
        return bool(self.passed) and all(self.passed)


async def run(world: World, task: Task) -> tuple[list[str], int]:
    """What went wrong in one run, and how many facts a person would have to ask for again."""
    person = await world.arrive(
        task.brand, task.kind, *task.state, verified=task.verified, language=task.language
    )  # fmt: skip
    before = await world.state(task.brand)
    for text in task.say:
        await person.say(text)
    changed = grading.differences(before, await world.state(task.brand))
    found = grading.problems(task, person.id, changed)
    ended = await _outcome(world, person)
    if ended != task.outcome:
        found.append(f"it ended as {ended}, not as {task.outcome}")
    said = "\n".join(await person.told())
    found += [f"it did not say {piece!r}" for piece in task.told if piece not in said]
    found += [f"it said {piece!r}" for piece in task.untold if piece in said]
    twice = await _asked_twice(task, person)
    return [*found, *([f"{twice} facts would be asked twice"] if twice else [])], twice


async def _outcome(world: World, person: Person) -> str:
    c = await person.now()
    if c.holder == "queue":
        return "handed_over"
    async with world.database.reader() as r:
        runs = await queries.of_segment(r, c.brand_id, c.id, c.segment)
    return (runs[-1].ended or "under_way") if runs else "answered"


async def _asked_twice(task: Task, person: Person) -> int:
    c = await person.now()
    if c.holder != "queue":
        return 0
    facts = {(one["kind"], one["value"]) for one in (c.handover or {}).get("facts", ())}
    return sum((kind, value) not in facts for kind, value in task.facts.items())


async def measure(embedder: Embedder, tasks: Sequence[Task], runs: int = RUNS) -> Iterator[dict[str, object]]:
    """One figure a task that went wrong, then the sums."""
    began = time.perf_counter()
    results = [Result(task) for task in tasks]
    with tempfile.TemporaryDirectory() as folder:
        async with opened(_fresh, embedder, Path(folder)) as world:
            for _ in range(runs):
                for result in results:
                    found, twice = await run(world, result.task)
                    result.passed.append(not found)
                    result.problems += found
                    result.asked_twice += twice
    return _figures(results, runs, time.perf_counter() - began)


def _figures(results: Sequence[Result], runs: int, seconds: float) -> Iterator[dict[str, object]]:
    for result in results:
        if not result.all_right:
            yield {"task": result.task.id, "passed": f"{sum(result.passed)} of {runs}", "why": result.problems[0]}
    each = sum(sum(result.passed) / runs for result in results) / len(results)
    every = sum(result.all_right for result in results) / len(results)
    handed = [result for result in results if result.task.outcome == "handed_over"]
    yield {
        "tasks": len(results),
        "runs": runs,
        "pass^1": f"{each:.3f}",
        f"pass^{runs}": f"{every:.3f}",
        "facts asked twice": sum(result.asked_twice for result in results),
        "of hand-overs": len(handed) * runs,
        "seconds": f"{seconds:.0f}",
    }


@contextlib.asynccontextmanager
async def _fresh(subscribers: Subscriptions) -> AsyncIterator[Database]:
    """A database on an embedded server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        dsn = embedded.start(Path(folder))
        await migrate.upgrade(dsn)
        connection = await asyncpg.connect(dsn)
        await connection.close()
        database = Database(dsn, subscribers=subscribers, pool_size=4)
        await database.open()
        try:
            yield database
        finally:
            await database.close()
