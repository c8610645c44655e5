"""Calendars: whatever the zone and the slots, on nights when clocks change too."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gigline.kit import hours
from gigline.kit.errors import BadInput
from gigline.kit.hours import Hours

# Zones whose clocks change at night, at midnight, by half an hour, on other days of the year, and not at all.
ZONES = ("Europe/Lisbon", "America/Santiago", "Africa/Cairo", "Australia/Lord_Howe", "America/New_York", "Asia/Kolkata")
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
YEAR_MIN = 366 * 24 * 60


@st.composite
def days(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    edges = sorted(draw(st.sets(st.integers(0, 48), max_size=6)))
    return tuple((a * 30, b * 30) for a, b in zip(edges[::2], edges[1::2], strict=False))


calendars = st.builds(
    Hours, st.sampled_from(ZONES).map(ZoneInfo), st.tuples(*[days()] * 7), st.frozensets(st.just("03-29"))
)
instants = st.integers(0, YEAR_MIN).map(lambda n: FIRST + timedelta(minutes=n))
spans = st.integers(1, 60 * 48).map(lambda n: timedelta(minutes=n))


def by_the_clock(calendar: Hours, at: datetime) -> bool:
    """Open by the wall clock alone: the definition, on minutes that exist once."""
    local = at.astimezone(calendar.zone)
    if {f"{local:%Y-%m-%d}", f"{local:%m-%d}"} & calendar.closed:
        return False
    minute = local.hour * 60 + local.minute
    return any(first <= minute < last for first, last in calendar.week[local.weekday()])


def is_plain(calendar: Hours, at: datetime) -> bool:
    """No clock changes within a day of it."""
    offsets = {(at + timedelta(hours=n)).astimezone(calendar.zone).utcoffset() for n in range(-26, 27)}
    return len(offsets) == 1


@settings(max_examples=80, deadline=None)
@given(calendars, instants)
def test_open_is_what_the_clock_on_the_wall_says(calendar: Hours, at: datetime):
    if is_plain(calendar, at):
        assert calendar.is_open(at) == by_the_clock(calendar, at)


@settings(max_examples=80, deadline=None)
@given(calendars, instants)
def test_the_next_opening_is_open_and_nothing_before_it_is(calendar: Hours, at: datetime):
    found = calendar.opens_at(at)
    if found is None:
        assert not any(calendar.week)
        return
    assert found >= at
    assert calendar.is_open(found)
    assert calendar.open_time(at, found) == timedelta()


@settings(max_examples=80, deadline=None)
@given(calendars, instants, spans)
def test_what_is_due_has_had_its_open_time(calendar: Hours, at: datetime, span: timedelta):
    due = calendar.due(at, span)
    if any(calendar.week):
        assert calendar.open_time(at, due) == span
        # Not a moment sooner.
        assert calendar.open_time(at, due - timedelta(seconds=1)) < span
    else:
        assert due == at + span


@settings(max_examples=60, deadline=None)
@given(calendars, instants, spans, spans)
def test_open_time_adds_up(calendar: Hours, at: datetime, one: timedelta, two: timedelta):
    middle, end = at + one, at + one + two
    assert calendar.open_time(at, end) == calendar.open_time(at, middle) + calendar.open_time(middle, end)
    assert timedelta() <= calendar.open_time(at, end) <= end - at


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(ZONES).map(ZoneInfo), instants, st.integers(0, 1439), st.integers(0, 1439))
def test_a_night_ends_and_what_follows_is_no_night(zone: ZoneInfo, at: datetime, first: int, last: int):
    end = hours.quiet_until(at, zone, first, last)
    if end is not None:
        assert end > at
        assert hours.quiet_until(end, zone, first, last) is None
        assert end - at <= timedelta(hours=27)


def at(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


LISBON = ZoneInfo("Europe/Lisbon")
NIGHT = Hours(LISBON, (((60, 240),),) * 7)


@pytest.mark.parametrize(
    ("day", "length"), [("2026-03-28", 3), ("2026-03-29", 2), ("2026-10-25", 4), ("2026-10-26", 3)]
)
def test_a_slot_is_as_long_as_the_night_is(day: str, length: int):
    since = at(f"{day}T00:00", LISBON)
    assert NIGHT.open_time(since, since + timedelta(hours=20)) == timedelta(hours=length)


def test_a_lunch_break_and_a_holiday():
    calendar = Hours(LISBON, (hours.slots(["09:00-13:00", "14:00-18:00"]),) * 5 + ((), ()), frozenset({"12-25"}))
    # The Thursday before Christmas, five minutes to lunch.
    asked = at("2026-12-24T12:55", LISBON)
    assert calendar.due(asked, timedelta(minutes=10)) == at("2026-12-24T14:05", LISBON)
    assert calendar.due(asked, timedelta(hours=5)) == at("2026-12-28T09:55", LISBON)
    assert calendar.opens_at(at("2026-12-24T18:00", LISBON)) == at("2026-12-28T09:00", LISBON)


@pytest.mark.parametrize(
    "given", [["9:00-10:00"], ["10:00-09:00"], ["09:00-12:00", "11:00-13:00"], ["22:00-24:30"], ["09:00"]]
)
def test_slots_that_are_none(given: list[str]):
    with pytest.raises(BadInput):
        hours.slots(given)
