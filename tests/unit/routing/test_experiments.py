"""Holdouts, sizes and doubly robust replays: right where the truth is known."""

from __future__ import annotations

import random
from uuid import UUID

import numpy as np
import pytest

from gigline.routing.engine.pairs import of_parts
from gigline.routing.engine.records import Considered, Round
from gigline.routing.engine.scores import OWN, Weights
from gigline.routing.experiments import rules
from gigline.routing.experiments.rules import Offered


def test_a_contact_is_held_out_for_good_and_their_share_is_kept() -> None:
    people = [UUID(int=random.Random(number).getrandbits(128)) for number in range(4_000)]
    held = [rules.held_out(7, one, 0.1) for one in people]
    assert held == [rules.held_out(7, one, 0.1) for one in people]
    assert sum(held) / len(held) == pytest.approx(0.1, abs=0.02)


def test_a_holdout_names_nobody_early_and_the_better_in_time() -> None:
    chance = random.Random(1)
    a = [float(chance.random() < 0.5) for _ in range(400)]
    b = [float(chance.random() < 0.8) for _ in range(400)]
    early = rules.compared(a, b, 1_000)
    assert early.winner is None
    assert "400 of 1000" in str(early.why_not)
    found = rules.compared(a, b, 400)
    assert (found.winner, found.why_not) == ("b", None)
    assert found.low is not None
    assert found.low > 0
    assert rules.compared([*a, *([1.0] * 900)], b, 400) == found, "what came after the plan does not count"
    assert rules.compared([], b, 10).why_not == "There is nothing to compare yet."


def test_the_spread_of_the_past_tells_blocks_from_conversations() -> None:
    chance = random.Random(2)
    values = []
    for block in range(200):
        mood = chance.gauss(0.0, 0.3)
        values += [(block * 5_400 + 900 + at * 200.0, 2.0 + mood + chance.gauss(0.0, 1.0)) for at in range(20)]
    found = rules.spread(values, 5_400, 900)
    assert found is not None
    assert (found.blocks, found.per_block) == (200, 20)
    assert found.mean == pytest.approx(2.0, abs=0.1)
    assert found.within == pytest.approx(1.0, abs=0.05)
    assert found.between == pytest.approx(0.3, abs=0.06)
    assert rules.spread(values[:30], 5_400, 900) is None


TRUTH = {"a": 0.4, "b": 0.6, "c": 0.9}


def recorded(model: dict[str, float], propensity: float, count: int = 20_000) -> list[Offered]:
    """Offers that went to `a` with this propensity and to the others alike; the other policy always asks `c`."""
    chance = random.Random(3)
    shares = {"a": propensity, "b": (1 - propensity) / 2, "c": (1 - propensity) / 2}
    found = []
    for _ in range(count):
        [chosen] = chance.choices(list(shares), list(shares.values()))
        value = float(chance.random() < TRUTH[chosen])
        found.append(Offered(chosen, shares[chosen], model, {"c": 1.0}, value))
    return found


def test_with_right_propensities_a_wrong_model_does_no_harm() -> None:
    found = rules.doubly_robust(recorded({"a": 0.9, "b": 0.1, "c": 0.2}, 0.6))
    assert found is not None
    assert found.other == pytest.approx(TRUTH["c"], abs=0.03)
    assert found.low < TRUTH["c"] - found.as_made < found.high
    assert found.agreed == pytest.approx(0.2, abs=0.02)


def test_with_a_right_model_no_overlap_is_needed() -> None:
    found = rules.doubly_robust(recorded(TRUTH, 1.0))
    assert found is not None
    assert found.other == pytest.approx(TRUTH["c"], abs=1e-9)
    assert found.agreed == 0.0


def test_a_kept_decision_is_evidence_for_longest_idle_and_for_anybody() -> None:
    decision = {
        "conversation": "x", "chosen": "p", "propensity": 0.99, "expected": {"resolved": 0.8, "csat": 0.7},
        "eligible": [{"id": "p", "idle_s": 10.0}, {"id": "q", "idle_s": 90.0}],
    }  # fmt: skip
    parts = np.vstack([[1.1, 0.9], np.zeros((len(OWN) - 1, 2))])
    row = Considered("x", 0.0, of_parts(np.arange(2), parts), ["p", "q"], (0.0, 0.0, 0.0), 0.99)
    given = Round(0.0, "gigline", 3, 0, 0, Weights(csat=0.5), [row])
    idle = rules.offered(decision, given, True, None, "longest-idle")
    assert idle is not None
    assert (idle.pi, idle.value) == ({"q": 1.0}, pytest.approx(1.35))
    anybody = rules.offered(decision, given, False, True, "anybody")
    assert anybody is not None
    assert (anybody.pi["p"], anybody.value) == (0.5, 0.5)
    assert rules.offered({**decision, "expected": None}, given, True, None, "anybody") is None
