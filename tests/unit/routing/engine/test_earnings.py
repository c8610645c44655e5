"""Earned time: who had less of it, how uneven it is, and how much of the drift that asks for."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.routing.engine.build import associate, conversation, router

from gigline.routing.engine import events
from gigline.routing.engine.earnings import HALF_LIFE_S, UNEVEN, Earnings, gini
from gigline.routing.engine.market import Market
from gigline.routing.engine.scores import Weights


def test_work_drifts_from_who_earned_most_to_who_earned_least() -> None:
    market, earnings = Market(), Earnings()
    for name in "abc":
        market.apply(associate(name))
        market.apply(events.Online(0.0, name))
    market.apply(associate("away"))
    earnings.look(market, 60.0)
    assert earnings.drift[:4].tolist() == [0.0, 0.0, 0.0, 0.0], "nobody has earned anything"
    market.people.earned_s[:3] = 30_000.0, 10_000.0, 13_600.0
    earnings.look(market, 120.0)
    # An hour between the last two counts for half.
    assert earnings.drift[:4] == pytest.approx([-2 / 3, (1.0 + 0.5) / 3, (1.0 - 0.5) / 3, 0.0], abs=1e-3)


def test_what_was_earned_long_ago_counts_less() -> None:
    market, earnings = Market(), Earnings()
    for name in "ab":
        market.apply(associate(name))
        market.apply(events.Online(0.0, name))
    market.people.earned_s[0] = 400.0
    earnings.look(market, 0.0)
    market.people.earned_s[1] = 150.0
    earnings.look(market, HALF_LIFE_S)
    assert earnings.earned[:2] == pytest.approx([200.0, 150.0])
    earnings.look(market, 2.0 * HALF_LIFE_S)
    assert earnings.earned[:2] == pytest.approx([100.0, 75.0])


def test_what_has_faded_already_is_taken_as_it_is() -> None:
    market, earnings = Market(), Earnings(faded=True)
    for name in "ab":
        market.apply(associate(name))
    market.people.earned_s[:2] = 30_000.0, 10_000.0
    earnings.look(market, HALF_LIFE_S)
    earnings.look(market, 2.0 * HALF_LIFE_S)
    assert earnings.earned[:2].tolist() == [30_000.0, 10_000.0]
    assert earnings.drift[:2].tolist() == [-0.5, 0.5], "whoever earned something counts, online or not"


@pytest.mark.parametrize(
    ("values", "expected"), [([1, 1, 1], 0.0), ([0, 0, 0, 1], 0.75), ([], 0.0), ([0], 0.0), ([3, 1], 0.25)]
)
def test_gini(values: list[float], expected: float) -> None:
    assert gini(np.array(values, dtype=np.float64)) == pytest.approx(expected)


def test_nothing_is_paid_for_what_is_even_enough() -> None:
    market, earnings = Market(), Earnings()
    for name in "ab":
        market.apply(associate(name))
        market.apply(events.Online(0.0, name))
    market.people.earned_s[:2] = 30_000.0, 10_000.0
    earnings.look(market, 0.0)
    assert earnings.gini == pytest.approx(0.25)
    assert earnings.wanted(0.25) == 0.0
    assert earnings.wanted(0.25 - UNEVEN / 2) == pytest.approx(0.5)
    assert earnings.wanted(0.1) == 1.0


@pytest.mark.parametrize(("even", "drift"), [(0.2, True), (0.6, False)])
def test_it_counts_for_who_earned_less_where_earnings_are_uneven(even: float, drift: bool) -> None:
    weights = Weights(explore=0.0, fairness=0.1, even=even)
    made = router("gigline", associate("a"), associate("b"))
    made.policy.weights = weights
    made.market.people.earned_s[0] = 20_000.0
    made.feed(events.Arrived(0.0, conversation("c")))
    decision = made.feed(events.Tick(300.0))
    [offer] = decision.offers
    assert (offer.parts["fairness"] > 0.0) is drift
    assert (offer.associate == "b") or not drift
