"""Weeks that a brand might have had."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from gigline.cli.demo import examples
from gigline.simulation import material, past
from gigline.simulation.past import Answerer, Brand, Conversation

UNTIL = datetime(2026, 11, 22, 18, tzinfo=UTC)
CLEARED = Answerer(UUID(int=1), "Ada", ("en", "es"), 3, (), 1)
SOME_TOPICS = Answerer(UUID(int=2), "Bo", ("en",), 2, ("delivery", "order"), 0)


@pytest.fixture(scope="module")
def brand() -> Brand:
    return Brand(
        id=UUID(int=9),
        material=material.load(examples.folders()[0]),
        bot="Hop",
        handover={"en": "A person comes.", "es": "Viene una persona."},
        languages=("en", "es"),
        zone="Europe/Lisbon",
        accounts={"webchat": UUID(int=10), "email": UUID(int=11)},
        people=(CLEARED, SOME_TOPICS),
    )


@pytest.fixture(scope="module")
def told(brand: Brand) -> list[Conversation]:
    return list(past.weeks(brand, UNTIL, days=21, a_day=40, seed=3))


def test_the_same_seed_tells_the_same(brand: Brand, told: list[Conversation]) -> None:
    assert list(past.weeks(brand, UNTIL, days=21, a_day=40, seed=3)) == told
    assert list(past.weeks(brand, UNTIL, days=21, a_day=40, seed=4)) != told


def test_all_of_it_is_over_and_in_order(told: list[Conversation]) -> None:
    assert 600 < len(told) < 1200
    assert all(earlier.opened_at <= later.opened_at for earlier, later in pairwise(told))
    assert all(one.ended_at < UNTIL for one in told)
    assert min(one.opened_at for one in told) > UNTIL - timedelta(days=21, hours=1)
    assert all(earlier.at <= later.at for one in told for earlier, later in pairwise(one.lines))


def test_nobody_gets_what_they_may_not_have_nor_more_than_they_can(told: list[Conversation]) -> None:
    for one in told:
        if one.associate == SOME_TOPICS:
            assert one.requester.language == "en"
            assert one.requester.plan.scenario != "sensitive"
            assert one.requester.plan.topic in {"delivery", "order", None}
        if one.associate:
            assert one.beside <= one.associate.capacity


def test_evenings_are_busier_than_nights(told: list[Conversation]) -> None:
    hours = Counter(one.opened_at.hour for one in told)
    assert sum(hours[hour] for hour in (18, 19, 20)) > 3 * sum(hours[hour] for hour in (2, 3, 4))


def test_every_kind_of_ending_is_there(told: list[Conversation]) -> None:
    endings = Counter(one.ended_by for one in told)
    assert set(endings) == {"bot", "associate", "silence"}
    assert any(one.requester.holdout for one in told)
    assert all(one.associate or one.ended_by == "silence" for one in told if one.requester.holdout)
    again = Counter(one.requester.id for one in told)
    assert max(again.values()) > 1
