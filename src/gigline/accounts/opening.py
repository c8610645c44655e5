"""When a brand's people are there, and when nobody is disturbed: those parts of brand.toml."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from gigline.kit import hours
from gigline.kit.errors import BadInput
from gigline.kit.hours import Hours

V = TypeVar("V")

# Nothing is guessed: wrong types and unknown names are refused.
STRICT = ConfigDict(strict=True, extra="forbid", frozen=True)


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("a time zone is like Europe/Lisbon") from error
    return value


def _slots(value: list[str]) -> list[str]:
    return _valued(hours.slots, value)


def _clock_time(value: str) -> str:
    return _valued(hours.minutes, value)


def _valued(check: Callable[[V], object], value: V) -> V:
    try:
        check(value)
    except BadInput as error:
        raise ValueError(error.detail) from error
    return value


TimeZone = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9_+\-]+(/[A-Za-z0-9_+\-]+)*$", max_length=64), AfterValidator(_zone)
]
Slots = Annotated[list[str], Field(max_length=24), AfterValidator(_slots)]
ClockTime = Annotated[str, AfterValidator(_clock_time)]
ClosedDay = Annotated[str, Field(pattern=r"^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class HoursSettings(BaseModel):
    """[hours]: when the brand's people are there: several slots a day, `closed` days by date (2026-12-25, or 12-25
    every year) with their names, in `time_zone` (the brand's own unless it is given).
    """

    model_config = STRICT

    time_zone: TimeZone | None = None
    monday: Slots = []
    tuesday: Slots = []
    wednesday: Slots = []
    thursday: Slots = []
    friday: Slots = []
    saturday: Slots = []
    sunday: Slots = []
    closed: dict[ClosedDay, Annotated[str, Field(max_length=120)]] = {}

    def calendar(self, brand_zone: str) -> Hours:
        """As values to reckon with."""
        week = (
            self.monday, self.tuesday, self.wednesday, self.thursday, self.friday, self.saturday, self.sunday
        )  # fmt: skip
        return Hours(
            ZoneInfo(self.time_zone or brand_zone), tuple(hours.slots(day) for day in week), frozenset(self.closed)
        )


class QuietSettings(BaseModel):
    """[quiet]: when nobody is written to unasked, by the contact's clock. The same time twice: never."""

    model_config = STRICT

    begins: ClockTime = "21:00"
    ends: ClockTime = "08:00"

    @property
    def span(self) -> tuple[int, int]:
        """Both in minutes after midnight."""
        return hours.minutes(self.begins), hours.minutes(self.ends)
