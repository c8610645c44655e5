"""Draws in the shapes that worlds need. The same pair meets the same luck under every policy.

A stream of random numbers would be read in another order by each policy, and two runs would soon have nothing in
common. So a draw is a function of what it is about (`routing.engine.draws`).
"""

from __future__ import annotations

import math
from statistics import NormalDist

_NORMAL = NormalDist()


def normal(share: float) -> float:
    """The standard normal value below which this share lies."""
    return _NORMAL.inv_cdf(min(max(share, 1e-12), 1 - 1e-12))


def lognormal(median: float, spread: float, share: float) -> float:
    """The value of this lognormal below which this share lies."""
    return median * math.exp(spread * normal(share))


def logit(share: float) -> float:
    """Log odds; shares of 0 and 1 are taken a hair inside."""
    inside = min(max(share, 1e-9), 1 - 1e-9)
    return math.log(inside / (1 - inside))


def logistic(value: float) -> float:
    """The share with these log odds."""
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    grown = math.exp(value)
    return grown / (1 + grown)
