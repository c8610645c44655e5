"""A little targeted exploring: now and then somebody who looks nearly as good as the best gets a push.

Drawn from a hash of the seed, the conversation and how often it was offered, so that a replay draws the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from gigline.routing.engine.columns import Floats
from gigline.routing.engine.market import Waiting
from gigline.routing.engine.scores import Weights


@dataclass(frozen=True, slots=True)
class Tried:
    """`own`: by candidate; those worth `least` or more are near the `best`. `bonus`: by candidate, if one is pushed."""

    own: Floats
    best: int
    least: float
    bonus: Floats | None = None


def tried(seed: int, weights: Weights, waiting: Waiting, own: Floats) -> Tried:
    """Draws. `own`: what each candidate is worth."""
    best = int(own.argmax())
    least = float(own[best]) - weights.explore_near
    bonus = None
    if weights.explore > 0.0 and len(own) > 1:
        u, v = _uniform(f"{seed} {waiting.conversation.id} {len(waiting.rests)}")
        near = (own >= least).nonzero()[0] if u < weights.explore else ()
        if len(near) > 1:
            bonus = np.zeros(len(own))
            bonus[near[int(v * len(near))]] = 2.0 * weights.explore_near
    return Tried(own, best, least, bonus)


def propensity(weights: Weights, given: Tried, chosen: int) -> float:
    """How likely this candidate was to be chosen, the other conversations of the round being as they were."""
    near = int((given.own >= given.least).sum())
    if near < 2 or weights.explore <= 0.0:
        return 1.0
    is_near = bool(given.own[chosen] >= given.least)
    pushed = weights.explore / near if is_near else 0.0
    direct = given.best == chosen or not is_near or given.bonus is None
    return pushed + (1.0 - weights.explore if direct else 0.0)


def _uniform(text: str) -> tuple[float, float]:
    drawn = hashlib.blake2b(text.encode(), digest_size=16).digest()
    return int.from_bytes(drawn[:7], "big") / 2**56, int.from_bytes(drawn[8:15], "big") / 2**56
