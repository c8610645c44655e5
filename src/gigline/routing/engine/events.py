"""What the engine is told, a class for each type of line of `gigline route`. Times `t`: seconds, never decreasing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Conversation:
    """A need. `sla`: seconds to the first answer. `weight`: slots it takes (a voice conversation takes all of them).

    `segment` is what else may matter, never a protected attribute. `wishes`: experience (`product:family box`) that
    counts by the requester's consent.
    `priority`: 0 is normal, each step counts as urgency. `requester`: customer, worker, business or employee.
    `before`: who helped last. `after_bot`: a bot failed on it. `excluded`: who must not get it.
    """

    id: str
    brand: str
    topic: str
    language: str
    channel: str
    segment: str = ""
    sla: float = 60.0
    weight: int = 1
    clearance: int = 0
    priority: float = 0.0
    requester: str = "customer"
    before: str | None = None
    after_bot: bool = False
    excluded: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Associate:
    """A profile; a later one replaces it. No `topics` = all topics. `tiers`: declared rank by brand, 1 the best.

    `experiences`: what they let count of their experience.
    """

    id: str
    brands: tuple[str, ...]
    languages: tuple[str, ...]
    channels: tuple[str, ...]
    slots: int = 1
    tiers: Mapping[str, int] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    clearance: int = 0
    experiences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """A past outcome, to learn from. `csat` and `converted`: None where nobody was asked or nobody answered."""

    conversation: Conversation
    associate: str
    resolved: bool
    csat: bool | None = None
    work: float = 0.0
    wait: float = 0.0
    concurrency: float = 1.0
    converted: bool | None = None


@dataclass(frozen=True, slots=True)
class Online:
    """An associate is there and wants work."""

    t: float
    associate: str


@dataclass(frozen=True, slots=True)
class Offline:
    """An associate finishes what they hold and gets nothing new."""

    t: float
    associate: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """A conversation waits from now on."""

    t: float
    conversation: Conversation


@dataclass(frozen=True, slots=True)
class Abandoned:
    """A conversation left the queue."""

    t: float
    id: str


@dataclass(frozen=True, slots=True)
class Declined:
    """The last offer was turned down: the conversation waits again, since when it arrived."""

    t: float
    id: str
    associate: str


@dataclass(frozen=True, slots=True)
class Expired:
    """The last offer got no answer: the conversation waits again, since when it arrived."""

    t: float
    id: str
    associate: str


@dataclass(frozen=True, slots=True)
class Finished:
    """An outcome; the slot is free again. `work`: seconds of handling. `wait`: seconds to the first answer.

    `concurrency`: how many conversations the associate held meanwhile, this one included.
    """

    t: float
    id: str
    associate: str
    resolved: bool
    csat: bool | None = None
    work: float = 0.0
    wait: float = 0.0
    concurrency: float = 1.0
    converted: bool | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """Decide now."""

    t: float


Event = Associate | History | Online | Offline | Arrived | Abandoned | Declined | Expired | Finished | Tick


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a conversation, with all that a model may learn from it. `t`: when it ended, None for history.

    `row`: the associate's number in the market, -1 for somebody in the history who has no profile. `wished`: what
    counted of the conversation's wishes, as somebody has it; `matched`: what of that they have.
    """

    t: float | None
    row: int
    conversation: Conversation
    associate: str
    resolved: bool
    csat: bool | None
    work: float
    wait: float
    concurrency: float
    converted: bool | None = None
    wished: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()
