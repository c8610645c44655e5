"""When associates work: they choose their hours, and some do not show."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gigline.simulation.worlds.demand import DAY
from gigline.simulation.worlds.spec import World

_STINTS = 31
_MOST_HOURS = 10.0


class Stint(NamedTuple):
    """One associate is online from `start` to `end` (seconds from the first midnight)."""

    start: float
    end: float
    associate: int


def of_day(world: World, hourly: NDArray[np.float64], seed: int, day: int, staffing: float = 1.0) -> list[Stint]:
    """The stints that begin on this day, those of who does not show left out.

    `staffing` scales how many come; beyond everybody coming every day it makes the stints longer.
    """
    chance = np.random.default_rng([seed, _STINTS, day + 10_000])
    work, many = world.work, world.size.associates
    coming = work.days * staffing
    longer = max(1.0, coming)
    comes = (chance.random(many) < min(1.0, coming)) & (chance.random(many) >= work.no_show)
    hours = np.minimum(work.hours * longer * np.exp(chance.normal(0, work.hours_spread, many)), _MOST_HOURS)
    middle = _middles(hourly, work.follows_demand, chance, many)
    split = chance.random(many) < work.split
    gap = chance.uniform(0.5, 2.5, many)
    found: list[Stint] = []
    for one in np.nonzero(comes)[0].tolist():
        found += _stints(one, day * DAY, float(middle[one]), float(hours[one]), float(gap[one]) if split[one] else 0.0)
    return sorted(found)


def _middles(
    hourly: NDArray[np.float64], follows: float, chance: np.random.Generator, many: int
) -> NDArray[np.float64]:
    """The middle hour of each stint: where the demand is, or anywhere."""
    weights = follows * hourly + (1 - follows) / len(hourly)
    return chance.choice(len(hourly), many, p=weights / weights.sum()) + chance.random(many)


def _stints(associate: int, midnight: float, middle: float, hours: float, gap: float) -> list[Stint]:
    start = max(midnight, midnight + (middle - (hours + gap) / 2) * 3600)
    if not gap:
        return [Stint(start, start + hours * 3600, associate)]
    half = hours / 2 * 3600
    later = start + half + gap * 3600
    return [Stint(start, start + half, associate), Stint(later, later + half, associate)]
