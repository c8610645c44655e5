"""Who will come follows from the seed alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigline.simulation import plan
from gigline.simulation.material import Material, code_in


def _some(shop: Material, seed: int, count: int = 60) -> list[plan.RequesterPlan]:
    return list(islice(plan.requesters([shop, replace(shop, brand="other")], seed, every_s=5), count))


def test_the_same_seed_brings_the_same_requesters(shop: Material) -> None:
    assert _some(shop, 7) == _some(shop, 7)


def test_another_seed_brings_others(shop: Material) -> None:
    assert _some(shop, 7) != _some(shop, 8)


def test_more_requesters_change_none_of_the_first(shop: Material) -> None:
    assert _some(shop, 3, 10) == _some(shop, 3, 200)[:10]


def test_their_rate_changes_nothing_but_when_they_come(shop: Material) -> None:
    calm = list(islice(plan.requesters([shop], 3, every_s=50), 40))
    busy = list(islice(plan.requesters([shop], 3, every_s=5), 40))
    assert [replace(one, arrives_s=0) for one in calm] == [replace(one, arrives_s=0) for one in busy]
    assert calm[-1].arrives_s == pytest.approx(10 * busy[-1].arrives_s)


def test_they_arrive_one_after_the_other_at_the_rate_asked_for(shop: Material) -> None:
    arrivals = [one.arrives_s for one in _some(shop, 1, 2000)]
    assert arrivals == sorted(arrivals)
    assert arrivals[-1] / len(arrivals) == pytest.approx(5, rel=0.1)


def test_every_scenario_and_kind_comes_in_about_its_share(shop: Material) -> None:
    found = _some(shop, 1, 3000)
    scenarios = Counter(one.scenario for one in found)
    for scenario, share in plan.SCENARIO_WEIGHTS.items():
        assert scenarios[scenario] / len(found) == pytest.approx(share, abs=0.03)
    assert {one.kind for one in found} == {"customer", "worker"}
    assert all(one.verified for one in found if one.kind == "worker")


@given(seed=st.integers(0, 2**32))
def test_a_plan_is_one_that_can_be_lived(seed: int) -> None:
    shop = Material("shop", "shop-web", "SH", _CASES, ())
    for one in islice(plan.requesters([shop], seed, every_s=1), 20):
        assert one.opening
        assert one.opening not in one.rephrasings
        assert one.told_code == (code_in(one.opening) is not None)
        assert not one.told_code or code_in(one.opening) == one.code
        assert one.patience_s > 0
        assert one.drops_after is None or one.drops_after >= 1


_CASES = tuple(
    plan.Case(scenario, "customer", None, ("where is SH-12345", "hello there", "again"), answer="Here.")
    for scenario in plan.SCENARIO_WEIGHTS
)
