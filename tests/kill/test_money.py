"""`kill -9` while flows give money back: each refund happens once, or people see that nobody knows.

GIGLINE_MONEY_KILLS says how many (5, at a back end that does not know repeated keys; a long campaign is
GIGLINE_MONEY_KILLS=1000, half of it at one that does).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from bench.tasks.world import Person, World, opened

from gigline.conversations.models import Conversation, Entry
from gigline.knowledge import service as knowledge
from tests import remembering
from tests.database.bot.flows.conftest import FEW
from tests.kill import forked
from tests.remembering import embedder, model_cache_dir

__all__ = ["embedder", "model_cache_dir"]

KILLS = int(os.environ.get("GIGLINE_MONEY_KILLS", "5"))
POINTS = (
    "action.after_start",
    "action.answered_before_settle",
    "outbox.after_lease",
    "outbox.after_mark_before_publish",
    "ws.after_seq_alloc_before_fanout",
)
LONG = len(POINTS) < KILLS
EACH = KILLS // 2 if LONG else KILLS
AT_ONCE = 3
UNTOUCHED_S = 3.0
# Longer than an attempt's lease, and than a flow may wait for its action.
AHEAD_S = 91.0
STILL_S = 0.4
OPENING = "I want a refund"
ANSWERS = {"amount": "5 euros", "yes_no": "yes"}
UNCERTAIN = "MAY OR MAY NOT HAVE HAPPENED"


@dataclass
class Workers:
    """One worker after the other, each with the next failpoint armed."""

    process: asyncio.subprocess.Process
    kills: Counter[str] = field(default_factory=Counter)
    pid: int = 0

    async def work(self, spec: str) -> tuple[int, asyncio.Task[int]]:
        """A new worker's pid, and a task that tells how it ended."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{spec}\n".encode())
        self.pid = await self._number()
        return self.pid, asyncio.create_task(self._number())

    async def _number(self) -> int:
        assert self.process.stdout is not None
        return int(await self.process.stdout.readline())

    async def stop(self) -> None:
        self.process.kill()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        await self.process.wait()


@dataclass
class Talk:
    """Somebody who wants money back, and answers what the bot asks."""

    person: Person
    answered: int = 0
    over: bool = False

    async def go_on(self) -> bool:
        """Say what there is to say; whether it is over for the bot."""
        self.over = self.over or await self._went_on()
        return self.over

    async def _went_on(self) -> bool:
        c = await self.person.now()
        if c.holder != "bot" or c.status != "open":
            return True
        asked = [one for one in await self.person.log() if one.author_kind == "bot" and one.seq > self.answered]
        if not asked:
            return False
        self.answered = asked[-1].seq
        if (words := _words(asked[-1])) is not None:
            await self.person.say(words, settle=False)
        return bool(asked[-1].data.get("done"))


def _words(asked: Entry) -> str | None:
    kind = str(asked.data.get("asks"))
    return asked.data["options"][0] if kind == "choice" else ANSWERS.get(kind)


async def _ahead(world: World) -> None:
    """So much later: whatever a dead worker held is free again."""
    async with world.database.writer() as w:
        await w.execute("UPDATE clock_offset SET ahead = ahead + make_interval(secs => $1)", AHEAD_S)
        await w.execute("UPDATE deliveries SET leased_until = clock_timestamp() WHERE state = 'leased'")


async def _arrive(world: World) -> Talk:
    person = await world.arrive("crateful", "customer")
    await person.say(OPENING, settle=False)
    return Talk(person)


async def _all_over(talks: list[Talk]) -> bool:
    return all([await one.go_on() for one in talks])


async def _round(world: World, workers: Workers, talks: list[Talk], point: str, dice: random.Random) -> None:
    """People write until the worker is killed where it is, or has nothing to do there."""
    sweeps = forked.SWEEPS if dice.random() < 0.5 else ""
    pid, ended = await workers.work(f"{sweeps}{point}=kill:{dice.choice([0.2, 0.5, 1])}")
    until = time.monotonic() + UNTOUCHED_S
    while not ended.done() and time.monotonic() < until:
        if await _all_over(talks):
            talks += [await _arrive(world) for _ in range(AT_ONCE)]
        await asyncio.sleep(0.03)
    if ended.done():
        assert await ended == signal.SIGKILL, "it ended in another way than by the failpoint"
        workers.kills[point] += 1
    else:
        # Unless it comes to its failpoint just now.
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        await ended
    await _ahead(world)


