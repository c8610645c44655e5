"""What an offer is worth: the parts of a score, for one conversation and all who may take it.

value + continuity + fairness + explore − concurrency loss − price says how good a pair is; the round maximises the
sum of that over what holding the conversation back is worth, plus its urgency. All in the unit of one resolved
conversation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gigline.routing.engine.columns import MOST_CONCURRENT, Floats, Ints
from gigline.routing.engine.events import Conversation
from gigline.routing.engine.market import Room, Waiting
from gigline.routing.engine.value import ValueModel

# In this order they are summed up, when deciding and when replaying.
PARTS = ("value", "continuity", "fairness", "explore", "concurrency", "price", "reserve", "urgency", "serve")
OWN = PARTS[:6]  # what differs between the candidates of one conversation
MUST = 3.0
NO_ALTERNATIVE = 0.3


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much.

    `csat`, `converted`: worth of a satisfied, a converted requester. `late`: of the SLA. `price`: of the rent of a
    person's time. `fairness`: of a typical conversation, the most that the drift to who earned least (and from who
    earned most) counts; `even`: the Gini of the earned time from which on there is such a drift. `hold_share`: the part
    of the SLA in which better hands may be waited for, while less than `full_load` of all slots are taken.
    `competition`: the chance that somebody who becomes free is still free for this one. `waiting`: what one SLA of
    waiting costs while held back. `overdue_slas`: from so many SLAs on, conversations are served strictly in order.
    `explore`, `explore_near`: how often somebody else is tried, and how much worse they may look. `affinity`: 0 to
    leave shared experience out.
    """

    csat: float = 0.5
    converted: float = 0.0
    late: float = 0.3
    price: float = 0.6
    concurrency: float = 1.0
    continuity: float = 0.05
    experienced: float = 0.1
    fairness: float = 0.08
    even: float = 0.18
    hold_share: float = 0.25
    full_load: float = 0.95
    competition: float = 0.3
    waiting: float = 0.018
    overdue_slas: float = 4.0
    explore: float = 0.02
    explore_near: float = 0.03
    affinity: float = 1.0


@dataclass(slots=True)
class Row:
    """One waiting conversation against all who may take it. `value` and `work`: (6 levels of concurrency, people).

    `loss`: by level, what those already held lose. `unfit`: how many may never take it, by rule.
    While there is nothing to decide: `look_at`, when to look again, `awaits`, the bits of those for whom it is to be
    looked at earlier, and `held_back`, whether somebody could take it now.
    """

    waiting: Waiting
    people: Ints
    value: Floats
    work: Floats
    loss: Floats
    unfit: Mapping[str, int]
    made: float
    version: int
    model: int
    look_at: float = -math.inf
    awaits: int = 0
    held_back: bool = False

    def sleep(self, until: float, awaits: int, *, held_back: bool) -> None:
        """Nothing to decide before that, unless one of these opens."""
        self.look_at, self.awaits, self.held_back = until, awaits, held_back

    def wake(self) -> None:
        """There is something to decide."""
        self.look_at = -math.inf


def row_of(model: ValueModel, weights: Weights, room: Room, waiting: Waiting) -> Row:
    """Works out what does not change from tick to tick."""
    people = room.people.eligible(waiting.conversation)
    shared = room.people.sharing(waiting.conversation, people) if weights.affinity > 0.0 else None
    worth = model.worth(waiting.conversation, people, shared)
    value = worth.resolved + weights.csat * worth.csat + weights.converted * worth.converted
    # One more conversation makes each of those already held a little worse: by the fall of the curve.
    mean = value.mean(axis=1) if len(people) else np.zeros(MOST_CONCURRENT)
    fall = np.maximum(0.0, np.append(0.0, mean[:-1] - mean[1:]))
    loss = weights.concurrency * fall * np.arange(MOST_CONCURRENT)
    unfit = room.people.unfit(waiting.conversation)
    return Row(waiting, people, value, worth.work, loss, unfit, room.t, room.people.version, model.seen)


def urgency_of(weights: Weights, c: Conversation) -> Callable[[float], float]:
    """By the seconds it waited. Convex up to the SLA, where the promise would be broken; from there on it grows slowly,
    and never ends.

    Contract workers lose income while they wait, and a step of priority counts likewise.
    """
    sla = max(c.sla, 1.0)
    late = (1.0 + max(c.priority, 0.0) + (0.5 if c.requester == "worker" else 0.0)) * weights.late

    def urgent(waited: float) -> float:
        x = waited / sla if waited > 0.0 else 0.0
        return late * (x * x if x < 1.0 else 1.0 + (x - 1.0) / 3.0)

    return urgent


def urgency(weights: Weights, c: Conversation, waited: float) -> float:
    """The same once."""
    return urgency_of(weights, c)(waited)


def urgencies(weights: Weights, conversations: Sequence[Conversation], waited: Floats) -> Floats:
    """The same for many, to the last bit."""
    x = np.maximum(waited, 0.0) / np.maximum([c.sla for c in conversations], 1.0)
    workers = np.array([c.requester == "worker" for c in conversations])
    steps = 1.0 + np.maximum([c.priority for c in conversations], 0.0) + 0.5 * workers
    found: Floats = steps * weights.late * np.where(x < 1.0, x * x, 1.0 + (x - 1.0) / 3.0)
    return found


def occupied(slots: Ints, load: Ints, *, exclusive: bool) -> Floats:
    """How much of somebody's availability one more takes: little while slots remain, all with the last one."""
    if exclusive:
        return np.ones(len(load))
    share: Floats = np.square(np.minimum(1.0, (load + 1.0) / np.maximum(slots, 1)))
    return share
