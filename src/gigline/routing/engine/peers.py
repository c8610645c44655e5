"""Policies as other help desks document theirs: honest baselines, and what the engine falls back to.

`longest-idle`: voice first, then whoever waits longest; among the eligible with room, the one whose last offer or
finished conversation is longest ago (worker routing of telephony clouds). `round-robin`: each brand has its list of
people; whoever waits longest gets the first on it who may take it, and that person goes to its end (open help desks).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

import numpy as np

from gigline.routing.engine import policy
from gigline.routing.engine.events import Outcome
from gigline.routing.engine.market import Market, Room, Waiting
from gigline.routing.engine.people import EXCLUSIVE
from gigline.routing.engine.policy import Offer

_ARRIVED = attrgetter("number")


def queue(market: Market, only: Sequence[str] | None) -> list[Waiting]:
    """Those who wait, oldest first."""
    chosen: Iterable[Waiting] = (
        market.waiting.values() if only is None else (market.waiting[one] for one in only if one in market.waiting)
    )
    return sorted(chosen, key=_ARRIVED)


class LongestIdle:
    """Skill match, longest idle. Ties go to who has been known longest."""

    name = "longest-idle"
    version = 1

    def __init__(self, seed: int = 0) -> None:
        del seed  # it draws nothing

    def learn(self, outcome: Outcome) -> None:
        """Learns nothing."""

    def decide(self, market: Market, t: float, only: Sequence[str] | None = None) -> list[Offer]:
        """One pass over the queue, voice first."""
        room = Room(market, t)
        idle_since = market.people.idle_since.copy()
        offers = []
        for one in sorted(queue(market, only), key=lambda each: each.conversation.channel not in EXCLUSIVE):
            rows = room.candidates(one)
            if not len(rows):
                continue
            row = int(rows[np.argmin(idle_since[rows])])
            idle_s = t - float(idle_since[row])
            idle_since[row] = t
            room.take(one, row)
            offers.append(Offer(one.conversation.id, market.people.profiles[row].id, idle_s, {"idle_s": idle_s}))
        return offers


class RoundRobin:
    """Whose turn it is, by brand. Newcomers join at the end of the list."""

    name = "round-robin"
    version = 1

    def __init__(self, seed: int = 0) -> None:
        del seed  # it draws nothing
        self._turn: dict[tuple[str, int], int] = {}
        self._turns = 0

    def learn(self, outcome: Outcome) -> None:
        """Learns nothing."""

    def decide(self, market: Market, t: float, only: Sequence[str] | None = None) -> list[Offer]:
        """One pass over the queue, oldest first."""
        room = Room(market, t)
        offers = []
        for one in queue(market, only):
            rows = room.candidates(one)
            if not len(rows):
                continue
            brand = one.conversation.brand
            row = min((int(each) for each in rows), key=lambda each: (self._turn.get((brand, each), 0), each))
            self._turns += 1
            self._turn[brand, row] = self._turns
            room.take(one, row)
            offers.append(Offer(one.conversation.id, market.people.profiles[row].id, 0.0, {"turn": 0.0}))
        return offers


policy.register(LongestIdle.name, LongestIdle)
policy.register(RoundRobin.name, RoundRobin)
