"""The audit's rates, its exact intervals, and what it refuses to say."""

from __future__ import annotations

import random
from uuid import UUID

import pytest

from gigline.routing.audit import rules
from gigline.routing.audit.rules import Asked, Audit, Person, Row, Side, Told

PORTO = "city:porto"
ALWAYS = (PORTO, 0.0, float("inf"))


def _side(offers: int, chances: int, people: int = 10) -> Side:
    return Side(people, chances, offers, 0.0, 0, 0)


def _person(n: int, *, has: bool) -> Person:
    return Person(UUID(int=n), 0.0, frozenset({"en"} | ({"pt"} if n % 2 else set())), (ALWAYS,) if has else ())


def _offers(people: list[Person], count: int, weight: float) -> list[Asked]:
    """All can have each; who has it gets it so many times as often."""
    chance, ids = random.Random(1), [one.id for one in people]
    weights = [weight if one.said else 1.0 for one in people]
    return [Asked(1e9 + n, chance.choices(ids, weights)[0], ids) for n in range(count)]


def _row(rows: list[Row], about: str, name: str = "") -> Row:
    return next(one for one in rows if (one.about, one.name) == (about, name))


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [(0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (5, 10, 0.1871, 0.8129), (81, 263, 0.2527, 0.3676)],
)
def test_intervals_are_those_of_the_tables(hits: int, of: int, low: float, high: float) -> None:
    assert rules.clopper_pearson(hits, of) == pytest.approx((low, high), abs=1e-4)


def test_the_ratio_is_the_lower_rate_over_the_higher() -> None:
    for pair in ((_side(40, 1000), _side(100, 1000)), (_side(100, 1000), _side(40, 1000))):
        ratio, low, high = rules.impact(*pair)
        assert ratio == pytest.approx(0.4)
        assert low < ratio < high < 0.8
        assert rules.word(ratio, low, high) == "below"


@pytest.mark.parametrize(
    ("ratio", "low", "high", "word"),
    [(0.5, 0.4, 0.7, "below"), (0.7, 0.5, 1.1, "perhaps"), (0.9, 0.7, 1.2, "open"), (0.95, 0.85, 1.05, "fine")],
)
def test_what_it_says(ratio: float, low: float, high: float, word: str) -> None:
    assert rules.word(ratio, low, high) == word


def test_the_interval_holds_its_promise() -> None:
    """Equal rates: 1 lies in the interval of the ratio at least 19 times of 20."""
    chance, missed = random.Random(3), 0
    for _ in range(400):
        a, b = (_side(sum(chance.random() < 0.1 for _ in range(500)), 500) for _ in range(2))
        _, low, high = rules.impact(a, b)
        missed += not low <= 1.0 <= high
    assert missed <= 30


def test_who_gets_more_is_seen_with_what_they_worked_and_settled() -> None:
    people = [_person(n, has=n < 6) for n in range(12)]
    worked = [Told(one.id, 1e9, 60.0 if one.said else 30.0) for one in people]
    settled = [Told(one.id, 1e9, float(one.id.int % 2)) for one in people]
    rows = Audit(people, _offers(people, 600, 3.0), worked, settled).rows({PORTO: "city: Porto"})
    row = _row(rows, "experience", "city: Porto")
    assert row.having is not None
    assert row.others is not None
    assert (row.having.people, row.having.minutes, row.others.minutes) == (6, 360.0, 180.0)
    assert (row.having.known, row.having.settled) == (6, 3)
    assert row.ratio == pytest.approx(1 / 3, abs=0.08)
    assert row.word == "below"
    assert _row(rows, "language", "pt").word in {"open", "fine"}
    assert [one.about for one in rows] == ["experience", "anything", "newcomers", "language"]


def test_of_few_nothing_is_said_and_nothing_shown() -> None:
    few = [_person(n, has=n < 4) for n in range(12)]
    seldom = [_person(n, has=n < 6) for n in range(12)]
    for people, offers in ((few, 600), (seldom, 40)):
        row = _row(Audit(people, _offers(people, offers, 3.0), [], []).rows({PORTO: "x"}), "experience", "x")
        assert (row.word, row.having, row.others, row.ratio) == ("too_few", None, None, None)


def test_it_counts_only_while_it_was_said() -> None:
    people = [Person(UUID(int=n), 0.0, frozenset(), ((PORTO, 0.0, 1e9 + 300),) if n < 6 else ()) for n in range(12)]
    row = _row(Audit(people, _offers(people, 600, 1.0), [], []).rows({PORTO: "x"}), "experience", "x")
    assert row.having is not None
    assert row.having.chances == 300 * 6


def test_an_empty_brand_is_no_error() -> None:
    assert all(one.word == "too_few" for one in Audit([], [], [], []).rows({PORTO: "x"}))
