"""Who writes in on a day: diurnal, with surges, or as a CSV file recorded it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gigline.simulation.worlds.spec import World

DAY = 86_400.0
_MINUTES = 1_440
_SHARES, _ARRIVALS = 21, 22
TRACE_COLUMNS = ("t", "brand", "topic", "language", "channel", "segment")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Arrival:
    """One conversation as it comes, and the luck it brings: uniform numbers that are the same under every policy.

    `number` is unique in a run and says the day too. `luck` is for resolution, satisfaction, survey, duration and
    reply.
    """

    number: int
    at: float
    brand: int
    topic: int
    language: int
    channel: str
    segment: int
    patience: float
    luck: tuple[float, float, float, float, float]


class TraceProblem(Exception):
    """A line of a trace that is no arrival; `line` counts from 1."""

    def __init__(self, line: int, detail: str):
        self.line, self.detail = line, detail
        super().__init__(f"line {line}: {detail}")


@dataclass(frozen=True)
class Traced:
    """One line of a trace; numbers are checked against the size of the world."""

    t: float
    brand: int
    topic: int
    language: int
    channel: str
    segment: int


class Demand:
    """The arrivals of a world under a seed."""

    def __init__(self, world: World, seed: int, trace: Sequence[Traced] = ()):
        self._world, self._seed, self._trace = world, seed, sorted(trace, key=lambda one: one.t)
        chance = np.random.default_rng([seed, _SHARES])
        self.brands = _uneven(chance, world.size.brands, world.arrivals.brand_spread)
        self.topics = np.stack(
            [_uneven(chance, world.size.topics, world.arrivals.topic_spread) for _ in range(world.size.brands)]
        )
        self.languages = _languages(world.size.languages, world.arrivals.first_language)
        self._channels = list(world.channels)
        shares = np.array([world.channels[one].share for one in self._channels])
        self._channel_shares = shares / shares.sum()

    @cached_property
    def hourly(self) -> Floats:
        """The share of a day's arrivals in each of its hours, without surges."""
        weights = np.array(self._world.arrivals.hours)
        shares: Floats = weights / weights.sum()
        return shares

    def day(self, number: int, *, surges: bool = True) -> list[Arrival]:
        """The arrivals of this day in order of time; `at` counts from the first midnight. Days before the first are
        negative."""
        chance = np.random.default_rng([self._seed, _ARRIVALS, number + 10_000])
        if self._trace:
            return self._traced(number, chance)
        times, brands = self._times(number, chance, surges)
        return self._arrivals(number, times, brands, chance)

    def _times(self, day: int, chance: np.random.Generator, surges: bool) -> tuple[Floats, NDArray[np.int64]]:
        arrivals = self._world.arrivals
        minute = np.repeat(self.hourly / 60, 60)
        # A day is as busy as its weight says, and days of one weekday are not all alike.
        level = arrivals.weekdays[day % 7] / np.mean(arrivals.weekdays) * chance.normal(1, 0.04)
        rate = arrivals.per_day * level * np.tile(minute[:, None], (1, len(self.brands))) * self.brands
        calm = chance.poisson(np.maximum(rate, 0))
        extra = chance.poisson(np.maximum(rate * (self._factors(day) - 1), 0)) if surges else 0
        counts = calm + extra
        minutes, brands = np.nonzero(counts)
        often = counts[minutes, brands]
        times = (np.repeat(minutes, often) + chance.random(int(often.sum()))) * 60
        order = times.argsort(kind="stable")
        return times[order], np.repeat(brands, often)[order]

    def _factors(self, day: int) -> Floats:
        """How many times the usual rate, per minute of the day and brand."""
        factors = np.ones((_MINUTES, len(self.brands)))
        for surge in self._world.surges:
            if surge.is_on(day):
                start = round(surge.at * 60)
                whose = list(surge.brands) or slice(None)
                factors[start : start + round(surge.minutes), whose] = surge.factor
        return factors

    def _arrivals(
        self, day: int, times: Floats, brands: NDArray[np.int64], chance: np.random.Generator
    ) -> list[Arrival]:
        many = len(times)
        topics = (chance.random(many)[:, None] > self.topics.cumsum(axis=1)[brands]).sum(axis=1)
        languages = chance.choice(len(self.languages), many, p=self.languages)
        channels = chance.choice(len(self._channels), many, p=self._channel_shares)
        segments = chance.integers(self._world.size.segments, size=many)
        columns = (times, brands, np.minimum(topics, self._world.size.topics - 1), languages, channels, segments)
        rows = zip(*(one.tolist() for one in columns), strict=True)
        return self._with_luck(
            day, [Traced(t, b, topic, lang, self._channels[ch], seg) for t, b, topic, lang, ch, seg in rows], chance
        )

    def _traced(self, day: int, chance: np.random.Generator) -> list[Arrival]:
        """The lines of this day; a trace that is shorter than the run comes again."""
        length = max(1, int(self._trace[-1].t // DAY) + 1)
        start = (day % length) * DAY
        today = [one for one in self._trace if start <= one.t < start + DAY]
        return self._with_luck(day, [Traced(one.t - start, *list(vars(one).values())[1:]) for one in today], chance)

    def _with_luck(self, day: int, rows: Sequence[Traced], chance: np.random.Generator) -> list[Arrival]:
        luck = chance.random((len(rows), 5)).tolist()
        patience = chance.normal(0, 1, len(rows)).tolist()
        base = (day + 10_000) * 10_000_000
        return [
            Arrival(
                base + at, day * DAY + row.t, row.brand, row.topic, row.language, row.channel, row.segment,
                self._patience(row.channel, patience[at]), tuple(luck[at]),
            )
            for at, row in enumerate(rows)
        ]  # fmt: skip

    def _patience(self, channel: str, z: float) -> float:
        how = self._world.channels[channel]
        return float(how.patience * np.exp(how.patience_spread * z)) if how.patience is not None else float("inf")


def _uneven(chance: np.random.Generator, many: int, spread: float) -> Floats:
    weights = np.exp(chance.normal(0, spread, many))
    shares: Floats = weights / weights.sum()
    return shares


def _languages(many: int, first: float) -> Floats:
    if many == 1:
        return np.ones(1)
    rest = 0.5 ** np.arange(1, many)
    return np.concatenate([[first], (1 - first) * rest / rest.sum()])


def read_trace(lines: Iterable[str], world: World) -> list[Traced]:
    """The arrivals of a CSV file with these columns. Raises TraceProblem at the first line that is none."""
    reader = csv.DictReader(lines)
    if missing := set(TRACE_COLUMNS) - set(reader.fieldnames or ()):
        raise TraceProblem(1, f"columns missing: {', '.join(sorted(missing))}")
    return [_traced(number, row, world) for number, row in enumerate(reader, start=2)]


def _traced(line: int, row: dict[str, str], world: World) -> Traced:
    size = world.size
    limits = {"brand": size.brands, "topic": size.topics, "language": size.languages, "segment": size.segments}
    try:
        numbers = {name: int(row[name]) for name in limits}
        t = float(row["t"])
    except (TypeError, ValueError) as error:
        raise TraceProblem(line, "t must be seconds, brand, topic, language and segment whole numbers") from error
    for name, limit in limits.items():
        if not 0 <= numbers[name] < limit:
            raise TraceProblem(line, f"{name} {numbers[name]} is not in this world, which has {limit}")
    if not 0 <= t < 400 * DAY:
        raise TraceProblem(line, "t must be from 0 to 400 days")
    if row["channel"] not in world.channels:
        raise TraceProblem(line, f"channel {row['channel']!r} is not in this world")
    return Traced(t, numbers["brand"], numbers["topic"], numbers["language"], row["channel"], numbers["segment"])
