"""Recommending: work rules are never broken, three are not all alike, newcomers are seen, and chance is the seed's."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from gigline.providers import rules

KEYS = st.sampled_from(["a", "b", "c"])
KEY_SETS = st.frozensets(KEYS, max_size=3).map(lambda found: tuple(sorted(found)))
MINUTES = st.integers(0, 7 * 1440 - 1)
WEIGHTS = rules.Weights(distance=0.15, soon=0.1, alike=0.1, explore=0.3, newcomer_jobs=5)
EVENING = rules.Asked("a", (), (), None, 40.0, -3.0, minute=1200, day="2026-11-23", fixed=False)


def span(begin: int, length: int) -> tuple[int, int]:
    return begin, min(7 * 1440, begin + length)


@st.composite
def candidates(draw: st.DrawFn) -> list[rules.Candidate]:
    return [
        rules.Candidate(
            id=f"p{number}",
            kind=draw(KEYS),
            skills=draw(KEY_SETS),
            licences=draw(KEY_SETS),
            languages=draw(st.sampled_from([("en",), ("es", "en"), ("pt-BR",)])),
            lat=40.0 + draw(st.floats(-0.3, 0.3)),
            lon=-3.0,
            radius_km=draw(st.sampled_from([5.0, 20.0, 60.0])),
            hours=tuple(draw(st.lists(st.builds(span, MINUTES, st.integers(1, 600)), max_size=3))),
            away_until=draw(st.sampled_from([None, "2026-11-20", "2026-12-24"])),
            company=draw(st.sampled_from(["", "x", "y"])),
        )
        for number in range(draw(st.integers(0, 12)))
    ]


ASKED = st.builds(
    rules.Asked,
    kind=KEYS,
    skills=KEY_SETS,
    licences=KEY_SETS,
    language=st.sampled_from([None, "en", "pt"]),
    lat=st.just(40.0),
    lon=st.just(-3.0),
    minute=MINUTES,
    day=st.just("2026-11-23"),
    fixed=st.booleans(),
    excluded=st.sampled_from([(), ("p0",), ("p1", "p2")]),
)
WORTH = st.builds(rules.Worth, done=st.floats(0, 1), liked=st.floats(0, 1), cases=st.integers(0, 30))


@settings(max_examples=150, deadline=None)
@given(asked=ASKED, people=candidates(), worth=st.lists(WORTH, min_size=12, max_size=12), seed=st.integers(0, 2**53))
def test_no_rule_is_ever_broken_and_the_record_replays(
    asked: rules.Asked, people: list[rules.Candidate], worth: list[rules.Worth], seed: int
) -> None:
    known = {f"p{number}": one for number, one in enumerate(worth)}
    choice = rules.choose(asked, people, known, WEIGHTS, seed)
    by_id = {one.id: one for one in people}
    for one in choice.shown:
        who = by_id[one.id]
        assert who.kind == asked.kind
        assert who.id not in asked.excluded
        assert who.away_until is None or who.away_until <= asked.day
        assert set(asked.skills) <= set(who.skills)
        assert set(asked.licences) <= set(who.licences)
        assert asked.language is None or asked.language in {each.partition("-")[0] for each in who.languages}
        assert rules.distance_km(asked.lat, asked.lon, who.lat, who.lon) <= who.radius_km
        assert who.hours
        assert not asked.fixed or any(begin <= asked.minute < end for begin, end in who.hours)
    assert len({one.id for one in choice.shown}) == len(choice.shown) == min(rules.SHOWN, len(choice.ranked))
    assert rules.choose(asked, people[::-1], known, WEIGHTS, seed) == choice
    record = rules.record(asked, people, known, WEIGHTS, seed, choice, 7)
    assert rules.replays(json.loads(json.dumps(record)))


def somebody(number: int, **more: object) -> rules.Candidate:
    plain = rules.Candidate(
        f"p{number}", "a", (), (), ("en",), 40.0 + number / 1000, -3.0, 20.0, ((0, 7 * 1440),), None, ""
    )
    return replace(plain, **more)


def test_three_are_not_all_of_one_company() -> None:
    people = [somebody(number, company="x") for number in range(4)] + [somebody(4, company="y")]
    worth = {one.id: rules.Worth(0.9, 0.8, 20) for one in people[:4]} | {"p4": rules.Worth(0.85, 0.8, 20)}
    shown = [one.id for one in rules.choose(EVENING, people, worth, WEIGHTS, 1).shown]
    assert "p4" in shown
    alike = replace(WEIGHTS, alike=0.0)
    assert "p4" not in [one.id for one in rules.choose(EVENING, people, worth, alike, 1).shown]


def test_newcomers_are_seen_as_often_as_the_brand_says_and_each_alike() -> None:
    people = [somebody(number) for number in range(10)]
    worth = {one.id: rules.Worth(0.9, 0.8, 20) for one in people[:6]}
    worth |= {one.id: rules.Worth(0.8, 0.7, 1) for one in people[6:]}
    seen: dict[str, int] = {}
    for seed in range(2_000):
        choice = rules.choose(EVENING, people, worth, WEIGHTS, seed)
        assert choice.propensity == WEIGHTS.explore / 4
        for one in choice.shown:
            seen[one.id] = seen.get(one.id, 0) + one.newcomer
    assert all(110 <= seen[f"p{number}"] <= 190 for number in range(6, 10)), seen


def test_few_ratings_are_drawn_toward_the_mean() -> None:
    assert rules.shrunk(1, 5.0, 4.0) < 4.5
    assert rules.shrunk(100, 500.0, 4.0) > 4.9
