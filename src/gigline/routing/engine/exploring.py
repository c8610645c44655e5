"""A little targeted exploring: now and then somebody who looks nearly as good as the best gets a push.

Drawn from a hash of the seed, the conversation and how often it was offered, so that a replay draws the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from gigline.routing.engine.columns import Floats, Ints
from gigline.routing.engine.market import Waiting
from gigline.routing.engine.scores import Weights


@dataclass(frozen=True, slots=True)
class Tried:
    """`near`: indices of the candidates that look nearly as good as `best`. `bonus`: by candidate, if one is pushed."""

    near: Ints
    best: int
    bonus: Floats | None = None


def tried(seed: int, weights: Weights, waiting: Waiting, own: Floats) -> Tried:
    """Draws."""
    best = int(np.argmax(own))
    near = np.flatnonzero(own >= own[best] - weights.explore_near)
    bonus = None
    if weights.explore > 0.0 and len(near) > 1:
        u, v = _uniform(f"{seed} {waiting.conversation.id} {len(waiting.rests)}")
        if u < weights.explore:
            bonus = np.zeros(len(own))
            bonus[near[int(v * len(near))]] = 2.0 * weights.explore_near
    return Tried(near, best, bonus)


def propensity(weights: Weights, given: Tried, chosen: int) -> float:
    """How likely this candidate was to be chosen, the other conversations of the round being as they were."""
    if len(given.near) < 2 or weights.explore <= 0.0:
        return 1.0
    pushed = weights.explore / len(given.near) if chosen in given.near else 0.0
    direct = given.best == chosen or chosen not in given.near or given.bonus is None
    return pushed + (1.0 - weights.explore if direct else 0.0)


def _uniform(text: str) -> tuple[float, float]:
    drawn = hashlib.blake2b(text.encode(), digest_size=16).digest()
    return int.from_bytes(drawn[:7], "big") / 2**56, int.from_bytes(drawn[8:15], "big") / 2**56
