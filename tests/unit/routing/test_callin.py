"""Whom to ask to come: the shortfall, waves, and what protects people from being asked too much."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from gigline.routing.engine import callin
from gigline.routing.engine.callin import Caps, Willingness


def lacking_at_best(demand: np.ndarray, supply: np.ndarray, serves: np.ndarray) -> float:
    """What is left over under the best sharing, as a linear programme."""
    people, pools = serves.shape
    cost = -serves.astype(float).ravel()
    by_person = np.kron(np.eye(people), np.ones(pools))
    by_pool = np.kron(np.ones(people), np.eye(pools))
    bounds = [(0, None if one else 0) for one in serves.ravel()]
    found = linprog(cost, np.vstack([by_person, by_pool]), np.concatenate([supply, demand]), bounds=bounds)
    return float(demand.sum() + found.fun)


@given(st.integers(0, 10_000))
def test_the_shortfall_is_near_that_of_the_best_sharing_and_never_below(seed: int) -> None:
    chance = np.random.default_rng(seed)
    people, pools = int(chance.integers(1, 12)), int(chance.integers(1, 6))
    serves = chance.random((people, pools)) < 0.5
    demand, supply = chance.uniform(0, 40, pools), chance.uniform(0, 30, people)
    found = callin.shortfall(demand, supply, serves)
    assert (found >= 0).all()
    assert (found <= demand + 1e-9).all()
    best = lacking_at_best(demand, supply, serves)
    assert best - 1e-6 <= found.sum() <= best + 0.25 * demand.sum() + 1e-6


def test_nobody_is_asked_for_nothing_and_enough_are_for_something() -> None:
    serves = np.ones((20, 1), dtype=bool)
    brings = np.full(20, 5.0)
    assert callin.wave(np.zeros(1), brings, serves, 100.0) == []
    chosen = callin.wave(np.array([30.0]), brings, serves, 100.0)
    assert 5 <= len(chosen) <= 6
    assert len(set(chosen)) == len(chosen)


def test_only_those_who_may_be_asked_and_who_help_are_asked() -> None:
    serves = np.array([[True, False], [False, True], [True, True]])
    assert callin.wave(np.array([50.0, 0.0]), np.array([9.0, 9.0, 0.0]), serves, 60.0) == [0]


def test_the_less_sure_people_are_the_more_are_asked() -> None:
    serves = np.ones((200, 1), dtype=bool)

    def asked(chance: float) -> int:
        brings = callin.expected(np.full(200, chance), np.full(200, 240.0), np.full(200, 2.0))
        return len(callin.wave(np.array([200.0]), brings, serves, 400.0))

    assert asked(0.2) == pytest.approx(4 * asked(0.8), rel=0.1)


def test_who_comes_late_brings_less_and_after_the_horizon_nothing() -> None:
    found = callin.expected(np.ones(3), np.array([0.0, 450.0, 1200.0]), np.ones(3))
    assert found.tolist() == [15.0, 7.5, 0.0]


def test_willingness_starts_with_everybody_and_becomes_ones_own() -> None:
    one = Willingness(chance=0.3, latency_s=300)
    assert (one.probably, one.usually_s) == (pytest.approx(0.3), pytest.approx(300))
    for _ in range(40):
        one.answered(60.0)
    assert one.probably > 0.9
    assert one.usually_s < 75
    one.answered(None)
    assert one.asked == 41
    assert one.came == 40


@pytest.mark.parametrize(
    ("asked", "worked_h", "left_at", "may"),
    [
        ((), 0, None, True),
        ((0.0, 10.0, 20.0), 0, None, False),
        ((9_000.0,), 0, None, False),
        ((100.0,), 0, None, True),
        ((), 9, None, False),
        ((), 0, 9_000.0, False),
        ((), 0, 1_000.0, True),
    ],
)
def test_caps(asked: tuple[float, ...], worked_h: float, left_at: float | None, may: bool) -> None:
    assert Caps().allow(10_000.0, asked=asked, worked_s=worked_h * 3600, left_at=left_at) is may


def test_a_surge_is_seen_within_a_minute_and_a_busy_minute_is_none() -> None:
    usual = [12.0, 24.0, 60.0]
    assert callin.level(usual, usual) == 1.0
    assert callin.level([15.0, 26.0, 62.0], usual) < 1.1
    assert callin.level([60.0, 72.0, 108.0], usual) == pytest.approx(4.35, abs=0.01)
    assert callin.level([0.0, 0.0, 0.0], usual) == 1.0
