"""Rows of the routing slice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

OfferState = Literal["offered", "accepted", "declined", "expired", "released", "rescinded"]


@dataclass(frozen=True)
class Offer:
    """One row of `offers`, without its decision record. `weight`: what it reserves of the associate's capacity.

    rescinded: the conversation no longer wants it. released: the associate is gone or signed off.
    """

    brand_id: UUID
    id: UUID
    conversation_id: UUID
    associate_id: UUID
    epoch: int
    weight: int
    state: OfferState
    policy: str
    policy_version: int
    seed: int
    reason: dict[str, Any]
    offered_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    end_reason: str | None


@dataclass(frozen=True)
class OfferLine:
    """An offer of a conversation, as those who lead see it in a list."""

    id: UUID
    associate_name: str
    state: OfferState
    offered_at: datetime


@dataclass(frozen=True)
class NotOffered:
    """An offer that somebody else got, and why the reader did not. `could`: whether no rule kept them from it."""

    brand_name: str
    topic: str | None
    channel: str
    language: str
    offered_at: datetime
    could: bool
    sentences: list[str]


@dataclass(frozen=True)
class Assignment:
    """An associate holds (or held) a conversation. `epoch`: the conversation's when it began.

    `end_reason`: resolved, lost, transferred, pulled_back, taken_over or revoked.
    """

    brand_id: UUID
    id: UUID
    conversation_id: UUID
    associate_id: UUID
    offer_id: UUID | None
    weight: int
    epoch: int
    segment: int
    started_at: datetime
    ended_at: datetime | None
    end_reason: str | None


@dataclass(frozen=True)
class Worth:
    """What to expect of an associate with a conversation, next to what they hold: chances of its resolution and of
    satisfaction, and `work_s` seconds of handling. `cases`: how many of their outcomes that rests on; without any it is
    what the pool does.
    """

    resolved: float
    csat: float
    work_s: float
    cases: int


@dataclass(frozen=True)
class Match:
    """Shared experience in an offer: what counted, and what of it the chosen has. `adds`: by how much that changed the
    chance of resolution that was expected; None where it was not used to decide.
    """

    wished: tuple[str, ...]
    matched: tuple[str, ...]
    adds: float | None


@dataclass(frozen=True)
class KnownOutcome:
    """One row of `routing_outcomes`. `concurrency`: how many they held when they took it, this one included. `wished`,
    `matched`: see Match.
    """

    n: int
    brand_id: UUID
    associate_id: UUID
    topic: str
    language: str
    channel: str
    requester_kind: str
    sla_s: float
    resolved: bool
    csat: bool | None
    work_s: float
    wait_s: float
    concurrency: int
    at: datetime
    wished: Sequence[str] = ()
    matched: Sequence[str] = ()


@dataclass(frozen=True)
class Standing:
    """What routers worked out of an associate. `rent`: what their time is worth to others, a sum that fades from
    `rent_at` on. `earned_s`: seconds of work in the last days, faded. `kept_for`: who waits for them to have room.
    """

    associate_id: UUID
    rent: float
    rent_at: datetime
    earned_s: float
    kept_for: UUID | None


@dataclass(frozen=True)
class Contention:
    """A brand's market as its router has it: how many are overdue, and how many others wait now without an offer."""

    overdue: int
    others: int


@dataclass(frozen=True)
class RoundState:
    """How the last round of a brand went. `alive`: a router looks after it now. `fallback`: why longest idle decided
    (late, broken, learning); `trouble`: the kind of the error.
    """

    brand_id: UUID
    alive: bool
    decided_at: datetime | None
    took_s: float | None
    overdue: int
    held_back: list[UUID]
    fallback: str | None
    trouble: str | None


@dataclass(frozen=True)
class PendingOffer:
    """A live offer as its associate sees it; `preview` is still unmasked here."""

    id: UUID
    associate_id: UUID
    conversation_id: UUID
    brand_id: UUID
    brand_name: str
    topic: str | None
    channel: str
    requester_kind: str
    priority: int
    waiting_s: float
    reason: dict[str, Any]
    offered_at: datetime
    expires_at: datetime
    expires_in_s: float
    preview: str


@dataclass(frozen=True)
class QueuePlace:
    """Where somebody stands in the queue (1 = next) and in how many seconds it will be their turn, if known."""

    position: int
    eta_low_s: int | None
    eta_high_s: int | None


@dataclass(frozen=True)
class QueueRow:
    """One brand's and topic's queue: how many wait, by seconds waited."""

    brand_id: UUID
    topic: str | None
    count: int
    longest_s: float
    under_30: int
    under_60: int
    under_180: int
    over_180: int


@dataclass(frozen=True)
class Totals:
    """waiting: open in the queue. at_risk: of those, first answer due within 15 s or overdue. open: all open ones.
    with_bot: of those, held by the bot.
    """

    waiting: int
    longest_s: float
    at_risk: int
    open: int
    with_bot: int


@dataclass(frozen=True)
class BotNumbers:
    """open: held by the bot now. answered: conversations whose segment began in the last 24 h and got a first answer.
    alone: of those, answered by the bot with no person's answer and nobody waiting for one.
    """

    open: int
    answered: int
    alone: int


@dataclass(frozen=True)
class OfferNumbers:
    """Offers that ended in the last 24 h. accept_p50_s: median seconds from offer to accept."""

    accept_p50_s: float | None
    accepted: int
    declined: int
    expired: int


@dataclass(frozen=True)
class HeldOnBoard:
    """An open assignment and how long it lasts."""

    associate_id: UUID
    conversation_id: UUID
    held_s: float


@dataclass(frozen=True)
class Change:
    """By how much this associate's score would have had to be higher to get it. `parts`: where they were behind."""

    associate_id: UUID
    needed: float
    parts: dict[str, float]


@dataclass(frozen=True)
class Explained:
    """An offer with its record, the names of all in it, whether it gives the same choice again, and what would not."""

    offer: Offer
    decision: dict[str, Any]
    names: dict[UUID, str]
    replays: bool
    changes: list[Change]
