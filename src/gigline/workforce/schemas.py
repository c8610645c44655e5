"""What the workforce API takes and gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gigline.accounts.schemas import BrandSettings
from gigline.workforce.models import Associate, Choosable, Circle, CircleChange, Grant, InCircle, OfBrand


class ChooseAvailability(BaseModel):
    model_config = ConfigDict(extra="forbid")

    availability: Literal["on", "off", "break"]


class ChooseCapacity(BaseModel):
    """How many conversations at once, in units of a chat."""

    model_config = ConfigDict(extra="forbid")

    capacity: Annotated[int, Field(strict=True, ge=1, le=6)]


class ChooseExperience(BaseModel):
    """`counts`: whether it counts for the brand from now on."""

    model_config = ConfigDict(extra="forbid")

    brand_id: UUID
    key: Annotated[str, Field(min_length=1, max_length=120)]
    counts: bool


class ExperienceOut(BaseModel):
    """`asked`: whether the brand still asks for it. `topics`: names of those that it matters for, none: all of them.
    `may`: whether I may say it. `said_at`: since when it counts, null where it does not.
    """

    key: str
    kind: str
    name: str
    topics: list[str]
    asked: bool
    may: bool
    said_at: datetime | None


class ExperienceBrandOut(BaseModel):
    """`on`: whether the brand lets experience count at all now."""

    brand_id: UUID
    brand_name: str
    on: bool
    items: list[ExperienceOut]


class ExperienceBrandList(BaseModel):
    items: list[ExperienceBrandOut]


class GrantOut(BaseModel):
    """No topics or channels = all."""

    brand_id: UUID
    brand_name: str
    topics: list[str]
    channels: list[str]
    clearance: int
    certified: list[str]
    preferred: list[str]


class AssociateOut(BaseModel):
    """An associate about themself. `paused_until`: offers went unanswered, so none come until then or until a sign."""

    id: UUID
    name: str
    availability: Literal["on", "off", "break"]
    online: bool
    capacity: int
    load: int
    languages: list[str]
    grants: list[GrantOut]
    warm_up_until: datetime | None
    paused_until: datetime | None


class BrandAssociateOut(BaseModel):
    """An associate as their leader sees them. `idle_s` is null while they carry something."""

    id: UUID
    name: str
    availability: Literal["on", "off", "break"]
    online: bool
    capacity: int
    load: int
    languages: list[str]
    topics: list[str]
    channels: list[str]
    clearance: int
    idle_s: float | None
    paused_until: datetime | None


class BrandAssociateList(BaseModel):
    items: list[BrandAssociateOut]


TopicList = Annotated[list[Annotated[str, Field(min_length=1, max_length=60)]], Field(max_length=500)]


class CircleTopics(BaseModel):
    """Keys of topics; `*`: all."""

    model_config = ConfigDict(extra="forbid")

    certified: TopicList
    preferred: TopicList

    def circle(self) -> Circle:
        """As the service takes it."""
        return Circle(self.certified, self.preferred)


class ChangeCircle(CircleTopics):
    """`seen`: as it was when whoever changes it looked."""

    seen: CircleTopics


class CircleStep(BaseModel):
    rung: Literal["preferred", "certified"]
    for_s: float


class CircleTopic(BaseModel):
    key: str
    name: str


class InCircleOut(BaseModel):
    """`topics`: of the grant, none: all of them."""

    associate_id: UUID
    name: str
    topics: list[str]
    certified: list[str]
    preferred: list[str]


class CircleChangeOut(BaseModel):
    """`changed_by`: a name; null for a key or the command line."""

    associate_id: UUID
    name: str
    certified_before: list[str]
    preferred_before: list[str]
    certified: list[str]
    preferred: list[str]
    changed_by: str | None
    changed_at: datetime


class CircleOut(BaseModel):
    """The brand's ladder as its folder has it, who stands where, and the last changes. `widen_when_empty`: whether a
    step at which nobody is online is passed at once.
    """

    ladder: list[CircleStep]
    widen_when_empty: bool
    topics: list[CircleTopic]
    people: list[InCircleOut]
    changes: list[CircleChangeOut]

    @classmethod
    def of(cls, settings: BrandSettings, people: Sequence[InCircle], changes: Sequence[CircleChange]) -> CircleOut:
        return cls(
            ladder=[CircleStep(rung=one.rung, for_s=one.for_s) for one in settings.queue.ladder],
            widen_when_empty=settings.queue.widen_when_empty,
            topics=[CircleTopic(key=one.key, name=one.name) for one in settings.topics],
            people=[InCircleOut(**vars(one)) for one in people],
            changes=[CircleChangeOut(**vars(one)) for one in changes],
        )


def experience_brand_out(of: OfBrand) -> ExperienceBrandOut:
    """What a brand asks for, as the associate sees it."""
    return ExperienceBrandOut(
        brand_id=of.brand_id, brand_name=of.name, on=of.on, items=[_experience_out(one, of) for one in of.items]
    )


def _experience_out(one: Choosable, of: OfBrand) -> ExperienceOut:
    kind, _, name = one.key.partition(":")
    return ExperienceOut(
        key=one.key,
        kind=kind,
        name=one.asked.name if one.asked else name,
        topics=[of.topics[topic] for topic in one.asked.topics] if one.asked else [],
        asked=one.asked is not None,
        may=one.may,
        said_at=one.said_at,
    )


def associate_out(associate: Associate, grants: Sequence[Grant]) -> AssociateOut:
    """The associate with their grants."""
    return AssociateOut(
        id=associate.id,
        name=associate.name,
        availability=associate.availability,
        online=associate.online,
        capacity=associate.capacity,
        load=associate.load,
        languages=associate.languages,
        grants=[GrantOut(**vars(one)) for one in grants],
        warm_up_until=associate.warm_up_until,
        paused_until=associate.paused_until,
    )
