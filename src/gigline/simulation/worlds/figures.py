"""The figures of a run, each in one place. Pure.

A policy's value per arrival is resolved + 0.5 satisfied - 0.3 late - 0.3 abandoned; late is what was not answered
within its SLA, which what was abandoned is too when it waited that long.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from gigline.routing.engine.earnings import gini
from gigline.simulation.worlds.demand import DAY
from gigline.simulation.worlds.records import Ended, Ledger

SATISFIED_WEIGHT = 0.5
LATE_WEIGHT = 0.3
ABANDONED_WEIGHT = 0.3
HALF_HOUR = 1_800.0
CALIBRATION_GROUPS = 10
LIVE = frozenset({"chat", "voice"})


@dataclass(frozen=True)
class Figures:
    """Shares are percent of all arrivals unless it says otherwise; waits are seconds.

    value            per arrival, of what happened
    expected_value   the same with the hidden chances in place of the coin's fall: less noise, same mean
    live_sla         of chat and voice arrivals: answered within the SLA
    sla              of all arrivals
    gini             of the minutes worked, over everybody who was online on the counted days
    gini_per_hour    of the minutes worked per hour online
    occupancy        minutes worked per minute online; more than 100 is several conversations at once
    """

    conversations: int
    value: float
    expected_value: float
    resolved: float
    csat: float
    live_sla: float
    sla: float
    abandoned: float
    wait_p50: float
    wait_p95: float
    gini: float
    gini_per_hour: float
    occupancy: float

    def as_json(self) -> dict[str, float]:
        """By name."""
        return asdict(self)


def of(ledger: Ledger) -> Figures:
    """The figures of the counted days."""
    ended = ledger.ended
    live = [one for one in ended if one.channel in LIVE]
    waits = sorted(one.wait for one in live)
    online = {one: seconds for one, seconds in ledger.online.items() if seconds > 0}
    worked = np.array([ledger.worked.get(one, 0.0) for one in online])
    there = np.array(list(online.values()))
    return Figures(
        conversations=len(ended),
        value=mean(value(one) for one in ended),
        expected_value=mean(expected_value(one) for one in ended),
        resolved=percent(one.resolved for one in ended),
        csat=percent(one.satisfied for one in ended),
        live_sla=percent(in_time(one) for one in live),
        sla=percent(in_time(one) for one in ended),
        abandoned=percent(one.abandoned for one in ended),
        wait_p50=percentile(waits, 50),
        wait_p95=percentile(waits, 95),
        gini=gini(worked),
        gini_per_hour=gini(worked / there),
        occupancy=100 * float(worked.sum()) / max(float(there.sum()), 1e-9),
    )


def in_time(one: Ended) -> bool:
    """Whether it was answered within its SLA."""
    return not one.late and not one.abandoned


def value(one: Ended) -> float:
    """What it was worth, of what happened."""
    return one.resolved + SATISFIED_WEIGHT * one.satisfied - LATE_WEIGHT * one.late - ABANDONED_WEIGHT * one.abandoned


def expected_value(one: Ended) -> float:
    """What it was worth, of the chances it had."""
    return one.likely + SATISFIED_WEIGHT * one.pleased - LATE_WEIGHT * one.late - ABANDONED_WEIGHT * one.abandoned


def by_day(ledger: Ledger) -> list[dict[str, float]]:
    """The means of each counted day, in order: the blocks that intervals are made of.

    A night lies between two days and empties the queues, so that they hardly know of each other.
    """
    days: dict[int, list[Ended]] = defaultdict(list)
    for one in ledger.ended:
        days[int(one.arrived // DAY)].append(one)
    return [_means(days[day]) for day in sorted(days)]


def by_half_hour(ledger: Ledger) -> list[dict[str, float]]:
    """Arrivals and service through the day, over all counted days; `hour` is when the half hour begins."""
    parts: dict[int, list[Ended]] = defaultdict(list)
    days = {int(one.arrived // DAY) for one in ledger.ended}
    for one in ledger.ended:
        parts[int(one.arrived % DAY // HALF_HOUR)].append(one)
    return [
        {
            "hour": part / 2,
            "arrivals": len(parts[part]) / len(days),
            "live_sla": percent(in_time(one) for one in parts[part] if one.channel in LIVE),
            "abandoned": percent(one.abandoned for one in parts[part]),
        }
        for part in sorted(parts)
    ]


def _means(ended: Sequence[Ended]) -> dict[str, float]:
    live = [one for one in ended if one.channel in LIVE]
    return {
        "value": mean(value(one) for one in ended),
        "expected_value": mean(expected_value(one) for one in ended),
        "resolved": percent(one.resolved for one in ended),
        "csat": percent(one.satisfied for one in ended),
        "live_sla": percent(in_time(one) for one in live),
        "abandoned": percent(one.abandoned for one in ended),
        "wait_p95": percentile(sorted(one.wait for one in live), 95),
    }


def calibration_error(expected: Sequence[tuple[float, bool]]) -> float | None:
    """How far chances are from what came of them: the mean distance over ten groups of like chances, equally large."""
    if not expected:
        return None
    ordered = sorted(expected, key=lambda one: one[0])
    cuts = [len(ordered) * part // CALIBRATION_GROUPS for part in range(CALIBRATION_GROUPS + 1)]
    groups = [ordered[low:high] for low, high in itertools.pairwise(cuts) if high > low]
    off = [abs(sum(chance - came for chance, came in group)) for group in groups]
    return sum(off) / len(ordered)


def mean(values: Iterable[float]) -> float:
    """Their mean; 0 without any."""
    total, many = 0.0, 0
    for one in values:
        total, many = total + one, many + 1
    return total / many if many else 0.0


def percent(values: Iterable[bool]) -> float:
    """How many of a hundred are so."""
    return 100 * mean(float(one) for one in values)


def percentile(ordered: Sequence[float], share: float) -> float:
    """Nearest rank of sorted values; 0 without any."""
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)] if ordered else 0.0
