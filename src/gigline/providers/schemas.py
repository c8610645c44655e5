"""What the API of recommendations takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from gigline.providers import rules
from gigline.providers.directory import Key
from gigline.providers.models import AskedBy, Recommendation


class Recommend(BaseModel):
    """What is needed, by the directory's keys. `at`: then, by the brand's clock (no offset); missing: as soon as
    possible.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Key
    place: Key
    skills: Annotated[list[Key], Field(max_length=20)] = []
    language: Annotated[str, Field(max_length=20)] | None = None
    at: datetime | None = None
    excluded: Annotated[list[Key], Field(max_length=100)] = []
    conversation_id: UUID | None = None


class ChooseProvider(BaseModel):
    model_config = ConfigDict(extra="forbid")

    provider_id: Key


class ProviderOutcome(BaseModel):
    """Whether the work was done as agreed, and how it was rated."""

    model_config = ConfigDict(extra="forbid")

    done: bool
    rating: Annotated[int, Field(strict=True, ge=1, le=5)] | None = None


class Recommended(BaseModel):
    """One of those to choose from. `rating` is drawn toward the mean of all while there are few `ratings`."""

    id: str
    name: str
    company: str
    languages: list[str]
    km: float
    free_in_min: int
    jobs: int
    done: int
    ratings: int
    rating: float | None
    newcomer: bool
    reasons: list[str]


class RecommendationOut(BaseModel):
    """`passed_over`: how many each work rule kept out."""

    id: UUID
    asked_by: AskedBy
    kind: str
    place: str
    items: list[Recommended]
    passed_over: dict[str, int]
    chosen: str | None
    done: bool | None
    rating: int | None
    created_at: datetime

    @classmethod
    def of(cls, one: Recommendation) -> RecommendationOut:
        passed_over: dict[str, int] = {}
        for each in one.record["excluded"]:
            passed_over[each["rule"]] = passed_over.get(each["rule"], 0) + 1
        return cls(
            id=one.id,
            asked_by=one.asked_by,
            kind=one.kind,
            place=one.place,
            items=[Recommended(**each) for each in one.facts],
            passed_over=passed_over,
            chosen=one.chosen,
            done=one.done,
            rating=one.rating,
            created_at=one.created_at,
        )


class RecommendationRecord(BaseModel):
    """The whole record, replayed on the spot."""

    recommendation: RecommendationOut
    record: dict[str, Any]
    replays: bool

    @classmethod
    def of(cls, one: Recommendation) -> RecommendationRecord:
        return cls(recommendation=RecommendationOut.of(one), record=one.record, replays=rules.replays(one.record))


class RecommendationList(BaseModel):
    items: list[RecommendationOut]


class KindOut(BaseModel):
    key: str
    name: str
    skills: list[str]


class PlaceOut(BaseModel):
    key: str
    name: str


class ProviderOut(BaseModel):
    """One of the directory, with what is known of them by now."""

    id: str
    name: str
    kind: str
    base: str
    company: str
    jobs: int
    done: int
    ratings: int
    rating: float | None


class DirectoryOut(BaseModel):
    kinds: list[KindOut]
    places: list[PlaceOut]
    providers: list[ProviderOut]
