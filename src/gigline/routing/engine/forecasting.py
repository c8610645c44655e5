"""How many will write in: the mean of the same time on the same weekday, and how wrong that was before. Pure.

Heavier models did not beat it on diurnal help desk arrivals, and this one can be checked by hand. Counts are per
interval of the week, from Monday midnight; every forecast comes with the error it would have had on the past.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Quality:
    """`wape`: the sum of absolute errors over the sum of counts. `bias`: of the errors with their signs; above 0: too
    much."""

    wape: float
    bias: float
    intervals: int


def forecast(counts: Sequence[float], per_week: int, ahead: int, *, weeks: int = 8) -> Floats:
    """The next `ahead` intervals after these counts, the last `weeks` of which are averaged.

    `counts` begins with the first interval of a week. Where a place in the week was never seen, the mean of all
    stands in.
    """
    seen = np.asarray(counts, dtype=np.float64)
    mean = float(seen.mean()) if len(seen) else 0.0
    found = np.empty(ahead)
    for step in range(ahead):
        at = len(seen) + step
        same = seen[at % per_week :: per_week][-weeks:]
        found[step] = float(same.mean()) if len(same) else mean
    return found


def level(counts: Sequence[float], usual: Sequence[float], *, weight: float = 50.0) -> float:
    """How many times the usual today is, from what came so far: 1 with nothing seen, the ratio with much.

    The posterior mean of a Poisson rate with a gamma prior around 1 that counts for `weight` arrivals.
    """
    return (sum(counts) + weight) / (sum(usual) + weight)


def backtest(counts: Sequence[float], per_week: int, ahead: int, *, weeks: int = 8) -> Quality:
    """The error of forecasts made every `ahead` intervals, from the second week on, each with what was known then."""
    seen = np.asarray(counts, dtype=np.float64)
    wrong: list[Floats] = []
    real = 0.0
    for start in range(per_week, len(seen) - ahead + 1, ahead):
        actual = seen[start : start + ahead]
        wrong.append(forecast(seen[:start].tolist(), per_week, ahead, weeks=weeks) - actual)
        real += float(actual.sum())
    if not wrong or not real:
        return Quality(float("nan"), float("nan"), 0)
    errors = np.concatenate(wrong)
    return Quality(float(np.abs(errors).sum()) / real, float(errors.sum()) / real, len(errors))
