"""Asking people who are off to come: how much work will find nobody, and whom to ask for it. Pure.

Everything is in work-minutes over one horizon (15 minutes): what waits and what is expected to come, per pool,
against what those who are there can still take on. What is left over is the shortfall. People are asked in waves:
each counts for what they will probably bring, their posterior chance to come times the part of the horizon that is
left when they are there, and a wave ends when what it will probably bring covers the shortfall. So five unsure people
are asked where two sure ones would do.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Refusal = Literal["worked_enough", "asked_often", "asked_lately", "resting"]

HORIZON_MIN = 15.0
# A shortfall below this share of the demand is noise of the forecast.
STOP_SHARE = 0.02
# What nobody is woken for.
LEAST_MIN = 2.0
_ROUNDS = 6
# A surge shows in the shortest window first, and surest in the longest.
WINDOWS_S = (60.0, 120.0, 300.0)
_SURE = 1.0


@dataclass(slots=True)
class Willingness:
    """What is known of one person's answers: Beta for coming, a lognormal for how long it takes, both with a prior.

    The prior counts for `weight` answers, so that one refusal does not decide anything.
    """

    chance: float = 0.3
    latency_s: float = 300.0
    weight: float = 4.0
    asked: float = 0.0
    came: float = 0.0
    log_sum: float = 0.0

    def answered(self, latency_s: float | None) -> None:
        """They came after so many seconds, or did not (None)."""
        self.asked += 1
        if latency_s is not None:
            self.came += 1
            self.log_sum += math.log(max(latency_s, 1.0))

    @property
    def probably(self) -> float:
        """Posterior mean chance that they come when asked."""
        return (self.weight * self.chance + self.came) / (self.weight + self.asked)

    @property
    def usually_s(self) -> float:
        """Posterior median seconds until they are there."""
        total = self.weight * math.log(self.latency_s) + self.log_sum
        return math.exp(total / (self.weight + self.came))


@dataclass(frozen=True, slots=True)
class Caps:
    """What protects people from being asked too much: the platform asks, it never presses."""

    most_asked: int = 3
    pause_s: float = 5_400.0
    most_worked_s: float = 32_400.0
    rest_s: float = 1_800.0

    def allow(self, now: float, *, asked: Sequence[float], worked_s: float, left_at: float | None) -> bool:
        """Whether somebody may be asked now, who was asked at these times within a day and worked so long in it."""
        return self.refusal(now, asked=asked, worked_s=worked_s, left_at=left_at) is None

    def refusal(self, now: float, *, asked: Sequence[float], worked_s: float, left_at: float | None) -> Refusal | None:
        """Which cap says no, None if they may be asked."""
        if worked_s >= self.most_worked_s:
            return "worked_enough"
        if len(asked) >= self.most_asked:
            return "asked_often"
        if asked and now - asked[-1] < self.pause_s:
            return "asked_lately"
        return "resting" if left_at is not None and now - left_at < self.rest_s else None


def level(counts: Sequence[float], usual: Sequence[float]) -> float:
    """How many times the usual it is now, at least once, from the arrivals of each window.

    Of each window the lower end of what its Poisson count allows, one standard deviation down, so that a short window
    raises no alarm by chance; of these the highest, so that a surge is seen within a minute.
    """
    lows = [
        max(0.0, seen - _SURE * math.sqrt(seen)) / max(mean, 1e-9) for seen, mean in zip(counts, usual, strict=True)
    ]
    return max(1.0, *lows)


def shortfall(demand: Floats, supply: Floats, serves: Bools | Floats) -> Floats:
    """Work-minutes per pool that nobody will be there for.

    `demand` per pool, `supply` per person, `serves[person, pool]`. Who serves several pools is shared among them by
    what each still lacks; a few rounds of that come within a few percent of the best sharing, which is a flow problem.
    """
    lacking = demand.astype(np.float64)
    left = supply.astype(np.float64)
    weights = serves.astype(np.float64, copy=False)
    for _ in range(_ROUNDS):
        wanted = weights @ lacking
        use = np.minimum(left, wanted)
        share = np.divide(use, wanted, out=np.zeros_like(use), where=wanted > 0)
        brought = lacking * (share @ weights)
        # What a pool is offered beyond its need stays with those who offered it.
        kept = np.divide(np.minimum(brought, lacking), brought, out=np.zeros_like(brought), where=brought > 0)
        left = left - share * (weights @ (lacking * kept))
        lacking = np.maximum(lacking - brought, 0.0)
        if lacking.sum() <= 1e-9 or left.sum() <= 1e-9:
            break
    return lacking


def expected(chance: Floats, latency_s: Floats, capacity: Floats, horizon_min: float = HORIZON_MIN) -> Floats:
    """Work-minutes that each person will probably bring: chance x capacity (work-minutes a minute) x time that is
    left."""
    left: Floats = np.maximum(horizon_min - latency_s / 60, 0.0)
    return chance * capacity * left


def wave(lacking: Floats, brings: Floats, serves: Bools | Floats, demand: float) -> list[int]:
    """Whom to ask now, most useful first; empty when it is not worth asking anybody.

    `brings` is what each may be counted on for (0: must not be asked). Ends when what is lacking is under STOP_SHARE
    of the demand, or when the next person would bring less than LEAST_MIN of use.
    """
    lacking, free = lacking.copy(), brings.copy()
    weights = serves.astype(np.float64, copy=False)
    enough = max(STOP_SHARE * demand, LEAST_MIN)
    chosen: list[int] = []
    while lacking.sum() > enough:
        of_use = np.minimum(free, weights @ lacking)
        best = int(of_use.argmax())
        if of_use[best] < LEAST_MIN * 0.25:
            break
        chosen.append(best)
        mine = lacking * weights[best]
        lacking = lacking - mine * min(1.0, float(free[best] / mine.sum()))
        free[best] = 0.0
    return chosen
