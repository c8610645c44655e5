"""Shared experience: learned from nothing, no credit for easy cases, no effect without both sides' word."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from tests.unit.routing.engine.build import associate, conversation, pairs, router

from gigline.routing.engine import events, lines, state
from gigline.routing.engine.affinity import OWN, START_VARIANCE, Shared
from gigline.routing.engine.columns import RESOLVED
from gigline.routing.engine.errors import EngineError
from gigline.routing.engine.gigline import Gigline
from gigline.routing.engine.newton import sigmoid
from gigline.routing.engine.value import ValueModel

PEOPLE = 30
WISH = "city:porto"


def _outcomes(seed: int, count: int, *, effect: float, ease: float = 0.0, past: bool = False) -> list[events.Outcome]:
    """Half of the people know the city, a third of the conversations wish for it; `ease`: how easy those are."""
    draw = np.random.default_rng(seed)
    made = []
    for n in range(count):
        who, wished = int(draw.integers(PEOPLE)), bool(draw.random() < 1 / 3)
        matched = wished and who < PEOPLE // 2
        chance = float(sigmoid(np.array(0.3 + ease * wished + effect * matched)))
        c = conversation(f"c{n}", wishes=(WISH,) if wished else ())
        t, won = None if past else float(n), bool(draw.random() < chance)
        made.append(
            events.Outcome(
                t, who, c, f"a{who}", won, None, 300.0, 5.0, 1.0, wished=c.wishes, matched=(WISH,) if matched else ()
            )
        )
    return made


def _learned(outcomes: list[events.Outcome]) -> ValueModel:
    model = ValueModel()
    for one in outcomes:
        model.learn(one)
    return model


def _gain(model: ValueModel, row: int = 0) -> float:
    """By how much the chance of resolution is higher for this person if they have what is wished for."""
    c, rows = conversation("x", wishes=(WISH,)), np.array([row], dtype=np.intp)
    with_it, without = (model.worth(c, rows, Shared((WISH,), np.array([[has]]))).resolved for has in (True, False))
    return float(with_it[0, 0] - without[0, 0])


def test_it_starts_at_nothing() -> None:
    assert _gain(ValueModel()) == 0.0
    assert (ValueModel().affinity.variance == START_VARIANCE[:, None]).all()


@pytest.mark.parametrize("past", [True, False])
def test_what_a_match_adds_is_found_and_a_newcomer_has_it_too(past: bool) -> None:
    outcomes = _outcomes(1, 4_000, effect=0.8, past=past)
    model = ValueModel() if past else _learned(outcomes)
    if past:
        model.learn_history(outcomes)
    truth = float(sigmoid(np.array(0.3 + 0.8)) - sigmoid(np.array(0.3)))
    assert _gain(model, PEOPLE + 5) == pytest.approx(truth, abs=0.07)


def test_what_is_easy_for_everybody_is_no_match() -> None:
    model = _learned(_outcomes(2, 4_000, effect=0.0, ease=1.2))
    assert abs(_gain(model, PEOPLE + 5)) < 0.04


def test_effects_that_nobody_shows_are_taken_to_be_smaller() -> None:
    without, with_it = (_learned(_outcomes(3, 4_000, effect=effect)).affinity for effect in (0.0, 1.5))
    assert without.variance[RESOLVED, 0] < with_it.variance[RESOLVED, 0]


def test_who_has_it_in_name_only_is_known_by_what_they_do() -> None:
    """Those who know the city gain, but for one, who said so and does not."""
    outcomes = _outcomes(4, 4_000, effect=1.2)
    lied = [
        events.Outcome(4_000.0 + n, 0, conversation(f"l{n}", wishes=(WISH,)), "a0", n % 3 == 0, None, 300.0, 5.0, 1.0,
                       wished=(WISH,), matched=(WISH,))
        for n in range(60)
    ]  # fmt: skip
    affinity = _learned([*outcomes, *lied]).affinity
    assert affinity.own[0, RESOLVED] < -0.02
    assert affinity.variance[RESOLVED, OWN] > 0


def test_it_is_the_same_again_from_its_state() -> None:
    model = _learned(_outcomes(5, 600, effect=0.8))
    ids = [f"a{n}" for n in range(PEOPLE)]
    stored = json.loads(json.dumps(state.to_json(model, ids)))
    again = state.from_json(stored, {name: row for row, name in enumerate(ids)})
    more = _outcomes(6, 200, effect=0.8)
    for one in more:
        model.learn(one)
        again.learn(one)
    assert _gain(again) == _gain(model)
    assert (again.affinity.own[:PEOPLE] == model.affinity.own[:PEOPLE]).all()


def test_who_knows_it_gets_it_and_the_knob_turns_it_off() -> None:
    people = [associate("a", slots=1), associate("b", slots=1, experiences=(WISH,))]
    found = []
    for weight in (1.0, 0.0):
        given = router("gigline", *people)
        assert isinstance(given.policy, Gigline)
        given.policy.weights = replace(given.policy.weights, affinity=weight, explore=0.0)
        for one in _outcomes(7, 1_500, effect=1.5):
            # Whoever did that is neither of the two.
            given.policy.model.learn(replace(one, row=one.row + 2))
        given.feed(events.Arrived(1.0, conversation("c", wishes=(WISH,))))
        found += pairs(given, 1.0)
    assert found == [("c", "b"), ("c", "a")]


@pytest.mark.parametrize(
    "wrong", [["shoe size:44"], ["gender:female"], ["hobby:golf for men"], ["porto"], "city:porto"]
)
def test_lines_refuse_what_is_no_experience(wrong: object) -> None:
    person = {"id": "a", "brands": ["b"], "languages": ["en"], "channels": ["chat"]}
    need = {"id": "c", "brand": "b", "language": "en", "channel": "chat"}
    assert lines.associate({**person, "experiences": [WISH, WISH]}).experiences == (WISH,)
    assert lines.conversation({**need, "wishes": [WISH]}).wishes == (WISH,)
    with pytest.raises(EngineError):
        lines.associate({**person, "experiences": wrong})
    with pytest.raises(EngineError):
        lines.conversation({**need, "wishes": wrong})
