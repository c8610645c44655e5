"""`simplr-like`: a public ranking of people, after the help pages for the workers of SimplrFlex.

What those pages say: offers go to those online who rank best by reviews, accuracy, first-response time, experience
with the type of conversation, take rate and skill, less what they carry already; everybody gets some volume. A chat
stands 20 seconds, an e-mail 5 minutes before it goes to the next. How these weigh against each other is not public:
here each counts the same.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gigline.routing.engine import peers, policy
from gigline.routing.engine.events import Conversation, Outcome
from gigline.routing.engine.market import Market, Room, Waiting
from gigline.routing.engine.people import EXCLUSIVE, People, Rows
from gigline.routing.engine.policy import Offer
from gigline.routing.engine.tiers import Declared

Floats = NDArray[np.float64]

# The reviews that count, and for how many a newcomer's benefit of the doubt counts.
REVIEWS = 50
DOUBT = 10.0
# Conversations of a kind after which half of the experience is there.
PRACTICE = 20.0
# One of so many offers goes to whoever had the fewest: everybody gets some volume.
VOLUME_EVERY = 10


class Standing:
    """What the ranking knows of one person; each share between 0 and 1, 1 is best."""

    __slots__ = ("answered", "experience", "offered", "quick", "resolved", "reviews", "taken")

    def __init__(self) -> None:
        self.reviews: deque[bool] = deque(maxlen=REVIEWS)
        self.answered = self.resolved = self.quick = 0.0
        self.offered = self.taken = 0.0
        self.experience: dict[tuple[str, str], int] = defaultdict(int)

    def note(self, outcome: Outcome) -> None:
        """One more conversation."""
        self.answered += 1
        self.resolved += outcome.resolved
        self.quick += outcome.wait <= outcome.conversation.sla
        if outcome.csat is not None:
            self.reviews.append(outcome.csat)
        self.experience[outcome.conversation.brand, outcome.conversation.topic] += 1


class SimplrLike:
    """Best rank first; voice first, then oldest."""

    name = "simplr-like"
    version = 1

    def __init__(self, seed: int = 0) -> None:
        del seed  # it draws nothing
        self._standing: dict[str, Standing] = defaultdict(Standing)
        self._asked: dict[str, str] = {}
        self._declared = Declared()
        self._offers = 0

    def learn(self, outcome: Outcome) -> None:
        """Reviews, accuracy, first response, experience."""
        self._standing[outcome.associate].note(outcome)
        self._asked.pop(outcome.conversation.id, None)

    def decide(self, market: Market, t: float, only: Sequence[str] | None = None) -> list[Offer]:
        """One pass over the queue."""
        waiting = sorted(peers.queue(market, only), key=lambda each: each.conversation.channel not in EXCLUSIVE)
        self._note_refusals(market, waiting)
        room = Room(market, t)
        offers = []
        for one in waiting:
            rows = room.candidates(one)
            if len(rows):
                offers.append(self._offer(market, room, one, rows))
        return offers

    def _note_refusals(self, market: Market, waiting: Sequence[Waiting]) -> None:
        """Who was asked for something that waits again did not take it."""
        for one in waiting:
            asked = self._asked.pop(one.conversation.id, None)
            if asked is not None:
                self._standing[asked].taken -= 1
        if len(self._asked) > 2 * len(market.held) + 1_000:
            self._asked = {key: who for key, who in self._asked.items() if key in market.held}

    def _offer(self, market: Market, room: Room, one: Waiting, rows: Rows) -> Offer:
        people, c = market.people, one.conversation
        self._offers += 1
        standings = [self._standing[people.profiles[row].id] for row in rows.tolist()]
        if self._offers % VOLUME_EVERY == 0:
            at = int(np.argmin([each.offered for each in standings]))
            score, parts = 0.0, {"volume": 0.0}
        else:
            found = self._parts(people, room, c, rows, standings)
            total = np.sum(list(found.values()), axis=0)
            at = int(total.argmax())
            score, parts = float(total[at]), {name: float(values[at]) for name, values in found.items()}
        row = int(rows[at])
        standings[at].offered += 1
        standings[at].taken += 1
        associate = people.profiles[row].id
        self._asked[c.id] = associate
        room.take(one, row)
        return Offer(c.id, associate, score, parts)

    def _parts(
        self, people: People, room: Room, c: Conversation, rows: Rows, standings: Sequence[Standing]
    ) -> dict[str, Floats]:
        kind = c.brand, c.topic
        had = np.array([each.experience.get(kind, 0) for each in standings], dtype=np.float64)
        tiers = self._declared.tiers(people, c.brand)[rows].astype(np.float64)
        return {
            "reviews": _shares([(sum(each.reviews), len(each.reviews)) for each in standings]),
            "accuracy": _shares([(each.resolved, each.answered) for each in standings]),
            "first_response": _shares([(each.quick, each.answered) for each in standings]),
            "experience": had / (had + PRACTICE),
            "take_rate": _shares([(each.taken, each.offered) for each in standings]),
            "skill": 1.0 / np.maximum(tiers, 1.0),
            "load": -room.load[rows] / np.maximum(people.slots[rows], 1),
        }


def _shares(counts: Sequence[tuple[float, float]]) -> Floats:
    """Shares with the benefit of the doubt: who is new counts as 80 of 100."""
    numbers = np.array(counts, dtype=np.float64).reshape(-1, 2)
    shares: Floats = (numbers[:, 0] + 0.8 * DOUBT) / (numbers[:, 1] + DOUBT)
    return shares


policy.register(SimplrLike.name, SimplrLike)
