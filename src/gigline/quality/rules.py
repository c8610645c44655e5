"""The arithmetic of quality's figures. Pure."""

from __future__ import annotations

import math

BAD_SCORE = 2
GOOD_SCORE = 4
# Segments in each arm that find a change of 70 % by 3 % of itself with a power of 80 %: below, nobody has won.
NEEDED_PER_ARM = 7_300
_Z95 = 1.959964


def share(part: int, whole: int) -> float | None:
    """`part` of `whole` as a fraction; None of nothing."""
    return part / whole if whole else None


def difference(held: int, of: int, other_held: int, other_of: int) -> tuple[float, float, float] | None:
    """The first share less the second, with its 95 % interval (R. G. Newcombe 1998, method 10); None without both."""
    if not of or not other_of:
        return None
    first, second = held / of, other_held / other_of
    low, high = _wilson(first, of)
    other_low, other_high = _wilson(second, other_of)
    change = first - second
    below = math.hypot(first - low, other_high - second)
    above = math.hypot(high - first, second - other_low)
    return change, change - below, change + above


def _wilson(share: float, of: int) -> tuple[float, float]:
    weight = 1 + _Z95**2 / of
    centre = (share + _Z95**2 / (2 * of)) / weight
    spread = _Z95 * math.sqrt(share * (1 - share) / of + _Z95**2 / (4 * of * of)) / weight
    return centre - spread, centre + spread
