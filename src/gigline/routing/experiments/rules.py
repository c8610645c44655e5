"""Who is held out, what a holdout says, how long one takes, what another policy would have been worth. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from gigline.routing.engine.draws import uniform
from gigline.routing.engine.records import Round
from gigline.routing.engine.scores import OWN

Other = Literal["longest-idle", "anybody"]

# Below this many a share of conversations says more about luck than about an arm.
FEWEST = 30
# A choice that was made less often than this weighs no more.
LEAST_PROPENSITY = 0.01
Z = 1.959964


def held_out(seed: int, contact_id: UUID, share: float) -> bool:
    """Whether a contact is among the `share`: for good, whatever they write and whoever asks."""
    return uniform(seed, contact_id.int >> 64, contact_id.int & (1 << 64) - 1) < share


@dataclass(frozen=True)
class Compared:
    """`difference`: b minus a, per conversation, with its 95 % interval. `winner`: None until it may be named, and then
    `why_not` says why. `done` of `planned` units are over.
    """

    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    done: int
    planned: int
    mean_a: float | None
    mean_b: float | None
    winner: Literal["a", "b"] | None
    why_not: str | None


def compared(a: Sequence[float], b: Sequence[float], planned: int) -> Compared:
    """A holdout: the arms' means, with Welch's interval in its normal form; each needs `planned` conversations, in the
    order in which they came. What came after them does not count: who looks on until a difference shows finds one.
    """
    needed = max(planned, FEWEST)
    a, b = a[:needed], b[:needed]
    done = min(len(a), len(b))
    if done < 2:
        why = "There is nothing to compare yet."
        return Compared(None, None, None, None, done, planned, None, None, None, why)
    mean_a, var_a = _moments(a)
    mean_b, var_b = _moments(b)
    error = math.sqrt(var_a / len(a) + var_b / len(b))
    difference = mean_b - mean_a
    p = math.erfc(abs(difference) / error / math.sqrt(2)) if error > 0 else float(difference == 0)
    why_not = None
    if done < needed:
        why_not = f"{done} of {needed} conversations of each arm are known: a winner named early is often none."
    elif p >= 0.05:
        why_not = "The difference may be chance."
    winner: Literal["a", "b"] | None = None if why_not else ("b" if difference > 0 else "a")
    return Compared(
        difference, difference - Z * error, difference + Z * error, p, done, planned, mean_a, mean_b, winner, why_not
    )


def _moments(values: Sequence[float]) -> tuple[float, float]:
    mean = sum(values) / len(values)
    return mean, sum((one - mean) ** 2 for one in values) / max(1, len(values) - 1)


@dataclass(frozen=True)
class Spread:
    """What a measure is like: `within` conversations of a block, `between` the means of blocks beyond that."""

    mean: float
    within: float
    between: float
    per_block: float
    blocks: int


def spread(values: Iterable[tuple[float, float]], block_s: float, wash_out_s: float) -> Spread | None:
    """From (time, value) of the past, cut into blocks as an experiment would; None with fewer than four blocks."""
    blocks: dict[int, list[float]] = {}
    for at, value in values:
        if at % block_s >= wash_out_s:
            blocks.setdefault(int(at // block_s), []).append(value)
    full = [one for one in blocks.values() if len(one) > 1]
    if len(full) < 4:
        return None
    moments = [_moments(one) for one in full]
    per_block = sum(len(one) for one in full) / len(full)
    within = sum(variance for _, variance in moments) / len(moments)
    _, of_means = _moments([mean for mean, _ in moments])
    between = max(0.0, of_means - within / per_block)
    mean = sum(mean for mean, _ in moments) / len(moments)
    return Spread(mean, math.sqrt(within), math.sqrt(between), per_block, len(full))


# what another policy would have been worth


@dataclass(frozen=True)
class Offered:
    """A recorded choice. `q`: the model's expectation by candidate; `pi`: how likely the other policy had chosen each;
    `value`: what came of `chosen`, who was chosen with `propensity`.
    """

    chosen: str
    propensity: float
    q: Mapping[str, float]
    pi: Mapping[str, float]
    value: float


@dataclass(frozen=True)
class Estimate:
    """Per conversation: what the offers as made were worth, what the other policy's would have been, and the
    difference with its 95 % interval. `agreed`: the share in which both choose alike, all that corrects the model.
    """

    offers: int
    as_made: float
    other: float
    difference: float
    low: float
    high: float
    agreed: float


def doubly_robust(offers: Sequence[Offered]) -> Estimate | None:
    """Right if either the model or the propensities are (Dudik, Langford and Li, ICML 2011). None with under two."""
    if len(offers) < 2:
        return None
    found = [_of_one(one) for one in offers]
    differences = [other - one.value for other, one in zip(found, offers, strict=True)]
    mean, variance = _moments(differences)
    error = math.sqrt(variance / len(offers))
    return Estimate(
        len(offers),
        sum(one.value for one in offers) / len(offers),
        sum(found) / len(found),
        mean,
        mean - Z * error,
        mean + Z * error,
        sum(one.pi.get(one.chosen, 0.0) for one in offers) / len(offers),
    )


def _of_one(one: Offered) -> float:
    expected = sum(share * one.q[name] for name, share in one.pi.items())
    weight = one.pi.get(one.chosen, 0.0) / max(one.propensity, LEAST_PROPENSITY)
    return expected + weight * (one.value - one.q[one.chosen])


def offered(
    decision: Mapping[str, Any], given: Round, resolved: bool, csat: bool | None, other: Other
) -> Offered | None:
    """A kept decision and its outcome as evidence; None where the model's expectations were not kept.

    A rating that nobody gave counts as expected, so that silence is no bad rating.
    """
    row = next((one for one in given.rows if one.conversation == decision["conversation"]), None)
    expected = decision.get("expected")
    if row is None or expected is None:
        return None
    q = dict(zip(row.candidates(), row.parts[OWN.index("value")].tolist(), strict=True))
    if decision["chosen"] not in q:
        return None
    liked = expected["csat"] if csat is None else float(csat)
    value = float(resolved) + given.weights.csat * liked
    pi = _pi(decision, q, other)
    return Offered(decision["chosen"], float(decision["propensity"]), q, pi, value)


def _pi(decision: Mapping[str, Any], q: Mapping[str, float], other: Other) -> dict[str, float]:
    if other == "anybody":
        return dict.fromkeys(q, 1 / len(q))
    idle = {one["id"]: one["idle_s"] for one in decision["eligible"] if one["id"] in q}
    return {max(sorted(idle), key=lambda name: idle[name]): 1.0}
