"""The whole crowd: associates go online, requesters arrive as planned, and in the end everything is counted."""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import uuid4

from gigline.simulation.associates import Associate
from gigline.simulation.audit import Auditor
from gigline.simulation.book import AnswerBook
from gigline.simulation.console import Console, SignIn
from gigline.simulation.identity import Identity
from gigline.simulation.material import Material
from gigline.simulation.pace import Pace
from gigline.simulation.plan import RequesterPlan, requesters
from gigline.simulation.report import Report, make
from gigline.simulation.requesters import Requester, Visit
from gigline.simulation.surface import Problems, Refused, Surface
from gigline.simulation.systems import System, sign_up
from gigline.simulation.tally import Tally

# Real seconds: for associates to come online, and for them to finish what is on their desks at the end.
ONLINE_S = 60.0
FINISH_S = 60.0
# Conversations of requesters who are gone.
REMEMBERED = 2_000


@dataclass(frozen=True)
class Staff:
    """Who works: the simulated associates, and a leader of all brands who reads the logs in the end."""

    associates: tuple[SignIn, ...]
    leader: SignIn


@dataclass(frozen=True)
class World:
    """Where the crowd goes and what it knows. `secrets` are the brands' identity secrets by brand key, `systems` the
    brands' own systems, where those sign up whom the brand vouches for, `holdout` the share of requesters whom only
    people answer.
    """

    base_url: str
    materials: tuple[Material, ...]
    staff: Staff
    secrets: Mapping[str, bytes] = field(repr=False)
    systems: Mapping[str, System] = field(default_factory=dict)
    holdout: float = 0.0


class Crowd:
    """One run. The same seed brings the same requesters and the same habits; what happens is up to the platform."""

    def __init__(
        self,
        world: World,
        *,
        seed: int,
        pace: Pace,
        every_s: float,
        on_change: Callable[[Tally], None] = lambda _: None,
    ):
        self.problems = Problems()
        self.tally = Tally()
        self._world = world
        self._pace = pace
        self._every_s = every_s
        self._seed = seed
        self.on_change = on_change
        self._run = uuid4().hex[:8]
        self._visits: list[Visit] = []
        self._here: set[Requester] = set()
        # What requesters left open still waits for somebody.
        self._left: deque[str] = deque(maxlen=REMEMBERED)
        self._surface = Surface(world.base_url, self.problems)
        book = AnswerBook(world.materials)
        self._associates = [
            Associate(Console(self._surface.another(), who), book, pace, random.Random(f"{seed}/associate/{n}"))
            for n, who in enumerate(world.staff.associates)
        ]
        self._auditor = Auditor(Console(self._surface.another(), world.staff.leader))

    def plans(self) -> Iterator[RequesterPlan]:
        """The requesters to come, without end."""
        return requesters(self._world.materials, self._seed, every_s=self._every_s)

    async def run(self, conversations: int) -> Report:
        """So many requesters, then the report. Raises what nobody expected of an associate."""
        began = time.monotonic()
        async with self._working():
            await self._receive(islice(self.plans(), conversations), keep=True)
            await self._finish()
        # Nobody writes any more: what is in no log now never was.
        audit = await self._auditor.audit([visit.conversation for visit in self._visits if visit.conversation])
        work = [associate.log for associate in self._associates]
        wall_s = time.monotonic() - began
        return make(self._visits, work, audit, wall_s=wall_s, holdout=self._world.holdout)

    async def run_forever(self) -> None:
        """Requesters until cancelled; nothing is kept but the tally."""
        for associate in self._associates:
            associate.forgets = True
            associate.leaves_alone = self._is_for_people
        async with self._working():
            await self._receive(self.plans(), keep=False)

    def _is_for_people(self, offer: Mapping[str, Any]) -> bool:
        """Somebody at a real keyboard wrote it, and somebody at another could answer: the crowd keeps out of it.

        Real keyboards reach the chat alone: whoever writes on the other channels is played, though not from here.
        """
        if offer["channel"] != "webchat" or not self._auditor.online - {one.person_id for one in self._associates}:
            return False
        conversation = offer["conversation_id"]
        return conversation not in self._left and conversation not in {one.conversation for one in self._here}

    async def close(self) -> None:
        """Let all connections go."""
        await self._surface.close()
        await self._auditor.close()
        for associate in self._associates:
            await associate.close()

    @asynccontextmanager
    async def _working(self) -> AsyncIterator[None]:
        """Everybody at work for the length of the block."""
        await self._auditor.sign_in()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._auditor.watch())]
            tasks += [group.create_task(self._employ(associate)) for associate in self._associates]
            await self._all_online()
            yield
            for task in tasks:
                task.cancel()
        for associate in self._associates:
            await associate.leave()

    async def _employ(self, associate: Associate) -> None:
        """Somebody whose work breaks down begins again, and it is counted."""
        while True:
            try:
                await associate.work()
            except Exception as error:
                self.problems.note(f"associate: {_kind(error)}")
                await asyncio.sleep(1.0)

    async def _all_online(self) -> None:
        async def online(associate: Associate) -> None:
            await associate.online.wait()
            self.tally.associates += 1
            self.on_change(self.tally)

        async with asyncio.timeout(ONLINE_S):
            await asyncio.gather(*(online(one) for one in self._associates))

    async def _receive(self, plans: Iterable[RequesterPlan], *, keep: bool) -> None:
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for plan in plans:
                await asyncio.sleep(max(0.0, began + plan.arrives_s * self._pace.hands - time.monotonic()))
                group.create_task(self._visit(plan, keep=keep))

    async def _visit(self, plan: RequesterPlan, *, keep: bool) -> None:
        self.tally.arrived += 1
        self.on_change(self.tally)
        identity = Identity(self._world.secrets[plan.brand], self._run)
        requester = Requester(plan, self._surface, self._pace, identity)
        self._here.add(requester)
        try:
            if plan.verified and plan.brand in self._world.systems:
                await sign_up(self._world.systems[plan.brand], plan, identity.subject(plan))
            visit = await requester.run()
        except Exception as error:
            # One visitor's trouble ends one visit: it is counted, named at the end, and fails a headless run.
            self.tally.failed += 1
            self.problems.note(f"visit: {_kind(error)}")
        else:
            self.tally.add(visit)
            if keep:
                self._visits.append(visit)
        finally:
            self._here.discard(requester)
            if requester.conversation is not None:
                self._left.append(requester.conversation)
        self.on_change(self.tally)

    async def _finish(self) -> None:
        """Let the associates finish what is on their desks."""
        try:
            async with asyncio.timeout(FINISH_S):
                await asyncio.gather(*(associate.idle.wait() for associate in self._associates))
        except TimeoutError:
            self.problems.note("associates were still busy at the end")


def _kind(error: BaseException) -> str:
    """An error in a few words; texts of the platform's refusals hold no ids or message text."""
    while isinstance(error, BaseExceptionGroup) and error.exceptions:
        error = error.exceptions[0]
    return str(error) if isinstance(error, Refused) else f"{type(error).__name__} {error}"[:120]
