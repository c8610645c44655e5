"""Everything that can happen to offers, in any order, on a real database (state machine 1, invariants I-5 to I-10).

A run in which an interesting coincidence never came about proves little, so those are counted and asserted. The
pull-request run is small and always the same; `GIGLINE_MACHINE_EXAMPLES=20000 GIGLINE_MACHINE_STEPS=100` makes the
nightly one, which draws anew each time (hypothesis prints how to repeat a failure).
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from tests.campaigns import NIGHTLY, campaign, missing, stage
from tests.database.routing.world import LOAD_IS_RECOUNTED, World, subscriptions

from gigline.conversations import service as conversations
from gigline.conversations.models import Author
from gigline.infra import failpoints
from gigline.infra.db import Database
from gigline.kit.errors import GiglineError
from gigline.routing import queries, service, tasks
from gigline.workforce import service as workforce

EXAMPLES = int(os.environ.get("GIGLINE_MACHINE_EXAMPLES", "30"))
STEPS = int(os.environ.get("GIGLINE_MACHINE_STEPS", "50"))
MOST_AT_ONCE = 6

sometimes: Counter[str] = Counter()
SOMETIMES = (
    "accept",
    "late accept refused: offer_gone",
    "take over",
    "assign",
    "pull back",
    "resolve",
    "snooze",
    "raced: accepted",
)
RARELY = ("raced: expired", "transfer", "many hands, 1 won", "match failed midway", "offer declined", "lost", "reopen")
OVERSLEPT = """
SELECT count(*) FROM snoozes z JOIN conversations c ON (c.id, c.epoch) = (z.conversation_id, z.epoch)
WHERE c.status = 'open' AND (z.until <= gigline_now() OR c.awaiting_reply_since IS NOT NULL)
"""
WHO = st.integers(0, 2)
WHICH = st.integers(0, MOST_AT_ONCE - 1)


class Offers(RuleBasedStateMachine):
    """Three associates with different gifts, one leader, up to six conversations."""

    def __init__(self, runner: asyncio.Runner, database: Database):
        super().__init__()
        self.runner = runner
        self.world: World = self.run(self._begin(database))
        self.conversations: list[UUID] = []

    def run(self, work: Awaitable[Any]) -> Any:
        async def go() -> Any:
            return await work

        return self.runner.run(go())

    async def _begin(self, database: Database) -> World:
        async with database.writer() as w:
            await w.execute("TRUNCATE brands, people, events CASCADE")
        world = await World.make(database)
        self.people = [
            await world.associate("both", languages=["en", "es"], capacity=2, clearance=2, online=False),
            await world.associate("english", languages=["en"], capacity=3, online=False),
            await world.associate("safety", languages=["en"], capacity=1, topics=["safety"], clearance=2, online=False),
        ]
        self.leader = await world.person("lea", "leader")
        await world.connect(self.leader)
        return world

    def teardown(self) -> None:
        failpoints.arm("")

    def attempt(self, name: str, work: Awaitable[Any]) -> None:
        """What people try may be refused with a typed error, and never fails in another way."""
        try:
            self.run(work)
            sometimes[name] += 1
        except GiglineError as error:
            if error.status not in {404, 409}:
                raise
            sometimes[f"{name} refused: {error.code}"] += 1

    @initialize(works=st.integers(1, 3))
    def open_for_business(self, works: int) -> None:
        for one in self.people:
            self.run(self.world.online(one))
        for _ in range(works):
            self.conversations.append(self.run(self.world.queued()).id)
        self.run(self.world.drain())

    # who comes and goes

    @rule(who=WHO, warm=st.booleans())
    def online(self, who: int, warm: bool) -> None:
        self.run(self.world.online(self.people[who], warm=warm))

    @rule(who=WHO, choice=st.sampled_from(["off", "break", "on"]))
    def choose(self, who: int, choice: str) -> None:
        self.run(self.world.choose(self.people[who], choice))

    @rule(who=WHO)
    def crash(self, who: int) -> None:
        self.world.crash(self.people[who])

    @rule(who=WHO)
    def close_tab(self, who: int) -> None:
        if self.people[who] in self.world.connections:
            self.run(self.world.close_tab(self.people[who]))

    @rule(who=WHO, capacity=st.integers(1, 4))
    def set_capacity(self, who: int, capacity: int) -> None:
        self.run(self._write(lambda w: workforce.set_capacity(w, self.people[who], capacity)))

    # what requesters do

    @precondition(lambda self: len(self.conversations) < MOST_AT_ONCE)
    @rule(
        bot=st.booleans(),
        language=st.sampled_from(["en", "en", "es"]),
        topic=st.sampled_from([None, "delivery", "safety"]),
        channel=st.sampled_from(["webchat", "webchat", "email", "voice"]),
    )
    def new_work(self, bot: bool, language: str, topic: str | None, channel: str) -> None:
        make = self.world.write if bot else self.world.queued
        self.conversations.append(self.run(make(topic=topic, language=language, channel=channel)).id)

    @rule(which=WHICH)
    def ask_for_a_person(self, which: int) -> None:
        if (c := self._pick(which)) is not None:
            self.attempt("ask for a person", self._write(lambda w: conversations.request_person(w, c)))

    @rule(which=WHICH)
    def write_again(self, which: int) -> None:
        """Also reopens what is resolved."""
        if (c := self._pick(which)) is not None:
            self.run(self.world.write_again(c))

    # what associates and leaders do

    @rule(nth=WHICH)
    def accept(self, nth: int) -> None:
        self.run(self.world.drain())
        if (offer := self.run(self._live(nth))) is not None:
            actor = self.world.actor(offer.associate_id)
            self.attempt("accept", self._write(lambda w: service.accept(w, actor, offer.id)))

    @rule(nth=WHICH)
    def accept_too_late(self, nth: int) -> None:
        if (offer := self.run(self._live(nth))) is not None:
            self.run(self.world.advance(offer.expires_in_s + 0.1))
            actor = self.world.actor(offer.associate_id)
            self.attempt("late accept", self._write(lambda w: service.accept(w, actor, offer.id)))

    @rule(nth=WHICH)
    def decline(self, nth: int) -> None:
        if (offer := self.run(self._live(nth))) is not None:
            actor = self.world.actor(offer.associate_id)
            self.attempt("decline", self._write(lambda w: service.decline(w, actor, offer.id)))

    @rule(nth=WHICH, sweeping=st.booleans())
    def accept_while_it_expires(self, nth: int, sweeping: bool) -> None:
        if (offer := self.run(self._live(nth))) is not None:
            self.run(self._race(offer, sweeping))

    async def _race(self, offer: Any, sweeping: bool) -> None:
        failpoints.arm("reserve.timeout_vs_accept=pause:0.5")
        async with self.world.database.writer() as w:
            await w.execute(
                "UPDATE clock_offset SET ahead = ahead + (SELECT expires_at - gigline_now() FROM offers WHERE id = $1)"
                " - interval '20 ms'",
                offer.id,
            )
        actor = self.world.actor(offer.associate_id)
        outcomes = await asyncio.gather(
            self._write(lambda w: service.accept(w, actor, offer.id)),
            tasks.sweep(self.world.database) if sweeping else self._write(lambda w: service.expire(w, offer.id)),
            return_exceptions=True,
        )
        failpoints.arm("")
        assert all(not isinstance(one, Exception) or isinstance(one, GiglineError) for one in outcomes), outcomes
        async with self.world.database.reader() as r:
            sometimes[f"raced: {(await service.offer(r, offer.id)).state}"] += 1

    @rule(who=WHO, which=WHICH)
    def take_over(self, who: int, which: int) -> None:
        self._move("take over", which, lambda w, c: service.take_over(w, self._actor(who), c.id, c.epoch))

    @rule(which=WHICH)
    def leader_takes_over(self, which: int) -> None:
        self._move("leader takes over", which, lambda w, c: service.take_over(w, self._lea, c.id, c.epoch))

    @rule(who=WHO, which=WHICH)
    def assign(self, who: int, which: int) -> None:
        target = self.people[who]
        self._move("assign", which, lambda w, c: service.assign(w, self._lea, c.id, c.epoch, target))

    @rule(to=WHO, which=WHICH)
    def transfer(self, to: int, which: int) -> None:
        if (picked := self._pick(which)) is None:
            return
        actor, target = self.world.actor(self.run(self.world.get(picked)).associate_id), self.people[to]
        self._move(
            "transfer", which, lambda w, c: service.transfer_to_associate(w, actor, c.id, c.epoch, target, "for you")
        )

    @rule(which=WHICH, to_bot=st.booleans())
    def put_back(self, which: int, to_bot: bool) -> None:
        how = service.transfer_to_bot if to_bot else service.transfer_to_queue
        self._move("put back", which, lambda w, c: how(w, self._lea, c.id, c.epoch, ""))

    @rule(which=WHICH)
    def pull_back(self, which: int) -> None:
        self._move("pull back", which, lambda w, c: service.pull_back(w, self._lea, c.id, c.epoch))

    @rule(which=WHICH)
    def resolve(self, which: int) -> None:
        self._move("resolve", which, lambda w, c: conversations.resolve(w, c.id, c.epoch, by="associate"))

    @rule(which=WHICH, minutes=st.sampled_from([2, 60]))
    def snooze(self, which: int, minutes: int) -> None:
        """Answered first where it must be, so that it often works."""
        if (picked := self._pick(which)) is None:
            return
        c = self.run(self.world.get(picked))
        if c.status == "open" and c.holder == "associate" and c.snoozed_until is None and c.awaiting_reply_since:
            answer = Author("associate", c.associate_id, "sam")
            self._move("answer", which, lambda w, c: conversations.reply(w, c.id, c.epoch, answer, "Tomorrow."))
        until = self.run(self._now()) + timedelta(minutes=minutes)
        self._move("snooze", which, lambda w, c: conversations.snooze(w, c.id, c.epoch, until, "", Author("associate")))

    async def _now(self) -> datetime:
        async with self.world.database.reader() as r:
            return await conversations.now(r)

    @rule(which=WHICH)
    def reopen(self, which: int) -> None:
        author = Author("associate", self.leader, "lea")
        self._move("reopen", which, lambda w, c: conversations.reopen(w, c.id, c.epoch, author))

    @rule(which=WHICH, topic=st.sampled_from([None, "delivery", "safety"]))
    def classify(self, which: int, topic: str | None) -> None:
        self._move("classify", which, lambda w, c: conversations.classify(w, c.id, topic=topic, priority=1))

    @rule(which=WHICH, who=WHO)
    def everybody_at_once(self, which: int, who: int) -> None:
        """An accept, two take-overs, an assignment and a sweep, all decided under the same epoch."""
        if (picked := self._pick(which)) is not None:
            self.run(self._all_at_once(picked, who))

    async def _all_at_once(self, picked: UUID, who: int) -> None:
        c, live = await self.world.get(picked), await self.world.live(picked)
        works = [
            self._write(lambda w: service.take_over(w, self._actor(who), c.id, c.epoch)),
            self._write(lambda w: service.take_over(w, self._lea, c.id, c.epoch)),
            self._write(lambda w: service.assign(w, self._lea, c.id, c.epoch, self.people[0])),
        ]
        if live is not None:
            actor = self.world.actor(live.associate_id)
            works.append(self._write(lambda w: service.accept(w, actor, live.id)))
        outcomes = await asyncio.gather(*works, self.world.sweep(), return_exceptions=True)
        assert all(not isinstance(one, Exception) or isinstance(one, GiglineError) for one in outcomes), outcomes
        won = sum(not isinstance(one, Exception) and one.epoch != c.epoch for one in outcomes[:-1])
        assert won <= 1, "two moves were decided under one epoch"
        sometimes[f"many hands, {won} won"] += 1

    # time, relay, sweeper, faults

    @rule(seconds=st.sampled_from([3, 15, 21, 46, 95]))
    def advance(self, seconds: int) -> None:
        self.run(self.world.advance(seconds))

    @rule()
    def drain(self) -> None:
        self.run(self.world.drain())

    @rule()
    def lose_all_events(self) -> None:
        """No trigger is relied on alone."""
        self.run(self._write(lambda w: w.execute("DELETE FROM deliveries")))

    @rule(which=WHICH)
    def fail_in_the_middle_of_matching(self, which: int) -> None:
        if (c := self._pick(which)) is None:
            return
        failpoints.arm("reserve.after_select_before_cas=error")
        try:
            self.run(self._write(lambda w: service.match(w, c)))
        except failpoints.FailpointHit:
            sometimes["match failed midway"] += 1
        finally:
            failpoints.arm("")

    @rule()
    def sweep(self) -> None:
        """After a sweep nothing is stranded, everything agrees, and nobody waits whom somebody free could have."""
        self.run(self.world.sweep())
        self.run(self._check_swept())

    async def _check_swept(self) -> None:
        await self.world.check_books()
        async with self.world.database.snapshot() as r:
            held = await r.value("SELECT held_back FROM routing_rounds") or []
            for one in await service.waiting(r):
                assert one.gate == "hold" or not one.eligible or one.conversation.id in held, one
            assert await r.value(OVERSLEPT) == 0, "somebody waits unseen"
            carrying = await r.rows("SELECT DISTINCT associate_id FROM assignments WHERE ended_at IS NULL")
            assert not await workforce.absent(r, [row["associate_id"] for row in carrying])
            sometimes["lost"] += await r.value("SELECT count(*) FROM assignments WHERE end_reason = 'lost'")
            for row in await r.rows("SELECT state, count(*) AS n FROM offers GROUP BY state"):
                sometimes[f"offer {row['state']}"] += row["n"]

    @invariant()
    def loads_are_true(self) -> None:
        """At every moment, events outstanding or not."""
        self.run(self._check_loads())

    async def _check_loads(self) -> None:
        async with self.world.database.snapshot() as r:
            for row in await r.rows(LOAD_IS_RECOUNTED):
                assert row["load"] == row["counted"], dict(row)
            doubled = await r.rows(
                "SELECT conversation_id FROM (SELECT conversation_id FROM offers WHERE state = 'offered' UNION ALL"
                " SELECT conversation_id FROM assignments WHERE ended_at IS NULL) x GROUP BY 1 HAVING count(*) > 1"
            )
            assert doubled == [], "a conversation is offered while somebody still holds it"

    # helpers

    @property
    def _lea(self) -> Any:
        return self.world.actor(self.leader, "leader")

    def _actor(self, who: int) -> Any:
        return self.world.actor(self.people[who])

    def _pick(self, which: int) -> UUID | None:
        return self.conversations[which % len(self.conversations)] if self.conversations else None

    def _move(self, name: str, which: int, how: Any) -> None:
        if (picked := self._pick(which)) is None:
            return
        c = self.run(self.world.get(picked))
        self.attempt(name, self._write(lambda w: how(w, c)))

    async def _live(self, nth: int) -> Any:
        """The nth of the live offers."""
        async with self.world.database.reader() as r:
            found = await queries.pending(r)
        return found[nth % len(found)] if found else None

    async def _write(self, work: Any) -> Any:
        async with self.world.database.writer() as w:
            return await work(w)


def test_offers_in_any_order(server_dsn: str):
    sometimes.clear()
    wanted = (*SOMETIMES, *(RARELY if NIGHTLY else ()))
    with stage(server_dsn, subscriptions()) as (runner, database):
        campaign(lambda: Offers(runner, database), EXAMPLES, STEPS, lambda: missing(sometimes, wanted), anew=NIGHTLY)
    print(dict(sorted(sometimes.items())))
