"""When somebody is there: weekly slots and holidays in a time zone, right on the days when clocks change. Pure.

All times that go in and out are aware. What is counted is time that really goes by: a slot from 1:00 to 4:00 is two
hours long on the night when the clock leaps ahead, and four when it is set back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from gigline.kit.errors import BadInput

DAY_MIN = 24 * 60
# No calendar may be closed for longer than this; one that is has no next opening.
FARTHEST = timedelta(days=400)

_SLOT = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class Hours:
    """`week` has the slots of each day from Monday on, in minutes after midnight, in order and apart from each other.
    `closed` are days as 2026-12-25, or as 12-25 for every year.
    """

    zone: ZoneInfo
    week: tuple[tuple[tuple[int, int], ...], ...]
    closed: frozenset[str] = frozenset()

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there."""
        return self.opens_at(at) == at

    def opens_at(self, at: datetime) -> datetime | None:
        """`at` itself when it is open, else when it opens next; None when it does not within 400 days."""
        begin = next((max(begin, at) for begin, _ in self._spans(at)), None)
        return begin if begin is not None and begin <= at + FARTHEST else None

    def due(self, at: datetime, span: timedelta) -> datetime:
        """When so much open time has gone by since `at`; where nothing ever opens, as if it were open."""
        left = span
        for begin, end in self._spans(at):
            here = end - max(begin, at)
            if left <= here:
                return max(begin, at) + left
            left -= here
        return at + span

    def open_time(self, since: datetime, until: datetime) -> timedelta:
        """How much open time there is between the two."""
        total = timedelta()
        for begin, end in self._spans(since):
            if begin >= until:
                break
            total += min(end, until) - max(begin, since)
        return total

    def _spans(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Open times that end after `since`, in UTC, in order; those of two days never overlap."""
        day = since.astimezone(self.zone).date() - timedelta(days=1)
        told: datetime | None = None
        for n in range((FARTHEST + timedelta(days=3)).days):
            for begin, end in self._of_day(day + timedelta(days=n)):
                if end > (told or since):
                    yield max(begin, told or begin), end
                    told = end

    def _of_day(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if {f"{day:%Y-%m-%d}", f"{day:%m-%d}"} & self.closed:
            return
        for first, last in self.week[day.weekday()]:
            yield self._instant(day, first, last=False), self._instant(day, last, last=True)

    def _instant(self, day: date, minute: int, *, last: bool) -> datetime:
        """A time of the clock. Left out: the moment after the leap. Shown twice: the first opens, the last closes."""
        local = datetime.combine(day + timedelta(days=minute // DAY_MIN), clock_time(minute % DAY_MIN), self.zone)
        early, late = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
        return max(early, late) if last else early


def clock_time(minute: int) -> time:
    """The time so many minutes after midnight."""
    return time(minute // 60, minute % 60)


def slots(given: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """`["09:00-13:00", "14:00-18:00"]` in minutes; raises BadInput unless they are in order and apart."""
    found = []
    for one in given:
        match = _SLOT.fullmatch(one)
        if match is None:
            raise BadInput(f"{one!r}: a slot is like 09:00-17:30, and ends at 24:00 at the latest.")
        first, last = one.split("-")
        found.append((minutes(first), DAY_MIN if last == "24:00" else minutes(last)))
    ends = [0, *(last for _, last in found)]
    if any(first >= last or first < before for (first, last), before in zip(found, ends, strict=False)):
        raise BadInput("Slots of a day follow one another, and each ends after it begins.")
    return tuple(found)


def minutes(given: str) -> int:
    """`09:30` in minutes after midnight; raises BadInput."""
    match = _TIME.fullmatch(given)
    if match is None:
        raise BadInput(f"{given!r}: a time is like 09:30.")
    return int(match[1]) * 60 + int(match[2])


def quiet_until(at: datetime, zone: ZoneInfo, first: int, last: int) -> datetime | None:
    """When the night from minute `first` to minute `last` of the clock is over; None when `at` is not in it.

    It may go over midnight; where both are the same there is none.
    """
    if first == last:
        return None
    night = ((0, last), (first, DAY_MIN)) if last < first else ((first, last),)
    awake = Hours(zone, ((_awake(night)),) * 7)
    found = awake.opens_at(at)
    return None if found is None or found <= at else found


def _awake(night: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """What the night leaves of a day."""
    edges = [0, *(edge for span in night for edge in span), DAY_MIN]
    return tuple((first, last) for first, last in zip(edges[::2], edges[1::2], strict=True) if first < last)
