"""Who had less work than their share: a virtual queue on earned time, which drifts work towards them.

Everybody's share is what their time online would bring at the pool's mean, drawn some way towards the same for all.
Both fade, so that nobody is flooded after a holiday and a newcomer starts with nothing owed.
"""

from __future__ import annotations

import numpy as np

from gigline.routing.engine.columns import Floats
from gigline.routing.engine.market import Market
from gigline.routing.engine.scores import Weights

LOOK_EVERY_S = 60.0
HALF_LIFE_S = 3 * 86_400.0


class Earnings:
    """By person: seconds of work and seconds online, faded, and what is owed: -1 (had too much) to 1 (too little)."""

    def __init__(self) -> None:
        self.t = float("-inf")
        self.earned = np.zeros(0)
        self.online = np.zeros(0)
        self.owed = np.zeros(0)
        self._counted = np.zeros(0)

    def look(self, market: Market, weights: Weights, t: float) -> None:
        """Takes note of what happened since the last look, at most once a minute."""
        people = market.people
        size = len(people.load)
        if t - self.t < LOOK_EVERY_S and len(self.owed) == size:
            return
        self._grow(size)
        passed = min(max(t - self.t, 0.0), 86_400.0)
        keep = 0.5 ** (passed / HALF_LIFE_S)
        self.earned = keep * self.earned + (people.earned_s - self._counted)
        self.online = keep * self.online + passed * people.online
        self._counted = people.earned_s.copy()
        self.t = t
        self.owed = self._owed(weights)

    def _grow(self, size: int) -> None:
        more = (0, size - len(self.owed))
        self.earned, self.online = np.pad(self.earned, more), np.pad(self.online, more)
        self.owed, self._counted = np.pad(self.owed, more), np.pad(self._counted, more)

    def _owed(self, weights: Weights) -> Floats:
        there = self.online > 0.0
        if not there.any():
            return np.zeros(len(self.online))
        mean = float(self.earned[there].mean())
        by_time = self.online * (mean / float(self.online[there].mean()))
        share = by_time + weights.fair_equal * (mean - by_time)
        owed: Floats = np.clip((share - self.earned) / weights.fair_scale_s, -1.0, 1.0)
        return np.where(there, owed, 0.0)
