"""What happens to associates. An associate is global and events are a brand's: each comes once per granted brand."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from gigline.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class AssociateEvent(Event):
    """Something about `associate_id`, told to one of their brands."""

    associate_id: UUID


@dataclass(frozen=True, kw_only=True)
class AvailabilityChosen(AssociateEvent):
    """The associate chose `availability` (on, off, break), or said by choosing it again that they are there."""

    availability: str


@dataclass(frozen=True, kw_only=True)
class PresenceChanged(AssociateEvent):
    """The server sees them now (`present`), or their last connection is gone."""

    present: bool


@dataclass(frozen=True, kw_only=True)
class CapacityChosen(AssociateEvent):
    """How much they take on at once has changed."""

    capacity: int


@dataclass(frozen=True, kw_only=True)
class ExperienceChosen(AssociateEvent):
    """They let this experience count for the brand from now on (`counts`), or no more."""

    experience: str
    counts: bool


@dataclass(frozen=True, kw_only=True)
class GrantChanged(AssociateEvent):
    """They may do something else for this brand now, or (`revoked`) nothing any more."""

    revoked: bool
