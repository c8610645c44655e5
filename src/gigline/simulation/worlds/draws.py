"""Chance that belongs to a thing and not to a moment: the same pair meets the same luck under every policy.

A stream of random numbers would be read in another order by each policy, and two runs would soon have nothing in
common. So a draw is a function of what it is about. The mixing is that of splitmix64 (Steele, Lea and Flood, OOPSLA
2014).
"""

from __future__ import annotations

import math
from statistics import NormalDist

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_SCALE = 1.0 / (1 << 53)
_NORMAL = NormalDist()


def mixed(value: int) -> int:
    """A 64-bit hash of a 64-bit number."""
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB & _MASK
    return value ^ (value >> 31)


def uniform(seed: int, first: int, second: int, third: int = 0) -> float:
    """In [0, 1), of these numbers alone."""
    value = mixed((seed * _GOLDEN + first) & _MASK)
    value = mixed((value + second * _GOLDEN + third) & _MASK)
    return (value >> 11) * _SCALE


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
