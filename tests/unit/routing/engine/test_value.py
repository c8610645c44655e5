"""The value model finds a hidden truth, knows what it does not know, and is the same again from its state."""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import deepcopy

import numpy as np
import pytest
from tests.unit.routing.engine.build import associate, conversation

from gigline.routing.engine import events, scores, state
from gigline.routing.engine.columns import RESOLVED, Floats
from gigline.routing.engine.market import Market, Room
from gigline.routing.engine.newton import sigmoid
from gigline.routing.engine.persons import START_VARIANCE
from gigline.routing.engine.value import ValueModel

PEOPLE, TOPICS = 40, 4


def _pleased(resolved: bool, strict: bool) -> float:
    return float(sigmoid(np.array(-0.8 + 1.7 * resolved - 1.0 * strict)))


class Truth:
    """Associates with hidden gifts by topic; easy and hard topics; strict and mild segments."""

    def __init__(self, seed: int) -> None:
        self.draw = np.random.default_rng(seed)
        self.general = self.draw.normal(0, 0.3, PEOPLE)
        self.gift = self.draw.normal(0, 0.6, (PEOPLE, TOPICS))
        self.ease = self.draw.normal(0, 0.5, TOPICS)

    def chance(self, who: int, topic: int) -> float:
        return float(sigmoid(np.array(0.8 + self.general[who] + self.gift[who, topic] + self.ease[topic])))

    def outcomes(self, count: int, t: float | None = None) -> list[events.Outcome]:
        return [self.outcome(n, None if t is None else t + n) for n in range(count)]

    def outcome(self, n: int, t: float | None) -> events.Outcome:
        draw = self.draw
        who, topic, strict = int(draw.integers(PEOPLE)), int(draw.integers(TOPICS)), bool(draw.random() < 0.5)
        held = int(draw.integers(1, 4))
        resolved = bool(draw.random() < self.chance(who, topic))
        pleased = bool(draw.random() < _pleased(resolved, strict))
        # The displeased answer surveys more than twice as often, where it was not resolved.
        asked = draw.random() < (0.2 if resolved else 0.5)
        c = conversation(f"c{n}", topic=f"t{topic}", segment="strict" if strict else "mild")
        work = 400.0 * float(np.exp(draw.normal(0, 0.3))) * (1.0 + 0.2 * (held - 1))
        return events.Outcome(t, who, c, f"a{who}", resolved, pleased if asked else None, work, 10.0, float(held))


def _learned(outcomes: Sequence[events.Outcome]) -> ValueModel:
    model = ValueModel()
    for one in outcomes:
        model.learn(one)
    return model


def _expected(model: ValueModel, topic: int, segment: str = "mild") -> Floats:
    """By person, over the concurrencies that there were."""
    worth = model.worth(conversation("x", topic=f"t{topic}", segment=segment), np.arange(PEOPLE))
    found: Floats = worth.resolved[:3].mean(axis=0)
    return found


@pytest.fixture(scope="module")
def truth() -> Truth:
    return Truth(1)


@pytest.fixture(scope="module")
def outcomes(truth: Truth) -> list[events.Outcome]:
    return truth.outcomes(8_000)


@pytest.fixture(scope="module")
def batch(outcomes: list[events.Outcome]) -> ValueModel:
    model = ValueModel()
    model.learn_history(outcomes)
    return model


def test_it_is_calibrated_and_finds_who_is_good_at_what(truth: Truth, batch: ValueModel) -> None:
    expected = np.concatenate([_expected(batch, topic) for topic in range(TOPICS)])
    true = np.array([truth.chance(who, topic) for topic in range(TOPICS) for who in range(PEOPLE)])
    assert np.corrcoef(expected, true)[0, 1] > 0.85
    # A quarter of them at a time: what is expected is what comes, to 3 points.
    order = np.argsort(expected)
    for part in np.array_split(order, 4):
        assert abs(expected[part].mean() - true[part].mean()) <= 0.03


def test_one_by_one_comes_near_to_all_at_once(outcomes: list[events.Outcome], batch: ValueModel) -> None:
    model = _learned(outcomes[:3_000])
    at_once = ValueModel()
    at_once.learn_history(outcomes[:3_000])
    for topic in range(TOPICS):
        assert np.abs(_expected(model, topic) - _expected(at_once, topic)).max() < 0.06


def test_the_spread_between_people_is_estimated(truth: Truth, batch: ValueModel) -> None:
    spread = np.sqrt(batch.persons.variance[RESOLVED])
    assert spread[1] == pytest.approx(truth.gift.std(), abs=0.12), "topics: far above the start"
    assert spread[1] > 1.5 * np.sqrt(START_VARIANCE[RESOLVED, 1])
    assert spread[3] < 0.25, "languages: nobody differs"


def test_silence_after_a_survey_and_strict_segments_do_not_count_against_anybody(batch: ValueModel) -> None:
    rows = np.arange(PEOPLE)
    for segment in ("mild", "strict"):
        worth = batch.worth(conversation("x", topic="t0", segment=segment), rows)
        good, bad = (_pleased(resolved, segment == "strict") for resolved in (True, False))
        true = bad + (good - bad) * worth.resolved[0].mean()
        assert worth.csat[0].mean() == pytest.approx(true, abs=0.06)
    mild, strict = (_expected(batch, 0, segment) for segment in ("mild", "strict"))
    assert np.abs(mild - strict).mean() < 0.05


