"""Rows of the workforce slice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from gigline.accounts.experiences import ExperienceSettings
from gigline.workforce import rules

Availability = Literal["on", "off", "break"]
# Among the topics for which somebody is preferred or certified.
ALL_TOPICS = "*"


@dataclass(frozen=True)
class Associate:
    """Somebody who answers. `present`: the server holds a live lease; online = availability on and present.

    `paused_until`: they left offers unanswered and are asked nothing until then, or until they show themselves.
    `idle_s`: seconds since they last took or finished work or came online.
    """

    id: UUID
    name: str
    languages: list[str]
    availability: Availability
    present: bool
    capacity: int
    load: int
    online_since: datetime | None
    warm_up_until: datetime | None
    paused_until: datetime | None
    idle_s: float

    @property
    def online(self) -> bool:
        return self.availability == "on" and self.present


@dataclass(frozen=True)
class Grant:
    """What an associate may do for a brand. No topics or channels = all of them. `certified`, `preferred`: the topics
    for which the brand certified them, and for which it wants them first ('*': all).
    """

    brand_id: UUID
    brand_name: str
    topics: list[str]
    channels: list[str]
    clearance: int
    certified: list[str]
    preferred: list[str]


@dataclass(frozen=True)
class Circle:
    """The topics for which a brand certified somebody, and for which it asks them first (ALL_TOPICS: all)."""

    certified: list[str] = field(default_factory=list)
    preferred: list[str] = field(default_factory=list)

    def in_order(self) -> Circle:
        """As it is compared and kept: each topic once, by key."""
        return Circle(sorted(set(self.certified)), sorted(set(self.preferred)))


@dataclass(frozen=True)
class InCircle:
    """Somebody with a grant. `topics`: of the grant, none: all of them."""

    associate_id: UUID
    name: str
    topics: list[str]
    certified: list[str]
    preferred: list[str]


@dataclass(frozen=True)
class CircleChange:
    """What somebody's circle was and what it became. `changed_by`: a name; None for a key or the command line."""

    associate_id: UUID
    name: str
    certified_before: list[str]
    preferred_before: list[str]
    certified: list[str]
    preferred: list[str]
    changed_by: str | None
    changed_at: datetime


@dataclass(frozen=True)
class Said:
    """What an associate lets count for a brand, and since when."""

    brand_id: UUID
    experience: str
    said_at: datetime


@dataclass(frozen=True)
class Choosable:
    """One experience of a brand, for one associate. `asked`: None where the brand asks for it no more. `said_at`: since
    when it counts. `may`: whether they may say it.
    """

    key: str
    asked: ExperienceSettings | None
    said_at: datetime | None
    may: bool


@dataclass(frozen=True)
class OfBrand:
    """What a brand asks for. `on`: whether it lets any of it count now."""

    brand_id: UUID
    name: str
    on: bool
    topics: Mapping[str, str]
    items: tuple[Choosable, ...]


@dataclass(frozen=True)
class Candidate:
    """An associate as the router sees them for one brand, all facts of one moment.

    `limit`: what they may carry now in units of capacity, lower than `capacity` during the warm-up. `idle_since`: when
    they last took or finished work or came online, in seconds since 1970. `experiences`: what they let count for this
    brand. `standing`: a fingerprint of what the standing rules go by, which a claim compares with what is true by then.
    """

    brand_id: UUID
    id: UUID
    name: str
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    channels: tuple[str, ...]
    clearance: int
    availability: Availability
    present: bool
    paused: bool
    capacity: int
    limit: int
    load: int
    exclusive: bool
    idle_since: float
    certified: tuple[str, ...] = ()
    preferred: tuple[str, ...] = ()
    experiences: tuple[str, ...] = ()
    standing: int = 0

    @property
    def online(self) -> bool:
        return self.availability == "on" and self.present

    def idle_s(self, now: datetime) -> float:
        """Seconds since they last took or finished work or came online."""
        return round(now.timestamp() - self.idle_since, 3)

    def has_room(self, channel: str, limit: int) -> bool:
        """Whether one more conversation of this channel fits under `limit` (which never exceeds capacity)."""
        return rules.fits(channel, load=self.load, capacity=self.capacity, limit=limit, exclusive=self.exclusive)


@dataclass(frozen=True)
class Claim:
    """Room for one conversation of `channel` with an associate, as somebody who saw them as this candidate wants it."""

    one: Candidate
    channel: str
