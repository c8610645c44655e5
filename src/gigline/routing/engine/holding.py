"""What it is worth to hold a conversation back: better hands may become free while the SLA leaves slack.

A search problem. While h seconds of slack remain, those who are busy become free at rates λ and are then worth s;
when the slack ends, the best who is free now is taken. Waiting costs c a second. The value r of holding on solves

    c + (r − best) / h = Σ λ (s − r)⁺,   so   r = max over the m greatest s of (best/h + Σ λ s − c) / (1/h + Σ λ).

Taking the best now is worth best + u with u the urgency. So it is held back while Σ λ (s − best − u)⁺ > c + u/h. The
left side changes when one of those it hopes for becomes free, the right side with time: in between nobody need look.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gigline.routing.engine.columns import MOST_CONCURRENT, Floats, Ints
from gigline.routing.engine.market import Room
from gigline.routing.engine.people import EXCLUSIVE
from gigline.routing.engine.scores import Row, Weights, occupied, urgency_of

# Who is busy, and how many will be, changes what to hope for: it is looked at again after so long at the latest.
LOOK_AGAIN_S = 60.0
_HALVINGS = 8


@dataclass(frozen=True, slots=True)
class Hopes:
    """Those who are busy, what they are worth once one of theirs ends, and how many of that end a second."""

    people: Ints
    worth: Floats
    rate: Floats

    def above(self, bar: float) -> tuple[float, float]:
        """Σ λ (s − bar) and Σ λ over those worth more than this."""
        better = self.worth > bar
        rate = self.rate[better]
        return float(rate @ (self.worth[better] - bar)), float(rate.sum())


def hopes(weights: Weights, rent: Floats, fair: Floats, room: Room, row: Row) -> Hopes:
    """`rent` and `fair`: of a second of each person."""
    at = (room.people.online[row.people] & (room.held[row.people] > 0)).nonzero()[0]
    people = row.people[at]
    held = room.held[people]
    level = np.minimum(held, MOST_CONCURRENT) - 1
    where = level * len(row.people) + at
    work = row.work.take(where)
    exclusive = row.waiting.conversation.channel in EXCLUSIVE
    price = rent[people] * occupied(room.people.slots[people], room.load[people] - 1, exclusive=exclusive)
    worth = row.value.take(where) - row.loss[level] + (fair[people] - price) * work
    rate = weights.competition / work * (1.0 / held if exclusive else held)
    return Hopes(people, worth, rate)


def cost(weights: Weights, row: Row) -> float:
    """Of a second of waiting."""
    return weights.waiting / max(row.waiting.conversation.sla, 1.0)


def reserve(found: Hopes, best: float, slack: float, cost_s: float) -> float:
    """The least a pair has to be worth to be taken now."""
    least = best - cost_s * slack
    if not len(found.people):
        return least
    order = (-found.worth).argsort()
    gained = (found.rate * found.worth)[order].cumsum() + best / slack - cost_s
    return max(least, float((gained / (found.rate[order].cumsum() + 1.0 / slack)).max()))


def seconds(weights: Weights, row: Row, t: float, slack: float, gain: float, rate: float) -> float:
    """For how long holding it back stays worth it if nobody becomes free; `gain`, `rate`: of those above the bar now.

    The gain is convex in the urgency, so its tangent is below it and the answer is never too late.
    """
    c, waited = row.waiting.conversation, row.waiting.waited(t)
    urgent, left = urgency_of(weights, c), gain - cost(weights, row)
    now = urgent(waited)
    low, high = 0.0, min(LOOK_AGAIN_S, slack)
    for _ in range(_HALVINGS):
        later = 0.5 * (low + high)
        then = urgent(waited + later)
        if left - rate * (then - now) > then / max(slack - later, 1e-9):
            low = later
        else:
            high = later
    return high
