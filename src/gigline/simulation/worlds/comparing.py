"""Policies side by side: the same people, the same requesters, the same luck, and only the hands differ."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.special import stdtrit

from gigline.routing.engine import policy as policies
from gigline.routing.engine.columns import level
from gigline.routing.engine.events import Event, Finished, History
from gigline.routing.engine.gigline import Gigline
from gigline.routing.engine.router import Decision
from gigline.routing.engine.router import Router as EngineRouter
from gigline.simulation.worlds import figures, people
from gigline.simulation.worlds.demand import DAY, Demand, Traced
from gigline.simulation.worlds.figures import Figures
from gigline.simulation.worlds.knowing import Knowing
from gigline.simulation.worlds.records import Ledger
from gigline.simulation.worlds.running import Run
from gigline.simulation.worlds.spec import World

TRUTH = "truth-known"
BASELINE = "longest-idle"
COMPARED = ("value", "expected_value", "resolved", "csat", "live_sla", "abandoned", "wait_p95")
_RESAMPLES = 2_000


class UnknownKnob(Exception):
    """A knob that the policy does not have."""


@dataclass(frozen=True)
class Question:
    """What is asked of a world: which policies, how often, and what is different from its file."""

    policies: tuple[str, ...]
    seeds: tuple[int, ...]
    staffing: float = 1.0
    surges: bool = True
    # Weights of the `gigline` policy (and of truth-known) by name.
    knobs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """One policy under one seed."""

    policy: str
    seed: int
    figures: Figures
    days: tuple[Mapping[str, float], ...]
    by_half_hour: tuple[Mapping[str, float], ...]
    ledger: Ledger


@dataclass(frozen=True)
class Interval:
    """A mean, and where it lies with 95 % confidence; None with fewer than two blocks."""

    mean: float
    low: float | None
    high: float | None


# Called with a label and the share of it that is done.
Progress = Callable[[str, float], None]


class Past:
    """Days before the first, which everybody worked under the baseline; made once per seed."""

    def __init__(self, world: World, seed: int, demand: Demand, population: people.Population, staffing: float):
        self.events: list[History] = []
        self.practised = np.zeros((len(population), world.size.brands))
        if world.history:
            router = EngineRouter(BASELINE, seed)
            run = Run(world, seed, population, demand, router, staffing=staffing, keep=self.events.append)
            run.go(-world.history, 0, 0)
            self.practised = run.nature.practised


def names() -> tuple[str, ...]:
    """The policies that can be asked for."""
    return (*policies.names(), TRUTH)


def compare(
    world: World, question: Question, trace: Sequence[Traced] = (), progress: Progress | None = None
) -> list[Result]:
    """Run every policy under every seed, one after the other."""
    found: list[Result] = []
    for seed in question.seeds:
        demand = Demand(world, seed, trace)
        population = people.populate(world, seed, demand.languages)
        past = Past(world, seed, demand, population, question.staffing)
        for name in question.policies:
            label = f"{name} · seed {seed}"
            found.append(_result(world, question, seed, demand, population, past, name, _told(progress, label)))
    return found


def _told(progress: Progress | None, label: str) -> Callable[[float], None] | None:
    return None if progress is None else lambda share: progress(label, share)


def _result(
    world: World, question: Question, seed: int, demand: Demand, population: people.Population, past: Past,
    name: str, progress: Callable[[float], None] | None,
) -> Result:  # fmt: skip
    hands = _Hands(EngineRouter("gigline" if name == TRUTH else name, seed), past.events)
    _turn(hands.router.policy, name, question.knobs)
    run = Run(world, seed, population, demand, hands, staffing=question.staffing, surges=question.surges)
    run.nature.practised = past.practised.copy()
    if name == TRUTH:
        assert isinstance(hands.router.policy, Gigline), "it is that policy, with the truth for its model"
        hands.router.policy.model = Knowing(world, population, run.nature)
    hands.expects_into(run.ledger, (world.days - world.counted) * DAY)
    ledger = run.go(0, world.days, world.days - world.counted, progress)
    return Result(
        name, seed, figures.of(ledger), tuple(figures.by_day(ledger)), tuple(figures.by_half_hour(ledger)), ledger
    )


def _turn(policy: policies.Policy, name: str, knobs: Mapping[str, float]) -> None:
    """Set the knobs of a policy that has any."""
    if not knobs or not isinstance(policy, Gigline):
        return
    unknown = set(knobs) - {one.name for one in dataclasses.fields(policy.weights)}
    if unknown:
        raise UnknownKnob(f"{name} has no knob {', '.join(sorted(unknown))}")
    policy.weights = dataclasses.replace(policy.weights, **knobs)


class _Hands:
    """The engine, told of the past once everybody is announced and before anything happens."""

    def __init__(self, router: EngineRouter, past: Sequence[History]):
        self.router, self._past = router, past
        self._ledger: Ledger | None = None
        self._since = 0.0

    def expects_into(self, ledger: Ledger, since: float) -> None:
        """From then on, note what a policy that learns expected of each conversation before it learned how it ended."""
        self._ledger, self._since = ledger, since

    def feed(self, event: Event) -> Decision | None:
        if self._past and hasattr(event, "t"):
            past, self._past = self._past, ()
            for one in past:
                self.router.feed(one)
        if isinstance(event, Finished) and event.t >= self._since and self._ledger is not None:
            self._note(event, self._ledger)
        return self.router.feed(event)

    def _note(self, event: Finished, ledger: Ledger) -> None:
        policy = self.router.policy
        if isinstance(policy, Gigline):
            held = self.router.market.held[event.id]
            row, need = np.array([held.row]), held.waiting.conversation
            used = policy.weights.affinity > 0.0
            worth = policy.model.worth(need, row, self.router.market.people.sharing(need, row) if used else None)
            ledger.expected.append((float(worth.resolved[level(event.concurrency) - 1, 0]), event.resolved))


# what comes of it


def paired(results: Sequence[Result], policy: str, against: str = BASELINE) -> dict[str, Interval]:
    """How much more (or less) a policy has than another, over the same days under the same seeds."""
    mine, theirs = _blocks(results, policy), _blocks(results, against)
    return {
        name: interval([a[name] - b[name] for a, b in zip(mine, theirs, strict=True)])
        for name in COMPARED
        if mine and theirs
    }


def gap_closed(results: Sequence[Result], policy: str) -> Interval | None:
    """The part (percent) of the way from longest-idle to truth-known that a policy goes, by expected value.

    A ratio of means; its interval is the bootstrap over days and seeds. None when one of the ends was not run.
    """
    mine, low, high = (_blocks(results, name) for name in (policy, BASELINE, TRUTH))
    if not (mine and low and high):
        return None
    rows = np.array([[one["expected_value"] for one in blocks] for blocks in (mine, low, high)])
    chance = np.random.default_rng(0)
    picks = chance.integers(rows.shape[1], size=(_RESAMPLES, rows.shape[1]))
    shares = np.sort(_share(rows[:, picks].mean(axis=2)))
    mean = float(_share(rows.mean(axis=1)))
    if rows.shape[1] < 2:
        return Interval(mean, None, None)
    return Interval(mean, float(np.quantile(shares, 0.025)), float(np.quantile(shares, 0.975)))


def _share(means: Any) -> Any:
    mine, low, high = means
    return 100 * (mine - low) / (high - low)


def _blocks(results: Sequence[Result], policy: str) -> list[Mapping[str, float]]:
    return [day for one in results if one.policy == policy for day in one.days]


def interval(values: Sequence[float]) -> Interval:
    """Student's interval of the mean of these blocks."""
    mean = float(np.mean(values))
    if len(values) < 2:
        return Interval(mean, None, None)
    half = float(stdtrit(len(values) - 1, 0.975)) * float(np.std(values, ddof=1)) / len(values) ** 0.5
    return Interval(mean, mean - half, mean + half)


def averaged(results: Sequence[Result], policy: str) -> dict[str, float]:
    """The figures of a policy, averaged over seeds."""
    mine = [one.figures.as_json() for one in results if one.policy == policy]
    return {name: figures.mean(one[name] for one in mine) for name in mine[0]}
