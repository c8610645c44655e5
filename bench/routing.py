"""The engine on one core: a decision, a round, an outcome learned, and how they grow.

Times are of the processor, not of the clock on the wall: it does nothing but compute.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from gigline.routing.engine import events
from gigline.routing.engine.gigline import Gigline
from gigline.routing.engine.records import Round, picked
from gigline.routing.engine.router import Router

Figures = Iterator[dict[str, object]]
BRANDS, TOPICS, LANGUAGES = 20, 12, 5
SHARES = {"chat": 0.62, "email": 0.26, "voice": 0.12}
DECISIONS, OUTCOMES = 300, 300
PAST, PAST_OF = 100_000, 600


@dataclass
class Network:
    """Associates of 1 to 4 brands and 1 to 3 languages; a third takes no calls. All online."""

    size: int
    seed: int = 1

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.router = Router(given=Gigline(seed=self.seed))
        self.count = 0
        for n in range(self.size):
            self.router.feed(self._associate(n))
        self.teach(min(4 * self.size, 8_000))
        for n in range(self.size):
            self.router.feed(events.Online(0.0, f"a{n}"))

    def _associate(self, n: int) -> events.Associate:
        draw = self.chance
        brands = tuple(f"b{b}" for b in draw.sample(range(BRANDS), draw.randint(1, 4)))
        languages = {f"l{draw.choices(range(LANGUAGES), (50, 20, 15, 10, 5))[0]}" for _ in range(3)}
        channels = ("chat", "email") if draw.random() < 0.33 else ("chat", "email", "voice")
        return events.Associate(f"a{n}", brands, tuple(sorted(languages)), channels, draw.randint(2, 4))

    def conversation(self) -> events.Conversation:
        """Any that comes."""
        draw = self.chance
        self.count += 1
        channel = draw.choices(list(SHARES), list(SHARES.values()))[0]
        language = f"l{draw.choices(range(LANGUAGES), (50, 20, 15, 10, 5))[0]}"
        brand, topic = f"b{draw.randrange(BRANDS)}", f"t{draw.randrange(TOPICS)}"
        return events.Conversation(f"c{self.count}", brand, topic, language, channel, f"s{draw.randrange(4)}", 60.0)

    def teach(self, outcomes: int) -> None:
        """So many past outcomes, which are learned before the first decision."""
        for _ in range(outcomes):
            who, good = self.chance.randrange(self.size), self.chance.random()
            csat = self.chance.choice((True, False, None))
            past = events.History(self.conversation(), f"a{who}", good < 0.7, csat, 300.0 + 400.0 * good, 10.0, 2.0)
            self.router.feed(past)

    def arrive(self, count: int, t: float) -> None:
        """So many at once."""
        for _ in range(count):
            self.router.feed(events.Arrived(t, self.conversation()))


def run() -> Figures:
    """All of them."""
    yield from _decisions()
    yield from _rounds()
    yield from _learning()
    yield _past()


def _decisions() -> Figures:
    """One arrival, decided at once (the event fast path), with everybody online and nobody busy at first."""
    for size in (100, 1_000, 10_000):
        network, took = Network(size), []
        network.router.decide(0.0)
        for n in range(DECISIONS):
            c = network.conversation()
            network.router.feed(events.Arrived(float(n), c))
            started = time.process_time()
            network.router.decide(float(n), [c.id])
            took.append(time.process_time() - started)
        yield {
            "figure": "one decision", "associates": size,
            "p50_ms": _ms(np.percentile(took, 50)), "p99_ms": _ms(np.percentile(took, 99)),
        }  # fmt: skip


def _rounds() -> Figures:
    """Everybody free, so many waiting past their slack. `kept`: of the exact optimum, where that can be had."""
    for size in (100, 300, 1_000, 3_000, 10_000):
        network = Network(size)
        network.arrive(size, 1.0)
        # What does not change while they wait is known from the tick at which they came.
        policy = network.router.policy
        assert isinstance(policy, Gigline)
        policy.foresee(network.router.market, 1.0)
        started = time.process_time()
        offers = policy.decide(network.router.market, 30.0)
        took = time.process_time() - started
        record = offers[0].record
        yield {
            "figure": "a round", "waiting": size, "associates": size,
            "kinds": len({id(one.pairs) for one in record.rows}),
            "offers": len(offers), "ms": _ms(took),
            **(_kept(record) if size <= 1_000 else {}),
        }  # fmt: skip


def _kept(record: Round) -> dict[str, object]:
    """The first pass against the exact assignment: of all that is maximised, and of the pairs' own worth in it."""
    rows = record.rows
    everybody = np.unique(np.concatenate([one.numbers for one in rows]))
    score, own = np.zeros((2, len(rows), len(everybody)))
    for i, one in enumerate(rows):
        at = np.searchsorted(everybody, one.numbers)
        score[i, at], own[i, at] = np.maximum(one.scores(), 0.0), one.pairs.own
    best = linear_sum_assignment(score, maximize=True)
    column = {person: j for j, person in enumerate(everybody.tolist())}
    got = [(i, column[person]) for i, person in picked(record)]
    mine = tuple(np.array(got).T)
    share = {name: 100.0 * each[mine].sum() / each[best].sum() for name, each in (("kept", score), ("kept_own", own))}
    return {name: f"{value:.2f} %" for name, value in share.items()}


def _learning() -> Figures:
    for size in (100, 10_000):
        network, took = Network(size), []
        policy = network.router.policy
        policy.decide(network.router.market, 0.0)
        for n in range(OUTCOMES):
            who = network.chance.randrange(size)
            outcome = events.Outcome(float(n), who, network.conversation(), f"a{who}", True, True, 500.0, 9.0, 2.0)
            started = time.process_time()
            policy.learn(outcome)
            took.append(time.process_time() - started)
        yield {
            "figure": "one outcome learned", "associates": size,
            "p50_ms": _ms(np.percentile(took, 50)), "p99_ms": _ms(np.percentile(took, 99)),
        }  # fmt: skip


def _past() -> dict[str, object]:
    network = Network(PAST_OF)
    network.teach(PAST)
    started = time.process_time()
    network.router.decide(0.0)
    return {
        "figure": "a past learned at once", "associates": PAST_OF, "outcomes": PAST,
        "s": round(time.process_time() - started, 2),
    }  # fmt: skip


def _ms(seconds: float) -> float:
    return round(1e3 * float(seconds), 3)
