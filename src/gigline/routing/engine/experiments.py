"""Comparing two ways to route in the open, honestly: switchbacks, block-level inference, and how long it will take.
Pure.

Conversations of one pool share its people, so that a coin per conversation would leak from one arm into the other.
Instead the whole pool runs under one arm for a block of time. What arrives in the first minutes of a block still
feels the arm before it and does not count, and the block is the unit: thousands of conversations within twenty blocks
are twenty observations.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np

from gigline.routing.engine.draws import uniform

Arm = Literal["a", "b"]

BLOCK_S = 90 * 60.0
WASH_OUT_S = 15 * 60.0
# Below so many pairs of blocks the interval says more about luck than about the arms.
FEWEST_PAIRS = 10


@dataclass(frozen=True, slots=True)
class Switchback:
    """A plan: `start` is the time of its first block, `seed` decides which arm each block gets.

    Blocks come in pairs, one of each arm in random order, so that neither arm has all the mornings.
    """

    start: float
    seed: int
    block_s: float = BLOCK_S
    wash_out_s: float = WASH_OUT_S

    def block(self, at: float) -> int:
        """The number of the block that this moment is in; negative before the start."""
        return math.floor((at - self.start) / self.block_s)

    def arm(self, at: float) -> Arm:
        """Under which arm the pool runs then."""
        pair, second = divmod(self.block(at), 2)
        first_is_b = uniform(self.seed, pair) < 0.5
        return "b" if first_is_b != bool(second) else "a"

    def counts(self, at: float) -> bool:
        """Whether what arrives then is evidence."""
        into = (at - self.start) - self.block(at) * self.block_s
        return self.block(at) >= 0 and into >= self.wash_out_s


@dataclass(frozen=True, slots=True)
class Verdict:
    """`difference`: b minus a, per conversation, with its 95 % interval. `winner`: None until it may be named.

    `why_not`: in words, while it may not.
    """

    difference: float
    low: float
    high: float
    p: float
    pairs: int
    winner: Arm | None
    why_not: str | None


def verdict(plan: Switchback, seen: Iterable[tuple[float, float]], *, planned_pairs: int) -> Verdict:
    """What arrivals and their outcomes (time, value) say so far. No winner before the planned number of pairs is over,
    and of what comes after them nothing counts.

    Looking every day and stopping at the first p under 0.05 finds a difference in a third of the experiments without
    one, and so does looking on after the plan.
    """
    from scipy.special import stdtr, stdtrit

    differences = _pairs(plan, evidence(plan, seen, planned_pairs))
    many = len(differences)
    if many < 2:
        return Verdict(float("nan"), float("nan"), float("nan"), 1.0, many, None, "There is nothing to compare yet.")
    mean = float(np.mean(differences))
    error = float(np.std(differences, ddof=1)) / math.sqrt(many)
    half = float(stdtrit(many - 1, 0.975)) * error
    p = float(2 * stdtr(many - 1, -abs(mean) / error)) if error > 0 else float(mean == 0)
    why_not = _why_not(many, planned_pairs, p)
    winner: Arm | None = None if why_not else ("b" if mean > 0 else "a")
    return Verdict(mean, mean - half, mean + half, p, many, winner, why_not)


def _why_not(pairs: int, planned: int, p: float) -> str | None:
    needed = max(planned, FEWEST_PAIRS)
    if pairs < needed:
        return f"{pairs} of {needed} pairs of blocks are over: a winner named early is often none."
    return None if p < 0.05 else "The difference may be chance."


def evidence(plan: Switchback, seen: Iterable[tuple[float, float]], planned_pairs: int) -> list[tuple[float, float]]:
    """Of what was seen, what counts: the first pairs of blocks that have both arms, as many as planned."""
    counted = [(at, value) for at, value in seen if plan.counts(at)]
    arms: dict[int, set[Arm]] = {}
    for at, _ in counted:
        arms.setdefault(plan.block(at) // 2, set()).add(plan.arm(at))
    both = sorted(pair for pair, had in arms.items() if len(had) == 2)
    planned = set(both[: max(planned_pairs, FEWEST_PAIRS)])
    return [(at, value) for at, value in counted if plan.block(at) // 2 in planned]


def _pairs(plan: Switchback, seen: Iterable[tuple[float, float]]) -> list[float]:
    """Mean of b minus mean of a, for each pair of blocks."""
    sums: dict[tuple[int, Arm], tuple[float, int]] = {}
    for at, value in seen:
        key = plan.block(at) // 2, plan.arm(at)
        total, many = sums.get(key, (0.0, 0))
        sums[key] = total + value, many + 1
    found = []
    for pair in sorted({pair for pair, _ in sums}):
        (a, many_a), (b, many_b) = sums[pair, "a"], sums[pair, "b"]
        found.append(b / many_b - a / many_a)
    return found


def pairs_needed(
    *, difference: float, within: float, between: float, per_block: float, power: float = 0.8, level: float = 0.05
) -> int:
    """How many pairs of blocks find this difference with this power.

    `within`: standard deviation of a conversation's value; `between`: of the means of blocks of one arm beyond that;
    `per_block`: conversations that count in a block.
    """
    if difference == 0:
        raise ValueError("no number of blocks finds a difference of nothing")
    variance = 2 * (between**2 + within**2 / per_block)
    z = _quantile(1 - level / 2) + _quantile(power)
    return max(FEWEST_PAIRS, math.ceil(variance * (z / difference) ** 2) + 1)


def _quantile(share: float) -> float:
    """Of the standard normal distribution."""
    return NormalDist().inv_cdf(share)


def sample_needed(share: float, relative: float, *, power: float = 0.8, level: float = 0.05) -> int:
    """Conversations per arm of a holdout by which a relative change of this share is found."""
    other = share * (1 + relative)
    if not (0 < share < 1 and 0 < other < 1 and relative):
        raise ValueError("shares must lie between 0 and 1 and differ")
    z = _quantile(1 - level / 2) + _quantile(power)
    variance = share * (1 - share) + other * (1 - other)
    return math.ceil(variance * (z / (other - share)) ** 2)


def false_positives(outcomes: Sequence[Verdict]) -> float:
    """The share of experiments that named a winner; of A/A experiments, those that were wrong."""
    return sum(one.winner is not None for one in outcomes) / max(len(outcomes), 1)
