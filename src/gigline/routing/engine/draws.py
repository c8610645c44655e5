"""Chance that belongs to a thing and not to a moment: a function of what it is about, with the mixing of splitmix64.

(Steele, Lea and Flood, OOPSLA 2014.) Nothing is read in an order, so nothing changes when something else is drawn too.
"""

from __future__ import annotations

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_SCALE = 1.0 / (1 << 53)


def mixed(value: int) -> int:
    """A 64-bit hash of a 64-bit number."""
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB & _MASK
    return value ^ (value >> 31)


def uniform(seed: int, first: int, second: int = 0, third: int = 0) -> float:
    """In [0, 1), of these numbers alone."""
    value = mixed((seed * _GOLDEN + first) & _MASK)
    value = mixed((value + second * _GOLDEN + third) & _MASK)
    return (value >> 11) * _SCALE
