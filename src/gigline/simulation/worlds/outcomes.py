"""What comes of a conversation in somebody's hands: the hidden truth at work."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gigline.simulation.worlds import draws
from gigline.simulation.worlds.demand import Arrival
from gigline.simulation.worlds.people import Population
from gigline.simulation.worlds.spec import World

_FRESH_HOURS = 4.0
# How much harder topics take longer, and how much those who resolve much are quicker, on the logarithm of time.
HARD_IS_SLOW = 0.30
GOOD_IS_QUICK = 0.08


class Outcome(NamedTuple):
    """What came of it. `likely` and `pleased` are the chances that it had of being resolved and of satisfying.

    `csat` is what the survey says: None where nobody answered; `satisfied` is what is so.
    """

    resolved: bool
    satisfied: bool
    csat: bool | None
    work: float
    likely: float
    pleased: float


class Nature:
    """Decides outcomes in a world; the same conversation meets the same luck whoever gets it."""

    def __init__(self, world: World, population: Population):
        quality = world.quality
        self._world, self._truth, self._shared = world, population.truth, population.shared
        self._base = draws.logit(quality.resolved)
        self._satisfied = (draws.logit(quality.satisfied_unresolved), draws.logit(quality.satisfied))
        self._survey = (world.survey.dissatisfied, world.survey.satisfied)
        # Conversations that each associate has had with each brand.
        self.practised = np.zeros((len(population), world.size.brands))

    def likely(self, associate: int, arrival: Arrival, beside: int = 0, online: float = 0.0) -> float:
        """The chance that this associate resolves it, holding `beside` others, after so many seconds online."""
        quality = self._world.quality
        channel = self._world.channels[arrival.channel]
        had = float(self.practised[associate, arrival.brand])
        return draws.logistic(
            self._base
            + self._truth.resolving[associate][arrival.brand][arrival.topic]
            + self._truth.resolving_segment[associate][arrival.segment]
            + self._shared.adds(associate, arrival)
            + quality.learning * had / (had + quality.practice)
            - quality.tiring * max(0.0, online / 3600 - _FRESH_HOURS)
            - channel.distraction * beside
        )

    def pleased(self, associate: int, arrival: Arrival, resolved: bool, wait: float) -> float:
        """The chance that the requester is satisfied, given how it ended and how long the first answer took."""
        channel = self._world.channels[arrival.channel]
        late = math.log2(max(1.0, wait / channel.sla))
        return draws.logistic(
            self._satisfied[resolved]
            + self._truth.pleasing[associate]
            + self._truth.pleasing_segment[associate][arrival.segment]
            - self._world.quality.waiting * late
        )

    def _pleased_on_average(self, associate: int, arrival: Arrival, likely: float, wait: float) -> float:
        return likely * self.pleased(associate, arrival, True, wait) + (1 - likely) * self.pleased(
            associate, arrival, False, wait
        )

    def typical_work(self, associate: int, arrival: Arrival, beside: int = 0) -> float:
        """Median seconds that this associate takes for it."""
        channel = self._world.channels[arrival.channel]
        truth = self._truth
        pace = (
            truth.pace[associate]
            + HARD_IS_SLOW * truth.difficulty[arrival.topic]
            - GOOD_IS_QUICK * truth.resolving[associate][arrival.brand][arrival.topic]
        )
        return channel.work * math.exp(pace) * (1 + channel.slowdown * beside)

    def outcome(self, associate: int, arrival: Arrival, beside: int, online: float, wait: float) -> Outcome:
        """What comes of it, and one more conversation practised."""
        for_resolved, for_satisfied, for_survey, for_work, _ = arrival.luck
        likely = self.likely(associate, arrival, beside, online)
        resolved = for_resolved < likely
        satisfied = for_satisfied < self.pleased(associate, arrival, resolved, wait)
        answers = for_survey < self._survey[satisfied]
        spread = self._world.channels[arrival.channel].work_spread
        work = draws.lognormal(self.typical_work(associate, arrival, beside), spread, for_work)
        self.practised[associate, arrival.brand] += 1
        return Outcome(
            resolved, satisfied, satisfied if answers else None, work, likely,
            self._pleased_on_average(associate, arrival, likely, wait),
        )  # fmt: skip
