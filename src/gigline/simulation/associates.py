"""Simulated associates: they go online, weigh offers, read, answer, note, resolve, take breaks and lose the line."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import uuid4

from gigline.simulation import book as texts
from gigline.simulation.book import AnswerBook
from gigline.simulation.console import Console
from gigline.simulation.custody import Claim, Said
from gigline.simulation.desk import Desk
from gigline.simulation.material import Case, code_in
from gigline.simulation.pace import Pace, reading_s, typing_s
from gigline.simulation.socket import Frame, LiveSocket
from gigline.simulation.surface import Refused

T = TypeVar("T")

# Real seconds between two looks at what is offered, beside what the live line tells.
LOOK_EVERY_S = 5.0
# Human seconds of silence after an answer before the associate closes the case.
QUIET_S = 25.0
NOTES = ("Checked the record before answering.", "Asked for this twice this week: worth an article.", "Kind person.")


@dataclass(frozen=True)
class Habits:
    """How one associate works; human seconds, shares of 1."""

    skill: float
    reaction_s: float
    declines: float
    misses: float
    notes: float
    asks_code: float
    wanders_every_s: float

    @classmethod
    def drawn(cls, rng: random.Random) -> Habits:
        """Somebody's habits."""
        return cls(
            skill=rng.uniform(0.86, 0.99),
            reaction_s=rng.uniform(2.0, 6.0),
            declines=rng.uniform(0.0, 0.08),
            misses=rng.uniform(0.0, 0.03),
            notes=rng.uniform(0.0, 0.3),
            asks_code=rng.uniform(0.05, 0.3),
            wanders_every_s=rng.uniform(400, 1200),
        )


@dataclass
class WorkLog:
    """What one associate did and saw. `accept_s`: real seconds from the offer's making to its acceptance."""

    claims: list[Claim] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    accept_s: list[float] = field(default_factory=list)
    desks: dict[tuple[str, int], Desk] = field(default_factory=dict)
    declined: int = 0
    missed: int = 0
    over_capacity: int = 0


