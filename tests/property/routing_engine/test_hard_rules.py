"""No hard rule is ever broken, whatever happens in whatever order, under every policy.

`GIGLINE_ENGINE_EVENTS=1000000` makes the long run, in markets of their own of 25,000 events each, so that several
processes share it (`-n`) and one that fails is named; the small one is always the same.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.routing_engine.referee import Referee

from gigline.routing.engine import events, policy, turn
from gigline.routing.engine.errors import BadEvent, RuleBroken
from gigline.routing.engine.gigline import Gigline
from gigline.routing.engine.market import Market, Room
from gigline.routing.engine.people import class_of
from gigline.routing.engine.router import Router

EVENTS = int(os.environ.get("GIGLINE_ENGINE_EVENTS", "2500"))
OF_ONE_MARKET = 25_000
SIZES = (12, 3, 30)
# At so many events, and every 10,000 later, more come at once than are dealt out one by one.
RUSH_AT, RUSH_EVERY, RUSH = 500, 10_000, turn.CROWD + 50
CHANNELS = ("chat", "email", "voice")
BRANDS, LANGUAGES, TOPICS = ("b1", "b2", "b3"), ("en", "fr"), ("t1", "t2", "t3")


class Chaos:
    """Everything that can happen to a small market, and much that cannot, drawn from one source of chance."""

    def __init__(self, name: str, chance: random.Random, people: int = 12) -> None:
        self.router, self.referee, self.chance = Router(name), Referee(), chance
        self.t, self.conversations, self.people = 0.0, 0, people
        self.refused = 0

    def step(self) -> None:
        """One thing."""
        # Whoever sees a long queue leaves, so that rushes end and small markets are not buried for ever.
        leaves = len(self.referee.waiting) > 4 * self.people and self.chance.random() < 0.6
        what = Chaos.abandoned if leaves else self.chance.choices(*zip(*_LIKELY, strict=True))[0]
        self.t += self.chance.choice((0.0, 0.5, 2.0, 30.0))
        what(self)

    def feed(self, event: events.Event) -> None:
        """What cannot be is refused, and then the referee has not seen it either."""
        try:
            decision = self.router.feed(event)
        except BadEvent:
            self.refused += 1
            return
        self.referee.saw(event)
        if decision is not None:
            assert decision.fallback is None, decision.trouble
            self.referee.judge(decision)
            if isinstance(self.router.policy, Gigline):
                assert_nobody_sleeps_too_long(self.router.market, self.router.policy)

    def some(self, of: Any) -> Any:
        """Any of these, or something unknown."""
        return self.chance.choice([*of, "unknown"])

    def any_of(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """At least one of these."""
        return tuple(self.chance.sample(names, self.chance.randint(1, len(names))))

    def profile(self) -> None:
        topics = self.any_of(TOPICS) if self.chance.random() < 0.3 else ()
        self.feed(
            events.Associate(
                f"a{self.chance.randrange(self.people)}", self.any_of(BRANDS), self.any_of(LANGUAGES),
                self.any_of(CHANNELS), self.chance.randint(0, 4), {}, topics, self.chance.randint(0, 1),
            )
        )  # fmt: skip

    def online(self) -> None:
        self.feed(events.Online(self.t, self.some(self.referee.profiles)))

    def offline(self) -> None:
        self.feed(events.Offline(self.t, self.some(self.referee.profiles)))

    def arrived(self) -> None:
        again = self.chance.random() < 0.02
        self.conversations += not again
        draw = self.chance.random
        excluded = self.any_of(tuple(self.referee.profiles)) if draw() < 0.1 and self.referee.profiles else ()
        c = events.Conversation(
            f"c{self.conversations}", self.chance.choice(BRANDS), self.chance.choice(TOPICS),
            self.chance.choice(LANGUAGES), self.chance.choice(CHANNELS), f"s{self.chance.randrange(3)}",
            sla=self.chance.choice((30.0, 60.0, 3600.0)), weight=1 + (draw() < 0.2), clearance=int(draw() < 0.1),
            priority=float(draw() < 0.1), before=self.some(self.referee.profiles), after_bot=draw() < 0.3,
            excluded=excluded,
        )  # fmt: skip
        self.feed(events.Arrived(self.t, c))

    def rush(self) -> None:
        """Many at once, and a decision about them."""
        for _ in range(RUSH):
            self.arrived()
        self.tick()

    def abandoned(self) -> None:
        self.feed(events.Abandoned(self.t, self.some([*self.referee.waiting, *self.referee.held])))

    def failed(self) -> None:
        name = self.some(self.referee.held)
        who = self.referee.held[name][0] if name in self.referee.held else "a1"
        kind: Callable[..., events.Event] = self.chance.choice((events.Declined, events.Expired))
        self.feed(kind(self.t, name, who))

    def finished(self) -> None:
        name = self.some(self.referee.held)
        who = self.referee.held[name][0] if name in self.referee.held else "a1"
        csat = self.chance.choice((True, False, None))
        work = self.chance.choice((0.0, 1.0, 600.0, 1e7))
        self.feed(events.Finished(self.t, name, who, self.chance.random() < 0.7, csat, work, 12.0, 2.0))

    def back_in_time(self) -> None:
        self.feed(events.Tick(self.t - 100.0))

    def against_the_rules(self) -> None:
        """An offer nobody checked: it is made exactly if the referee has nothing against it."""
        name, who = self.some(self.referee.waiting), self.some(self.referee.profiles)
        waiting = dict(self.referee.waiting)
        before = len(self.referee.violations)
        if name in waiting and who in self.referee.profiles:
            self.referee._judge(name, who)
        fine = name in waiting and who in self.referee.profiles and len(self.referee.violations) == before
        if not fine:
            del self.referee.violations[before:]
            self.referee.held.pop(name, None) if name in waiting else None
            self.referee.waiting = waiting
            with pytest.raises(RuleBroken):
                self.router.market.offer(name, who, self.router.market.t)
        else:
            self.router.market.offer(name, who, self.router.market.t)

    def tick(self) -> None:
        self.feed(events.Tick(self.t))


_LIKELY = (
    (Chaos.profile, 2), (Chaos.online, 4), (Chaos.offline, 2), (Chaos.arrived, 12), (Chaos.abandoned, 6),
    (Chaos.failed, 3), (Chaos.finished, 8), (Chaos.tick, 12), (Chaos.back_in_time, 1), (Chaos.against_the_rules, 1),
)  # fmt: skip


def assert_nobody_sleeps_too_long(market: Market, policy: Gigline) -> None:
    """Past the slack in which it may be held back, nobody waits beside somebody who has room for them."""
    room = Room(market, market.t)
    kept = set(policy.overdue.kept.values())
    seen: set[tuple[object, ...]] = set()
    for one in market.waiting.values():
        c = one.conversation
        if one.waited(market.t) < policy.weights.hold_share * c.sla:
            continue
        alike = (class_of(c), c.weight, *((c.id,) if one.rests or c.excluded else ()))
        if alike not in seen:
            seen.add(alike)
            assert set(room.candidates(one).tolist()) <= kept


@pytest.mark.parametrize("market", range(-(-EVENTS // OF_ONE_MARKET)))
@pytest.mark.parametrize("name", ["gigline", "longest-idle", "round-robin"])
def test_a_long_run_breaks_no_rule(name: str, market: int) -> None:
    assert name in policy.names()
    count = min(OF_ONE_MARKET, EVENTS - market * OF_ONE_MARKET)
    chaos = Chaos(name, random.Random(4 + market), SIZES[market % len(SIZES)])
    for n in range(count):
        if n % RUSH_EVERY == RUSH_AT:
            chaos.rush()
        chaos.step()
    assert chaos.referee.violations == []
    assert chaos.referee.offers > count / 50
    assert chaos.refused > count / 100


@settings(max_examples=int(os.environ.get("GIGLINE_MACHINE_EXAMPLES", "20")), deadline=None, derandomize=True)
@given(chance=st.randoms(use_true_random=False), people=st.integers(1, 6), name=st.sampled_from(["gigline"]))
def test_small_markets_break_no_rule(chance: random.Random, people: int, name: str) -> None:
    chaos = Chaos(name, chance, people)
    for _ in range(80):
        chaos.step()
    assert chaos.referee.violations == []
