"""What another help desk asks the router, and what it is told."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from gigline.accounts import protected


def _experience(value: str) -> str:
    if (why := protected.problem(value)) is not None:
        raise ValueError(why)
    return value


Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Names = Annotated[tuple[Name, ...], Field(max_length=500)]
Experience = Annotated[str, StringConstraints(max_length=120), AfterValidator(_experience)]
Experiences = Annotated[tuple[Experience, ...], Field(max_length=50)]
Seconds = Annotated[float, Field(ge=0, le=1e8, allow_inf_nan=False)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Need(_Part):
    """A conversation. `sla`: seconds to the first answer; `waited`: seconds so far; `before`: who helped last.
    `wishes`: experience that counts by the requester's consent.
    """

    id: Name
    brand: Name
    topic: Annotated[str, Field(max_length=200)] = ""
    language: Name
    channel: Name
    segment: Annotated[str, Field(max_length=200)] = ""
    sla: Annotated[float, Field(gt=0, le=1e8)] = 60.0
    waited: Seconds = 0.0
    before: Name | None = None
    wishes: Experiences = ()


class Candidate(_Part):
    """Somebody who is there. `load` of their `slots` is taken; `idle_s`: since they last got or finished something;
    `experiences`: what they let count.
    """

    id: Name
    brands: Names
    languages: Names
    channels: Names
    slots: Annotated[int, Field(ge=0, le=1_000)] = 1
    load: Annotated[int, Field(ge=0, le=1_000)] = 0
    idle_s: Seconds = 0.0
    tiers: Annotated[dict[Name, Annotated[int, Field(ge=0, le=99)]], Field(max_length=500)] = {}
    experiences: Experiences = ()


class Past(_Part):
    """A past outcome to learn from; `csat` null: nobody asked or nobody answered."""

    conversation: Need
    associate: Name
    resolved: bool
    csat: bool | None = None
    work: Seconds = 0.0
    wait: Seconds = 0.0
    concurrency: Annotated[float, Field(ge=0, le=100)] = 1.0


class Question(_Part):
    """Who should get this conversation?"""

    policy: Literal["gigline", "round-robin", "longest-idle", "skill-tier", "simplr-like"] = "longest-idle"
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    conversation: Need
    associates: Annotated[tuple[Candidate, ...], Field(max_length=500)]
    history: Annotated[tuple[Past, ...], Field(max_length=2_000)] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Question:
        if len({one.id for one in self.associates}) < len(self.associates):
            raise ValueError("an associate is named twice")
        return self


class Reason(_Part):
    """Whether somebody may have it; `rule` is the first that says no."""

    id: str
    may: bool
    rule: str | None


class Chosen(_Part):
    """`associate`: who should get it; null: nobody may, or a better one is worth waiting for (ask again)."""

    id: UUID
    policy: str
    version: int
    associate: str | None
    score: float | None
    parts: dict[str, float]
    candidates: tuple[Reason, ...]


class Recorded(_Part):
    """A decision as it was made, and whether the same question has the same answer now."""

    question: Question
    answer: Chosen
    replays: bool