class Associate:
    """Runs until cancelled. `idle` is set while nothing is on the desk; `forgets`: keep no log (runs without end).

    `leaves_alone` says which offers are not for simulated people.
    """

    def __init__(self, console: Console, book: AnswerBook, pace: Pace, rng: random.Random):
        self.log = WorkLog()
        self.online = asyncio.Event()
        self.idle = asyncio.Event()
        self.idle.set()
        self.forgets = False
        self.leaves_alone: Callable[[dict[str, Any]], bool] = lambda _offer: False
        self._console = console
        self._problems = console.surface.problems
        self._book = book
        self._pace = pace
        self._rng = rng
        self._habits = Habits.drawn(rng)
        self._desks: dict[str, Desk] = {}
        self._offers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._offered: deque[str] = deque(maxlen=200)
        self._came_up = asyncio.Event()

    async def work(self) -> None:
        """Sign in, go online and answer; raises what nobody expected."""
        await self._console.sign_in()
        await self._console.set_availability("on")
        surface = self._console.surface
        self._socket = LiveSocket(
            surface.socket_url("/live"),
            surface.problems,
            on_open=self._on_open,
            on_frame=self._on_frame,
            headers=surface.cookie_header(),
            origin=surface.base_url,
        )
        async with self._socket.running(), asyncio.TaskGroup() as group:
            group.create_task(self._wander())
            group.create_task(self._look_for_offers())
            while True:
                offer = await self._offers.get()
                group.create_task(self._consider(offer))

    @property
    def person_id(self) -> str:
        """Who they are to the platform, once signed in."""
        return self._console.person_id

    async def close(self) -> None:
        """Let the connections go."""
        await self._console.surface.close()

    async def leave(self) -> None:
        """Go off, as people do at the end."""
        await self._guarded(self._console.set_availability("off"))

    # The live line.

    def _on_open(self, socket: LiveSocket) -> None:
        for desk in self._desks.values():
            socket.say(desk.subscription())
        self._came_up.set()

    def _on_frame(self, frame: Frame) -> None:
        desk = self._desks.get(str(frame.get("conversation") or frame.get("id")))
        match frame["type"]:
            case "welcome":
                self.online.set()
            case "offer":
                self._put_offer(frame["offer"])
            case "subscribed" if desk is not None:
                desk.on_subscribed(frame)
            case "unsubscribed" if desk is not None:
                desk.lost()
            case "entry" if desk is not None:
                desk.on_entry(frame)

    def _put_offer(self, offer: dict[str, Any]) -> None:
        if offer["id"] not in self._offered:
            self._offered.append(offer["id"])
            self._offers.put_nowait(offer)

    async def _look_for_offers(self) -> None:
        """Hints get lost: after each connection, and now and then, look at what is offered."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._came_up.wait()
            self._came_up.clear()
            for offer in await self._guarded(self._console.offers()) or []:
                self._put_offer(offer)

    # Offers.

    async def _consider(self, offer: dict[str, Any]) -> None:
        habits, mood = self._habits, self._rng.random()
        if self.leaves_alone(offer):
            await self._guarded(self._console.decline(offer["id"], "left to the people who are here"))
            return
        await self._pause(habits.reaction_s * self._rng.uniform(0.5, 1.8))
        if mood < habits.misses:
            self.log.missed += 1
        elif mood < habits.misses + habits.declines:
            self.log.declined += 1
            await self._guarded(self._console.decline(offer["id"], "busy with another conversation"))
        else:
            await self._accept(offer)

    async def _accept(self, offer: dict[str, Any]) -> None:
        try:
            taken = await self._console.accept(offer["id"])
        except Refused as error:
            if error.status != 409:
                self._problems.note(str(error))
            return
        conversation, epoch = taken["conversation_id"], int(taken["epoch"])
        self.log.accept_s.append((datetime.now(UTC) - datetime.fromisoformat(offer["offered_at"])).total_seconds())
        self.log.claims.append(Claim(conversation, epoch, self._console.person_id))
        await self._check_load()
        desk = Desk(conversation, epoch, self._console.person_id)
        self._desks[conversation] = self.log.desks[(conversation, epoch)] = desk
        self.idle.clear()
        try:
            await self._serve(desk)
        except Refused as error:
            # A 409 (or 404 to somebody who no longer holds it) is the platform keeping two people apart.
            if error.status not in {404, 409}:
                self._problems.note(str(error))
        finally:
            if self._desks.get(conversation) is desk:
                del self._desks[conversation]
                self._socket.say({"type": "unsubscribe", "stream": "conversation", "id": conversation})
            if not self._desks:
                self.idle.set()
            if self.forgets:
                self.log = WorkLog()

    async def _check_load(self) -> None:
        me = await self._guarded(self._console.me())
        if me is not None and me["load"] > me["capacity"]:
            self.log.over_capacity += 1

    # Answering.

    async def _serve(self, desk: Desk) -> None:
        desk.opened(await self._console.conversation(desk.conversation))
        self._socket.say(desk.subscription())
        read = desk.history()
        await self._answer(desk, read)
        while not desk.gone:
            news = await desk.news(QUIET_S * self._pace.hands)
            if news is None:
                await self._finish(desk)
                return
            if news:
                read += news
                await self._answer(desk, news, earlier=read)

    async def _answer(self, desk: Desk, news: list[str], *, earlier: list[str] | None = None) -> None:
        await self._pause(reading_s(" ".join(news)))
        body = await self._reply_to(desk, news, earlier or news)
        self._socket.say({"type": "typing", "conversation": desk.conversation, "on": True})
        await self._pause(typing_s(body))
        if self._rng.random() < self._habits.notes:
            await self._console.note(desk.conversation, self._rng.choice(NOTES), uuid4().hex)
        client_id = uuid4().hex
        if not desk.gone:
            await self._console.reply(desk.conversation, desk.epoch, body, client_id)
            self.log.said.append(Said(desk.conversation, desk.epoch, self._console.person_id, client_id))

    async def _reply_to(self, desk: Desk, news: list[str], everything: list[str]) -> str:
        if news and all(self._book.is_follow_up(text) for text in news):
            return texts.YOU_ARE_WELCOME
        cases = [case for text in everything if (case := self._book.case_of(text)) is not None]
        if not cases:
            return await self._look_up(desk, everything[-1]) if everything else texts.YOU_ARE_WELCOME
        if self._wants_code(desk, cases[-1]):
            desk.asked_code = True
            return texts.ASK_CODE
        return await self._answer_of(desk, cases[-1])

    def _wants_code(self, desk: Desk, case: Case) -> bool:
        """Work goes by the hand-over record: what stands there is not asked for."""
        known = desk.asked_code or any(code_in(str(fact.get("value"))) for fact in desk.facts)
        return not known and case.scenario in {"inside", "outside"} and self._rng.random() < self._habits.asks_code

    async def _answer_of(self, desk: Desk, case: Case) -> str:
        knows = self._rng.random() < self._habits.skill
        if case.article is not None:
            found = await self._search(desk, case.texts[0])
            knows = knows or case.article.slug in [one["slug"] for one in found[:3]]
        return case.answer or texts.YOU_ARE_WELCOME if knows else texts.UNSURE

    async def _look_up(self, desk: Desk, text: str) -> str:
        """What somebody at a real keyboard is told: the crowd has no answer of its own to it."""
        found = await self._search(desk, text)
        if not found:
            return texts.NOTHING_FOUND
        return f"{texts.SIMULATED}Our page {found[0]['title']} says: {found[0]['passage']}"

    async def _search(self, desk: Desk, text: str) -> list[dict[str, Any]]:
        query = urlencode({"brand": desk.brand, "q": text, "conversation": desk.conversation})
        found: dict[str, list[dict[str, Any]]] = await self._console.get(f"/knowledge/articles?{query}")
        return found["items"]

    async def _finish(self, desk: Desk) -> None:
        if not desk.gone:
            await self._console.resolve(desk.conversation, desk.epoch)

    # Being human.

    async def _wander(self) -> None:
        while True:
            await self._pause(self._rng.expovariate(1 / self._habits.wanders_every_s))
            if self._rng.random() < 0.5:
                await self._guarded(self._console.set_availability("break"))
                await self._pause(self._rng.uniform(20, 90))
                await self._guarded(self._console.set_availability("on"))
            else:
                self._socket.drop(self._rng.uniform(1, 12) * self._pace.hands)

    async def _pause(self, human_s: float) -> None:
        await asyncio.sleep(human_s * self._pace.hands)

    async def _guarded(self, call: Awaitable[T]) -> T | None:
        """The call's answer; None and a counted problem when the platform refuses."""
        try:
            return await call
        except Refused as error:
            self._problems.note(str(error))
            return None
