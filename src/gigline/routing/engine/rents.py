"""The scarcity price: what an hour of somebody's being free is worth.

At each arrival it is noted what each eligible person adds over the best who is free instead: the best one what they are
better than the second, those who are busy what they would have been better than the best free one, and where nobody is
free, everybody more. The faded sum over time is a rent in units of value per second. Whoever is hard to replace (a rare
language, the one expert) gets a high rent, so others are asked first where they do as well.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gigline.routing.engine.columns import Floats, Ints
from gigline.routing.engine.market import Room, fits
from gigline.routing.engine.scores import NO_ALTERNATIVE, Row

HALF_LIFE_S = 3600.0
FADE_EVERY_S = 60.0


class Rents:
    """By person; `total` is the faded sum."""

    def __init__(self) -> None:
        self.total = np.zeros(64)
        self.t = 0.0

    def of(self, people: Ints) -> Floats:
        """Value per second."""
        rent: Floats = self.total[people] * (np.log(2.0) / HALF_LIFE_S)
        return rent

    def grow(self, size: int) -> None:
        """Makes place for so many people."""
        if len(self.total) < size:
            self.total = np.pad(self.total, (0, size - len(self.total)))

    def note(self, room: Room, row: Row) -> None:
        """One arrival."""
        self.grow(len(room.load))
        if room.t - self.t > FADE_EVERY_S:
            self.total *= 0.5 ** ((room.t - self.t) / HALF_LIFE_S)
            self.t = room.t
        here = room.people.online[row.people]
        people = row.people[here]
        if len(people):
            self.total[people] += _added(row.value[0][here], fits(room, row.waiting.conversation, people))


def _added(value: Floats, free: npt.NDArray[np.bool_]) -> Floats:
    """What each adds, given who is free."""
    if not free.any():
        everybody: Floats = np.maximum(value - value.mean() + NO_ALTERNATIVE, 0.0)
        return everybody
    best_two = np.sort(value[free])[-2:]
    best = best_two[-1]
    second = best_two[0] if len(best_two) > 1 else best - NO_ALTERNATIVE
    gain: Floats = np.where(free, 0.0, np.maximum(value - best, 0.0))
    gain[free & (value == best)] = best - second
    return gain
