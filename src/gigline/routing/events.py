"""What happens to offers, and the slice's own timers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from gigline.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class OfferMade(Event):
    """`associate_id` is asked to take the conversation until `expires_at`."""

    conversation_id: UUID
    offer_id: UUID
    associate_id: UUID
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class OfferEnded(Event):
    """`outcome`: accepted, declined, expired, rescinded or released. `paused`: the associate is left alone now,
    because offers went unanswered; a console asks whether they are there.
    """

    conversation_id: UUID
    offer_id: UUID
    associate_id: UUID
    outcome: str
    paused: bool = False


@dataclass(frozen=True, kw_only=True)
class OfferDue(Event):
    """Timer: this offer's time is over."""

    STREAM: ClassVar[bool] = False

    offer_id: UUID


@dataclass(frozen=True, kw_only=True)
class MatchRequested(Event):
    """Somebody of the brand may have room: look whether one of the waiting is for them."""

    STREAM: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class PoolEmpty(Event):
    """The conversation has waited for `waited_s` with nobody there who may take it, and its brand wants people called
    in for that.
    """

    conversation_id: UUID
    topic: str | None
    language: str
    channel: str
    waited_s: float


@dataclass(frozen=True, kw_only=True)
class OfferOrphaned(Event):
    """Work: this offer's associate is gone or signed off."""

    STREAM: ClassVar[bool] = False

    offer_id: UUID
    why: str


@dataclass(frozen=True, kw_only=True)
class AssignmentOrphaned(Event):
    """Work: this conversation's associate may no longer hold it (`cause`: revoked)."""

    STREAM: ClassVar[bool] = False

    conversation_id: UUID
    associate_id: UUID
    cause: str