def test_one_more_costs_those_already_held_what_the_curve_falls(batch: ValueModel) -> None:
    market = Market()
    market.apply(associate("a0", slots=3))
    market.apply(events.Arrived(0.0, conversation("c", topic="t0")))
    model = deepcopy(batch)
    model.context.mean = batch.context.mean.copy()
    model.context.mean[RESOLVED, model.context.columns.of("concurrency", "chat 3")] -= 1.0
    row = scores.row_of(model, scores.Weights(), Room(market, 0.0), market.waiting["c"])
    fall = float(row.value[1].mean() - row.value[2].mean())
    assert fall > 0.1
    assert row.loss[0] == 0.0
    assert row.loss[2] == pytest.approx(2 * fall), "two are held already"


def test_silence_is_no_bad_answer_when_it_is_learned_one_by_one() -> None:
    """One's customers never answer surveys, the other's say each time what the first one's would have said."""
    c = conversation("c")
    told = [events.Outcome(float(n), 0, c, "a0", True, n % 5 != 0, 400.0, 0.0, 1.0) for n in range(300)]
    silent = [events.Outcome(float(n), 1, c, "a1", True, None, 400.0, 0.0, 1.0) for n in range(300)]
    found = _learned([one for both in zip(told, silent, strict=True) for one in both]).worth(c, np.arange(2)).csat[0]
    # Of whoever is silent less is known, so that they are nearer to the pool: no more than that.
    assert 0.65 < found[1] < found[0]


def test_concurrency_costs_time_as_it_did(batch: ValueModel) -> None:
    work = batch.worth(conversation("x", topic="t0"), np.arange(PEOPLE)).work.mean(axis=1)
    assert work[1] / work[0] == pytest.approx(1.2, abs=0.05)
    assert work[2] / work[0] == pytest.approx(1.4, abs=0.06)


def test_who_converts_is_found_and_what_nobody_noted_is_no_refusal() -> None:
    """Two sell, one well; the third was never asked about it, and is expected to do as the pool."""

    def sold(n: int) -> events.Outcome:
        c, who = conversation(f"c{n}"), n % 3
        converted = None if who == 2 else n // 3 % (3 if who else 10) == 0
        return events.Outcome(float(n), who, c, f"a{who}", True, None, 400.0, 0.0, 1.0, converted)

    expected = _learned([sold(n) for n in range(600)]).worth(conversation("c"), np.arange(3)).converted[0]
    assert expected[1] > expected[2] > expected[0]
    assert expected[1] == pytest.approx(0.33, abs=0.1)


def test_a_newcomer_is_the_pools_mean_and_least_certain(batch: ValueModel) -> None:
    c = conversation("x", topic="t0")
    everybody = batch.worth(c, np.arange(PEOPLE + 1)).resolved[0]
    base = batch.context.base(c)[RESOLVED]
    assert everybody[PEOPLE] == pytest.approx(float(sigmoid(np.array(base))))
    assert batch.spread(c, PEOPLE)[RESOLVED] > 1.3 * batch.spread(c, 0)[RESOLVED]


def test_what_is_long_ago_fades() -> None:
    day = 86_400.0
    c = conversation("c")
    bad = [events.Outcome(60.0 * n, 0, c, "a0", False, None, 300.0, 5.0, 1.0) for n in range(50)]
    model = _learned(bad)
    before = model.spread(c, 0)[RESOLVED]
    model.learn(events.Outcome(400 * day, 0, c, "a0", True, None, 300.0, 5.0, 1.0))
    assert model.spread(c, 0)[RESOLVED] > before


def test_what_a_topic_was_like_long_ago_counts_less_than_what_it_is_like_now() -> None:
    """By people without a profile, so that it is the topic and nobody's gift that was learned."""

    def settled(first: float, count: int, resolved: bool) -> list[events.Outcome]:
        return [
            events.Outcome(first + n, -1, conversation(f"c{n}"), "gone", resolved, None, 300.0, 5.0, 1.0)
            for n in range(count)
        ]

    year = 365 * 86_400.0
    was, soon, late = settled(0.0, 300, False), settled(300.0, 100, True), settled(year, 100, True)
    at_once, after_a_year = (_learned([*was, *now]).context for now in (soon, late))
    c = conversation("x")
    assert after_a_year.base(c)[RESOLVED] > at_once.base(c)[RESOLVED] + 1.0


def test_an_associate_without_a_profile_teaches_the_context_only() -> None:
    c = conversation("c")
    model = _learned([events.Outcome(1.0, -1, c, "gone", False, None, 300.0, 5.0, 1.0)] * 30)
    assert not model.persons.people
    assert _expected(model, 1)[0] < 0.5


def test_the_same_outcomes_give_the_same_numbers_and_the_state_loses_no_bit(truth: Truth) -> None:
    first, later = truth.outcomes(300, 0.0), truth.outcomes(300, 90_000.0)
    model, again = _learned(first), _learned(first)
    ids = [f"a{n}" for n in range(PEOPLE)]
    stored = json.dumps(state.to_json(model, ids))
    assert json.dumps(state.to_json(again, ids)) == stored
    resumed = state.from_json(json.loads(stored), {name: n for n, name in enumerate(ids)})
    for one in later:
        model.learn(one)
        resumed.learn(one)
    assert json.dumps(state.to_json(resumed, ids)) == json.dumps(state.to_json(model, ids))
    assert (_expected(resumed, 2) == _expected(model, 2)).all()
