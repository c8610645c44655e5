"""Who had less work than the others: the price on earned time that makes it even at least cost.

The Gini coefficient of the earned seconds grows with what somebody earns as the number of those who earned less minus
those who earned more. So the drift per second of work is that slope, from +1 for the least to −1 for the most: wherever
it costs the same value, work moves from who has most to who has least. Differences of less than two hours count in
part, so that no drift comes of chance. What was earned fades, so that it is about the last days, and nobody is flooded
after a holiday.

How much of the drift is wanted follows from how uneven it is: nothing is paid for what is even enough already.
"""

from __future__ import annotations

import numpy as np

from gigline.routing.engine.columns import Floats
from gigline.routing.engine.market import Market

LOOK_EVERY_S = 60.0
HALF_LIFE_S = 3 * 86_400.0
IN_FULL_S = 7_200.0
# From so much above what is even enough on, the drift is wanted in full.
UNEVEN = 0.06


class Earnings:
    """By person: seconds of work, faded, and the drift, from -1 (had most) to 1 (had least).

    `faded`: what the market says somebody earned has faded already.
    """

    def __init__(self, *, faded: bool = False) -> None:
        self.t = float("-inf")
        self.earned = np.zeros(0)
        self.drift = np.zeros(0)
        self.gini = 0.0
        self._faded = faded
        self._counted = np.zeros(0)
        self._came = np.zeros(0, dtype=np.bool_)

    def look(self, market: Market, t: float) -> None:
        """Takes note of what happened since the last look, at most once a minute."""
        people = market.people
        size = len(people.load)
        if t - self.t < LOOK_EVERY_S and len(self.drift) == size:
            return
        if size > len(self.drift):
            more = (0, size - len(self.drift))
            self._came = np.pad(self._came, more)
            self.earned, self._counted = np.pad(self.earned, more), np.pad(self._counted, more)
        self._came |= people.online | (people.earned_s > 0.0)
        if self._faded:
            self.earned = people.earned_s.copy()
        else:
            self.earned *= 0.5 ** ((t - max(self.t, 0.0)) / HALF_LIFE_S)
            self.earned += people.earned_s - self._counted
            self._counted = people.earned_s.copy()
        self.t = t
        self.drift = self._drift()
        self.gini = gini(self.earned[self._came])

    def wanted(self, even: float) -> float:
        """The part of the drift that is wanted, while a Gini of `even` is even enough."""
        return min(1.0, max(0.0, (self.gini - even) / UNEVEN))

    def _drift(self) -> Floats:
        """The mean over all who ever came of (theirs − one's own) / IN_FULL_S, each from -1 to 1."""
        others, own = np.sort(self.earned[self._came]), self.earned
        low, high = (others.searchsorted(own + far) for far in (-IN_FULL_S, IN_FULL_S))
        sums = np.append(0.0, others.cumsum())
        near = (sums[high] - sums[low] - (high - low) * own) / IN_FULL_S
        drift: Floats = (len(others) - high - low + near) / max(len(others), 1)
        return np.where(self._came, drift, 0.0)


def gini(values: Floats) -> float:
    """Gini's coefficient: 0 everybody has the same, 1 one has it all."""
    many, total = len(values), float(values.sum())
    if not total:
        return 0.0
    ranks = np.arange(1, many + 1)
    return 2.0 * float(ranks @ np.sort(values)) / (many * total) - (many + 1) / many
