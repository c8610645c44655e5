"""What a log says in numbers: by examples, and against the definitions written down one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from gigline.kit.hours import Hours
from gigline.quality import timing
from gigline.quality.timing import Clock, Counted, Line, What

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
SAM, ANA = UUID(int=1), UUID(int=2)
# Mornings only: promises run over closed time.
HOURS = Hours(ZoneInfo("UTC"), (((9 * 60, 12 * 60),),) * 7)
CLOCK = Clock(lambda since: HOURS.due(since, timedelta(minutes=10)), HOURS.open_time)


def log(*lines: tuple[float, What] | tuple[float, What, UUID]) -> list[Line]:
    """Lines at so many minutes after the beginning."""
    return [Line(one[1], BEGAN + timedelta(minutes=one[0]), one[2] if len(one) == 3 else None) for one in lines]


def test_from_the_bot_to_a_person_and_to_the_end():
    found = timing.count(
        log(
            (0, "begun"), (0, "asked"), (1, "bot_answered"), (2, "asked"), (3, "queued"), (6, "assigned", SAM),
            (7, "person_answered"), (9, "asked"), (10, "asked"), (12, "person_answered"), (15, "resolved"),
        ),
        CLOCK,
    )  # fmt: skip
    assert found == Counted(
        associate_id=SAM, first_s=60, first_open_s=60, first_person_s=420, first_person_open_s=420, next_s=[180],
        queued=True, wait_s=180, handle_s=540, resolution_s=900, taken=1, promises_kept=2,
    )  # fmt: skip


def test_a_promise_runs_only_while_the_brand_is_open():
    asked_late = log((175, "begun_queued"), (175, "asked"), (24 * 60 + 4, "person_answered"))
    found = timing.count(asked_late, CLOCK)
    assert (found.promises_kept, found.promises_broken) == (1, 0)
    assert (found.first_s, found.first_open_s) == (((24 * 60 + 4) - 175) * 60, 9 * 60)


def test_what_nobody_answered_in_time_is_broken_by_whatever_comes_after():
    for end in ("resolved", "queued", "to_bot", "person_answered"):
        assert timing.count(log((0, "begun_queued"), (11, end)), CLOCK).promises_broken == 1
    open_still = timing.count(log((0, "begun_queued")), CLOCK)
    assert (open_still.promises_broken, open_still.promise_due_at) == (0, BEGAN + timedelta(minutes=10))


def test_a_promise_is_dropped_by_an_end_in_time():
    found = timing.count(log((0, "begun_queued"), (5, "resolved")), CLOCK)
    assert (found.promises_kept, found.promises_broken, found.wait_s) == (0, 0, None)


def test_another_hand_is_a_transfer_and_the_same_one_again_is_none():
    found = timing.count(
        log((0, "begun_queued"), (1, "assigned", SAM), (2, "queued"), (3, "assigned", SAM), (5, "assigned", ANA)), CLOCK
    )
    assert (found.taken, found.transfers, found.associate_id, found.handle_s) == (3, 1, ANA, None)


# the slow way

WHATS = st.sampled_from(
    ["asked", "bot_answered", "person_answered", "queued", "assigned", "to_bot", "resolved"]
)  # fmt: skip


@st.composite
def logs(draw: st.DrawFn) -> list[Line]:
    """Any lines in any order: what is impossible in the lifecycle has to be counted as well."""
    at, lines = BEGAN, [Line(draw(st.sampled_from(["begun", "begun_queued"])), BEGAN)]
    for what in draw(st.lists(WHATS, max_size=14)):
        at += timedelta(seconds=draw(st.integers(0, 4000)))
        lines.append(Line(what, at, draw(st.sampled_from([SAM, ANA])) if what == "assigned" else None))
    return lines


ANSWERS = ("bot_answered", "person_answered")
PROMISES = ("begun", "begun_queued", "queued")


def _s(span: timedelta) -> int:
    return int(span.total_seconds())


def model(lines: list[Line]) -> Counted:
    """Each definition by itself, looking through the whole log."""

    def since_start(whats: tuple[str, ...]) -> tuple[int | None, int | None]:
        at = next((one.at for one in lines if one.what in whats), None)
        return (None, None) if at is None else (_s(at - BEGAN), _s(HOURS.open_time(BEGAN, at)))

    def next_answers() -> list[int]:
        own = [n for n, one in enumerate(lines) if one.what == "person_answered"]
        found = []
        for n in own[1:]:
            before = max(m for m in range(n) if lines[m].what in ANSWERS)
            asked = [one.at for one in lines[before:n] if one.what == "asked"]
            found += [_s(lines[n].at - asked[0])] if asked else []
        return found

    def promises() -> tuple[int, int, datetime | None]:
        kept = broken = 0
        for n, one in enumerate(lines):
            if one.what not in PROMISES:
                continue
            due = CLOCK.due(one.at)
            end = next((later for later in lines[n + 1 :] if later.what in (*ANSWERS, *PROMISES, "to_bot", "resolved")),
                None)  # fmt: skip
            if end is None:
                return kept, broken, due
            kept += end.what in ANSWERS and end.at <= due
            broken += end.at > due
        return kept, broken, None

    queued = next((n for n, one in enumerate(lines) if one.what in ("begun_queued", "queued")), None)
    taken = [one for one in lines if one.what == "assigned"]
    after = [] if queued is None else [one.at for one in lines[queued:] if one.what == "assigned"]
    holding = [one.what == "assigned" or (one.what in ("asked", *ANSWERS) and held) for one, held in _held(lines)]
    handled = sum((b.at - a.at for a, b, on in zip(lines, lines[1:], holding, strict=False) if on), timedelta())
    resolved = [one.at for one in lines if one.what == "resolved"]
    kept, broken, due = promises()
    first, person = since_start(ANSWERS), since_start(("person_answered",))
    return Counted(
        associate_id=taken[-1].associate_id if taken else None, first_s=first[0], first_open_s=first[1],
        first_person_s=person[0], first_person_open_s=person[1], next_s=next_answers(), queued=queued is not None,
        wait_s=_s(after[0] - lines[queued].at) if after and queued is not None else None,
        handle_s=_s(handled) if taken and not holding[-1] else None,
        resolution_s=_s(resolved[-1] - BEGAN) if resolved else None, taken=len(taken),
        transfers=sum(a.associate_id != b.associate_id for a, b in pairwise(taken)),
        promises_kept=kept, promises_broken=broken, promise_due_at=due,
    )  # fmt: skip


def _held(lines: list[Line]) -> list[tuple[Line, bool]]:
    """Each line with whether somebody held the conversation when it came."""
    changes = ("assigned", "queued", "to_bot", "resolved", "begun", "begun_queued")
    return [
        (one, next((b.what == "assigned" for b in reversed(lines[:n]) if b.what in changes), False))
        for n, one in enumerate(lines)
    ]


@given(logs())
def test_the_definitions_one_by_one_say_the_same(lines: list[Line]):
    assert timing.count(lines, CLOCK) == model(lines)
