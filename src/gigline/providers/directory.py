"""providers.toml: a brand's directory, exactly. Kinds of work with their rules, places, objectives, and the people."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from gigline.accounts.schemas import Language, Name

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Keys = Annotated[list[Key], Field(max_length=50)]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"(?P<first>[a-z]{3})(-(?P<last>[a-z]{3}))? (?P<begin>\d\d:\d\d)-(?P<end>\d\d:\d\d)")
MINUTES_A_DAY = 1440


def _hours(text: str) -> str:
    spans(text)
    return text


Hours = Annotated[str, AfterValidator(_hours)]


def spans(text: str) -> list[tuple[int, int, int]]:
    """`mon-fri 09:00-17:00` as (weekday, first minute, minute after the last); raises ValueError."""
    match = _HOURS.fullmatch(text)
    if match is None or match["first"] not in DAYS or (match["last"] or match["first"]) not in DAYS:
        raise ValueError(f"{text!r} is not like mon-fri 09:00-17:00")
    begin, end = _minute(match["begin"]), _minute(match["end"])
    first, last = DAYS.index(match["first"]), DAYS.index(match["last"] or match["first"])
    if end <= begin or last < first:
        raise ValueError(f"{text!r} ends before it begins")
    return [(day, begin, end) for day in range(first, last + 1)]


def _minute(clock: str) -> int:
    hours, minutes = int(clock[:2]), int(clock[3:])
    if minutes > 59 or hours * 60 + minutes > MINUTES_A_DAY:
        raise ValueError(f"{clock!r} is no time of a day")
    return hours * 60 + minutes


class _File(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Kind(_File):
    """[[kinds]]: one kind of work. `licences` are needed for all of it, `skill_licences` for some of its skills."""

    key: Key
    name: Name
    skills: Keys = []
    licences: Keys = []
    skill_licences: dict[Key, Keys] = {}


class Place(_File):
    """[[places]]: where work is done, in degrees."""

    key: Key
    name: Name
    lat: Annotated[float, Field(ge=-90, le=90)]
    lon: Annotated[float, Field(ge=-180, le=180)]


class Objectives(_File):
    """[objectives]: what counts, next to the chance that the work is done and liked. `distance` is taken off at the
    edge of somebody's area, `soon` is added for whoever is free at once, `alike` is taken off for being like one shown
    already. In `explore` of the recommendations the last place is a newcomer's, who has under `newcomer_jobs`.
    """

    distance: Annotated[float, Field(ge=0, le=2)] = 0.15
    soon: Annotated[float, Field(ge=0, le=2)] = 0.1
    alike: Annotated[float, Field(ge=0, le=2)] = 0.1
    explore: Annotated[float, Field(ge=0, le=1)] = 0.3
    newcomer_jobs: Annotated[int, Field(ge=1, le=100)] = 5


class Before(_File):
    """What the brand knew before: of `jobs` so many were `done` as agreed; `ratings` of 1 to 5 with their `mean`."""

    jobs: Annotated[int, Field(ge=0)] = 0
    done: Annotated[int, Field(ge=0)] = 0
    ratings: Annotated[int, Field(ge=0)] = 0
    mean: Annotated[float, Field(ge=1, le=5)] = 5.0

    @model_validator(mode="after")
    def _adds_up(self) -> Before:
        if self.done > self.jobs:
            raise ValueError("more was done than there were jobs")
        return self


class Provider(_File):
    """[[providers]]: one contract worker. `radius_km` around `base` is their area; `away_until`: not before that day.
    `company` is shared by those who are alike for a requester who wants a choice.
    """

    id: Key
    name: Name
    kind: Key
    skills: Keys = []
    licences: Keys = []
    languages: Annotated[list[Language], Field(min_length=1, max_length=20)]
    base: Key
    radius_km: Annotated[float, Field(gt=0, le=2000)] = 15.0
    hours: Annotated[list[Hours], Field(min_length=1, max_length=50)]
    away_until: date | None = None
    company: Annotated[str, Field(max_length=120)] = ""
    before: Before = Before()


class Directory(_File):
    """One providers.toml."""

    kinds: Annotated[list[Kind], Field(min_length=1, max_length=50)]
    places: Annotated[list[Place], Field(min_length=1, max_length=2000)]
    objectives: Objectives = Objectives()
    providers: Annotated[list[Provider], Field(max_length=10_000)] = []

    @model_validator(mode="after")
    def _fits_together(self) -> Directory:
        for what, keys in (
            ("kinds", [one.key for one in self.kinds]),
            ("places", [one.key for one in self.places]),
            ("providers", [one.id for one in self.providers]),
        ):
            if len(set(keys)) != len(keys):
                raise ValueError(f"{what} has the same key twice")
        kinds, places = {one.key: one for one in self.kinds}, {one.key for one in self.places}
        for one in self.providers:
            if one.kind not in kinds:
                raise ValueError(f"provider {one.id!r} is of a kind that is not there: {one.kind}")
            if one.base not in places:
                raise ValueError(f"provider {one.id!r} is based in a place that is not there: {one.base}")
            if unknown := sorted(set(one.skills) - set(kinds[one.kind].skills)):
                raise ValueError(f"provider {one.id!r} has skills that their kind does not have: {', '.join(unknown)}")
        return self

    def kind(self, key: str) -> Kind | None:
        """The kind of this key, or None."""
        return next((one for one in self.kinds if one.key == key), None)

    def place(self, key: str) -> Place | None:
        """The place of this key, or None."""
        return next((one for one in self.places if one.key == key), None)
