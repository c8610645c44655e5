"""From a brand's past to what will be lacking, and whom to call."""

from __future__ import annotations

from datetime import time
from uuid import UUID, uuid4

import pytest

from gigline.routing.callin import rules
from gigline.routing.callin.models import Interval, Known, PoolNow, PoolPast
from gigline.routing.engine import callin
from gigline.workforce.models import Candidate

POOLS = (PoolPast("en", "delivery", "webchat", 75, 10.0), PoolPast("es", "", "email", 25, None))


def candidate(**more: object) -> Candidate:
    facts: dict[str, object] = {
        "brand_id": UUID(int=1), "id": uuid4(), "name": "", "languages": ("en",), "topics": (), "channels": (),
        "clearance": 0, "availability": "off", "present": False, "paused": False, "capacity": 3, "limit": 3, "load": 0,
        "exclusive": False, "idle_since": 0.0,
    }  # fmt: skip
    return Candidate(**{**facts, **more})


def known(one: Candidate, **more: object) -> Known:
    facts: dict[str, object] = {
        "asked_ago_s": [], "answers": 0, "came": 0, "log_sum": 0.0, "live": False, "accepted_ago_s": None,
        "worked_s": 0.0, "off_s": 9_000.0, "local_time": time(12), "opted_in": True, "quiet_from": time(22),
        "quiet_until": time(7), "most_a_day": 3,
    }  # fmt: skip
    return Known(one.id, **{**facts, **more})


def plan(people: list[tuple[Candidate, Known]], waiting: int, **more: object) -> rules.Plan:
    past = rules.past([], POOLS, 0)
    pools = rules.loads(past, [PoolNow("en", "delivery", "webchat", waiting)], 0.0, 1.0)
    return rules.plan(
        pools, [one for one, _ in people], [each for _, each in people], 1.0, callin.Caps(), clearances={}, **more
    )


def test_the_past_is_the_forecast_where_every_week_is_the_same() -> None:
    weeks = [
        Interval(at, 4 if at % rules.A_DAY < 40 else 1, 40.0 if at % rules.A_DAY < 40 else 10.0)
        for at in range(4 * rules.A_WEEK)
    ]
    found = rules.past(weeks, POOLS, 4 * rules.A_WEEK)
    assert found.conversations[:3] == (4.0, 4.0, 4.0)
    assert found.work_min[50] == 10.0
    assert (found.conversations_quality.wape, found.conversations_quality.bias) == (0.0, 0.0)
    assert found.usual_a_minute(4 * rules.A_WEEK + 39.5) == pytest.approx((4 + 1) / 2 / 15)


def test_what_waits_and_what_comes_is_shared_among_the_pools() -> None:
    loads = rules.loads(rules.past([], POOLS, 0), [PoolNow("en", "delivery", "webchat", 2)], 0.4, 2.0)
    english, spanish = loads
    assert (english.expected, spanish.expected) == (pytest.approx(9.0), pytest.approx(3.0))
    assert english.demand_min == pytest.approx(110.0)
    assert spanish.work_min == 10.0, "what was never measured is as the others"


def test_two_sure_people_or_five_unsure_ones() -> None:
    sure = [(one, known(one, answers=40, came=40)) for one in (candidate() for _ in range(8))]
    unsure = [(one, known(one, answers=40, came=8)) for one in (candidate() for _ in range(8))]
    few, many = plan(sure, 6), plan(unsure, 6)
    assert 0 < len(few.called) < len(many.called)


def test_only_those_who_can_do_it_are_called() -> None:
    fits, spanish, specialist = candidate(), candidate(languages=("es",)), candidate(topics=("payment",))
    found = plan([(one, known(one)) for one in (fits, spanish, specialist)], 2)
    assert [one.id for one in found.called] == [fits.id]
    assert [one.why for one in found.people] == [None, "other_work", "other_work"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"opted_in": False}, "no_standby"),
        ({"local_time": time(23, 30)}, "quiet_hours"),
        ({"local_time": time(6, 59)}, "quiet_hours"),
        ({"live": True}, "called"),
        ({"accepted_ago_s": 30.0}, "coming"),
        ({"asked_ago_s": [80_000.0, 50_000.0, 9_000.0]}, "asked_often"),
        ({"asked_ago_s": [60.0]}, "asked_lately"),
        ({"worked_s": 40_000.0}, "worked_enough"),
        ({"off_s": 60.0}, "resting"),
    ],
)
def test_whoever_is_protected_is_left_alone(more: dict[str, object], why: str) -> None:
    one = candidate()
    found = plan([(one, known(one, **more))], 20)
    assert found.called == ()
    assert found.people[0].why == why
    assert rules.sentence({"why": why})


def test_whoever_is_being_asked_counts_for_what_they_will_probably_bring() -> None:
    people = [(one, known(one, live=True, answers=20, came=20)) for one in (candidate() for _ in range(3))]
    assert plan(people, 6).lacking_min < plan(people, 6, count_called=False).lacking_min


def test_a_leaders_word_counts_where_no_forecast_knows() -> None:
    one = candidate()
    assert not plan([(one, known(one))], 0).called
    assert plan([(one, known(one))], 0, at_least_min=30.0).called
