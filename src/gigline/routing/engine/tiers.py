"""`skill-tier`: declared tiers, then longest idle, as clouds for contact centres document it.

Twilio TaskRouter, "Ordering Workers": an `order_by` expression sorts the workers who match by an attribute that was
declared for them, those without it come after those with it, and by default whoever is idle longest is first. Amazon
Connect's proficiency levels and Genesys Cloud's skill ratings are the same kind of thing: somebody says who is good
at what.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gigline.routing.engine import peers, policy
from gigline.routing.engine.events import Outcome
from gigline.routing.engine.market import Market, Room
from gigline.routing.engine.people import EXCLUSIVE, People
from gigline.routing.engine.policy import Offer

# Of who has no tier in a brand: after everybody who has one.
UNDECLARED = 1_000


class SkillTier:
    """Voice first, then oldest; the lowest tier that has room, and in it the longest idle."""

    name = "skill-tier"
    version = 1

    def __init__(self, seed: int = 0) -> None:
        del seed  # it draws nothing
        self._declared = Declared()

    def learn(self, outcome: Outcome) -> None:
        """Learns nothing."""

    def decide(self, market: Market, t: float, only: Sequence[str] | None = None) -> list[Offer]:
        """One pass over the queue."""
        room = Room(market, t)
        idle_since = market.people.idle_since.copy()
        offers = []
        for one in sorted(peers.queue(market, only), key=lambda each: each.conversation.channel not in EXCLUSIVE):
            rows = room.candidates(one)
            if not len(rows):
                continue
            tiers = self._declared.tiers(market.people, one.conversation.brand)[rows]
            row = int(rows[np.lexsort((idle_since[rows], tiers))[0]])
            tier, idle_s = int(tiers.min()), t - float(idle_since[row])
            idle_since[row] = t
            room.take(one, row)
            parts = {"tier": float(-tier), "idle_s": idle_s}
            offers.append(Offer(one.conversation.id, market.people.profiles[row].id, float(-tier), parts))
        return offers


class Declared:
    """The declared tiers as arrays, made once per brand and set of profiles."""

    def __init__(self) -> None:
        self._version = -1
        self._tiers: dict[str, NDArray[np.int64]] = {}

    def tiers(self, people: People, brand: str) -> NDArray[np.int64]:
        """Everybody's tier with this brand, by row."""
        if people.version != self._version:
            self._version = people.version
            self._tiers.clear()
        found = self._tiers.get(brand)
        if found is None:
            declared = [one.tiers.get(brand, UNDECLARED) for one in people.profiles]
            found = self._tiers[brand] = np.array(declared, dtype=np.int64)
        return found


policy.register(SkillTier.name, SkillTier)
