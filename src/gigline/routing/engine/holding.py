"""What it is worth to hold a conversation back: better hands may become free while the SLA leaves slack.

A search problem. While h seconds of slack remain, those who are busy become free at rates λ and are then worth s;
when the slack ends, the best who is free now is taken. Waiting costs c a second. The value r of holding on solves

    c + (r − best) / h = Σ λ (s − r)⁺,   so   r = max over the m greatest s of (best/h + Σ λ s − c) / (1/h + Σ λ).
"""

from __future__ import annotations

import numpy as np

from gigline.routing.engine.columns import MOST_CONCURRENT, Floats
from gigline.routing.engine.market import Room
from gigline.routing.engine.people import EXCLUSIVE
from gigline.routing.engine.rents import Rents
from gigline.routing.engine.scores import Row, Weights, occupied

LOOK_AGAIN_S, LOOKS = 20.0, 50.0


def reserve(weights: Weights, rents: Rents, fair: Floats, room: Room, row: Row, best: float, slack: float) -> float:
    """The least a pair has to be worth to be taken now."""
    c = row.waiting.conversation
    cost = weights.waiting / max(c.sla, 1.0)
    at = np.flatnonzero(room.people.online[row.people] & (room.held[row.people] > 0))
    if not len(at):
        return best - cost * slack
    people = row.people[at]
    held = room.held[people]
    level = np.minimum(held, MOST_CONCURRENT) - 1
    work = row.work[level, at]
    load = room.load[people] - 1
    price = (
        weights.price
        * rents.of(people)
        * work
        * occupied(room.people.slots[people], load, exclusive=c.channel in EXCLUSIVE)
    )
    worth = row.value[level, at] - row.loss[level] - price + fair[people]
    rate = weights.competition / work * (1.0 / held if c.channel in EXCLUSIVE else held)
    return max(best - cost * slack, _continue(worth, rate, best, slack, cost))


def _continue(worth: Floats, rate: Floats, best: float, slack: float, cost: float) -> float:
    order = np.argsort(-worth)
    gained = np.cumsum((rate * worth)[order]) + best / slack - cost
    return float((gained / (np.cumsum(rate[order]) + 1.0 / slack)).max())


def look_again(t: float, slack: float) -> float:
    """When to look at it again, if it is held back now."""
    return t + min(LOOK_AGAIN_S, slack / LOOKS)
