"""A model that knows the hidden truth, in the place of the learned one: what the best possible knowledge would be
worth.

The `gigline` policy with this model is `truth-known`: the same prices, the same solver, nothing left to learn. The
difference to it is what knowledge still lacks; the difference between it and longest-idle is the gap that policies
are measured by.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gigline.routing.engine.affinity import Shared
from gigline.routing.engine.columns import MOST_CONCURRENT
from gigline.routing.engine.events import Conversation, Outcome
from gigline.routing.engine.value import ValueModel, Worth
from gigline.simulation.worlds import draws
from gigline.simulation.worlds.outcomes import GOOD_IS_QUICK, HARD_IS_SLOW, Nature
from gigline.simulation.worlds.people import Population
from gigline.simulation.worlds.spec import World

Floats = NDArray[np.float64]


class Knowing(ValueModel):
    """The truth as a value model. Row `n` of the market is associate `n` of the world, as they are announced in
    order."""

    def __init__(self, world: World, population: Population, nature: Nature):
        super().__init__()
        truth, quality = population.truth, world.quality
        self._world, self._nature = world, nature
        self._resolving = np.array(truth.resolving)
        self._resolving_segment = np.array(truth.resolving_segment)
        self._pleasing = np.array(truth.pleasing)
        self._pleasing_segment = np.array(truth.pleasing_segment)
        self._pace = np.array(truth.pace)
        self._difficulty = np.array(truth.difficulty)
        self._effect = {f"hobby:h{n}": float(one) for n, one in enumerate(population.shared.effect)}
        self._base = draws.logit(quality.resolved)
        self._satisfied = draws.logit(quality.satisfied_unresolved), draws.logit(quality.satisfied)

    def learn(self, o: Outcome) -> None:
        """Knows already; only counts, so that rows are made anew as they would be."""
        self.context.seen += 1

    def learn_history(self, outcomes: Sequence[Outcome]) -> None:
        """Likewise."""
        self.context.seen += len(outcomes)

    def worth(self, c: Conversation, rows: NDArray[np.intp], shared: Shared | None = None) -> Worth:
        """What will come of these people with this conversation, by how many they hold."""
        brand, topic, segment = int(c.brand[1:]), int(c.topic[1:]), int(c.segment[1:])
        channel = self._world.channels[c.channel]
        beside = np.arange(MOST_CONCURRENT)[:, None]
        skill = self._resolving[rows, brand, topic]
        practised = self._practised(rows, brand)
        likely = _shares(
            self._base
            + skill
            + self._resolving_segment[rows, segment]
            + self._matched(shared, len(rows))
            + practised
            - channel.distraction * beside
        )
        liked = self._pleasing[rows] + self._pleasing_segment[rows, segment]
        unresolved, resolved = (_shares(one + liked) for one in self._satisfied)
        pace = self._pace[rows] + HARD_IS_SLOW * self._difficulty[topic] - GOOD_IS_QUICK * skill
        # The mean of a lognormal is above its median.
        mean = channel.work * np.exp(pace + channel.work_spread**2 / 2)
        work = mean * (1 + channel.slowdown * beside)
        return Worth(likely, likely * resolved + (1 - likely) * unresolved, np.zeros_like(likely), work)

    def _matched(self, shared: Shared | None, many: int) -> Floats:
        if shared is None:
            return np.zeros(many)
        effects = np.array([self._effect[one] for one in shared.wishes])
        added: Floats = effects @ shared.having
        return added

    def _practised(self, rows: NDArray[np.intp], brand: int) -> Floats:
        quality = self._world.quality
        had = self._nature.practised[rows, brand]
        gained: Floats = quality.learning * had / (had + quality.practice)
        return gained


def _shares(log_odds: Floats) -> Floats:
    shares: Floats = 0.5 * (1.0 + np.tanh(0.5 * log_odds))
    return shares