async def _to_the_end(world: World, workers: Workers, talks: list[Talk]) -> None:
    """An undisturbed worker finishes what there is; time passes whenever nothing happens."""
    pid, ended = await workers.work("")
    for _ in range(20):
        done = time.monotonic() + STILL_S
        while time.monotonic() < done:
            await _all_over(talks)
            await asyncio.sleep(0.02)
        if await _all_over(talks) and not await _under_way(world):
            break
        await _ahead(world)
    assert not ended.done(), "the worker ended by itself"
    os.kill(pid, signal.SIGKILL)
    await ended


async def _under_way(world: World) -> int:
    async with world.database.reader() as r:
        runs = await r.value("SELECT count(*) FROM action_runs WHERE state = 'started'")
        work = await r.value(
            "SELECT count(*) FROM deliveries WHERE subscriber = 'bot.flow_action' AND state NOT IN ('done', 'dead')"
        )
    return int(runs + work)


@pytest.mark.parametrize("idempotent", [False, True] if LONG else [False])
async def test_money_is_given_back_once_or_people_see_that_nobody_knows(
    make_database, embedder, tmp_path: Path, idempotent: bool
):
    dice = random.Random(7)
    async with opened(make_database, embedder, tmp_path, brands=("crateful",), articles=FEW) as world:
        if not idempotent:
            async with world.database.writer() as w:
                await w.execute(
                    "UPDATE actions SET definition = jsonb_set(definition, '{idempotent}', 'false') "
                    "WHERE name = 'refund_invoice'"
                )
        # What they write is an example of the flow: it needs no fine judgement.
        world.assistant._outside = {"en": [("en", knowledge.query_of(embedder, "tell me a joke"))]}
        calm = await _undisturbed(world)
        forked.remember(tmp_path / "memory", remembering.rows(), world.assistant)
        workers = Workers(await _started(world.database.dsn, tmp_path))
        talks = [await _arrive(world) for _ in range(AT_ONCE)]
        try:
            at = 0
            while sum(workers.kills.values()) < EACH or len(workers.kills) < len(POINTS):
                await _round(world, workers, talks, POINTS[at % len(POINTS)], dice)
                at += 1
            await _to_the_end(world, workers, talks)
        finally:
            await workers.stop()
        told = await _judged(world, [calm, *talks])
        print(f"\nidempotent {idempotent}: kills {dict(workers.kills)}, conversations {dict(told)}")
        assert not idempotent or not told["nobody knows"], "a known key finds out"


async def _undisturbed(world: World) -> Talk:
    """Nobody dies: so the words of such a conversation are known, and it does what it should."""
    calm = await _arrive(world)
    for _ in range(12):
        await world.relay.run_until_idle()
        if await calm.go_on():
            return calm
    raise AssertionError("a calm conversation does not end")


async def _started(dsn: str, folder: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.kill.forked", dsn, str(folder), str(folder / "memory"),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def _judged(world: World, talks: list[Talk]) -> Counter[str]:
    """How each conversation ended; fails when money went twice, or unseen."""
    paid = Counter(row["customer_id"] for row in (await world.state("crateful"))["refunds"])
    ends: Counter[str] = Counter()
    for one in talks:
        c, log = await one.person.now(), await one.person.log()
        async with world.database.reader() as r:
            found = await r.rows(
                "SELECT state FROM action_runs WHERE conversation_id = $1 AND action = 'refund_invoice'", c.id
            )
        states = [row["state"] for row in found]
        times, promised = paid[one.person.id], any(entry.data.get("done") for entry in log)
        assert times <= 1, "money went twice"
        assert len(states) <= 1
        assert "started" not in states, "left in the middle"
        assert not promised or times == 1, "said and not done"
        if states == ["unknown"]:
            assert UNCERTAIN in _for_people(c, log), "nobody was told that nobody knows"
            ends["nobody knows"] += 1
        else:
            assert times == states.count("succeeded"), "done and not known"
            ends["refunded" if times else "not refunded"] += 1
    return ends


def _for_people(c: Conversation, log: list[Entry]) -> str:
    record = c.handover or {"steps": []}
    return "\n".join([*record["steps"], *(entry.body for entry in log if entry.kind == "note")])
