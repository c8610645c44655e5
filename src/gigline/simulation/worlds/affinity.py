"""Shared experience in a world: who says what, which conversations let it count, and what a match truly adds.

Drawn apart from everything else, so that a world in which nobody says anything is the world that it was.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigline.routing.engine.draws import uniform
from gigline.simulation.worlds.demand import Arrival
from gigline.simulation.worlds.spec import World

_WHO, _WHAT = 15, 16


class Shared:
    """The truth of it, hidden from policies; what both sides let count, they are told."""

    def __init__(self, world: World, seed: int):
        spec = world.affinity
        self._seed, self._spec = seed, spec
        size = (world.size.associates, spec.experiences)
        self.having: NDArray[np.bool_] = np.random.default_rng([seed, _WHO]).random(size) < spec.having
        self.effect = np.random.default_rng([seed, _WHAT]).normal(spec.effect, spec.spread, spec.experiences)

    def said_by(self, associate: int) -> tuple[str, ...]:
        """What this associate lets count, as the router is told."""
        return tuple(f"hobby:h{one}" for one in np.flatnonzero(self.having[associate]))

    def wish(self, arrival: Arrival) -> int | None:
        """The experience that the requester lets count."""
        if not self._spec.experiences or uniform(self._seed, arrival.number, 1) >= self._spec.wishing:
            return None
        return int(uniform(self._seed, arrival.number, 2) * self._spec.experiences)

    def wishes(self, arrival: Arrival) -> tuple[str, ...]:
        """The same, as the router is told."""
        wish = self.wish(arrival)
        return () if wish is None else (f"hobby:h{wish}",)

    def adds(self, associate: int, arrival: Arrival) -> float:
        """What a match adds to the log odds of resolution; nothing without one."""
        wish = self.wish(arrival)
        return float(self.effect[wish]) if wish is not None and self.having[associate, wish] else 0.0
