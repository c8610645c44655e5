"""Large rounds: nearly the best assignment, whatever kinds there are, and the same for the same scores."""

from __future__ import annotations

import numpy as np
import pytest

from gigline.routing.engine import crowd, solver
from gigline.routing.engine.crowd import Kind


def _kinds(seed: int, people: int, waiting: int) -> list[Kind]:
    """Kinds of like people in a few pools, more unlike than real ones; within a kind some are more urgent."""
    chance = np.random.default_rng(seed)
    pools = [np.flatnonzero(chance.random(people) < 0.4) for _ in range(5)]
    good = chance.normal(0.0, 0.3, people)
    kinds: list[Kind] = []
    while waiting > 0:
        count = min(waiting, int(chance.integers(1, 6)))
        waiting -= count
        pool = pools[int(chance.integers(len(pools)))]
        extra = sorted((1.0 + chance.random(count)).tolist(), reverse=True)
        kinds.append(Kind(pool, good[pool] + chance.normal(0.0, 0.2, len(pool)), extra))
    return kinds


def _total(kinds: list[Kind], picked: list[tuple[int, int, int]]) -> float:
    return sum(float(kinds[k].own[kinds[k].people.searchsorted(person)] + kinds[k].extra[i]) for k, i, person in picked)


@pytest.mark.parametrize(
    ("people", "waiting", "least"), [(200, 60, 0.99), (600, 200, 0.99), (200, 200, 0.98), (120, 300, 0.98)]
)
def test_it_keeps_nearly_all_of_the_best_assignment(people: int, waiting: int, least: float) -> None:
    for seed in range(5):
        kinds = _kinds(seed, people, waiting)
        picked = crowd.assign(kinds)
        rows = [(kind.people, kind.own + extra) for kind in kinds for extra in kind.extra]
        best = solver.exact([who for who, _ in rows], [score for _, score in rows], np.arange(people))
        exact = sum(float(rows[at][1][rows[at][0].searchsorted(person)]) for at, person in best)
        assert len({person for _, _, person in picked}) == len(picked) == len({(k, i) for k, i, _ in picked})
        assert _total(kinds, picked) >= least * exact


def test_who_is_needed_elsewhere_is_left_to_those() -> None:
    """Each kind's best people are the only ones of the next: a chain that no swap would mend."""
    first, second, third = np.arange(20), np.arange(20, 40), np.arange(40, 60)
    slightly_better = np.repeat((0.500, 0.505), 20)
    kinds = [
        Kind(np.concatenate((first, second)), slightly_better, [1.0] * 25),
        Kind(np.concatenate((second, third)), slightly_better, [1.0] * 25),
        Kind(third, np.full(20, 0.5), [1.0] * 25),
    ]
    assert len(crowd.assign(kinds)) == 60  # everybody


def test_where_there_are_plenty_of_people_the_best_are_taken() -> None:
    good = np.linspace(0.0, 1.0, 400)
    kinds = [Kind(np.arange(400), good, (1.0,)) for _ in range(40)]
    assert sorted(person for _, _, person in crowd.assign(kinds)) == list(range(360, 400))


def test_it_does_not_matter_who_shares_an_array() -> None:
    kinds = _kinds(7, 150, 200)
    apart = [Kind(kind.people.copy(), kind.own.copy(), kind.extra) for kind in kinds]
    assert crowd.assign(kinds) == crowd.assign(apart)


def test_the_more_urgent_of_a_kind_go_first() -> None:
    people = np.arange(2)
    kinds = [
        Kind(people, np.array([0.5, 0.1]), (2.0, 0.2)),
        Kind(people, np.array([0.4, 0.3]), (1.0,)),
    ]
    assert crowd.assign(kinds) == [(0, 0, 0), (1, 0, 1)]
    assert crowd.assign([Kind(people, np.array([-3.0, -4.0]), (2.0,))]) == []


def test_equal_ones_go_by_their_numbers_however_long_the_lines_are() -> None:
    many = 3 * crowd.HEAD
    kinds = [Kind(np.arange(many), np.zeros(many), (1.0,)) for _ in range(many)]
    assert crowd.assign(kinds) == [(n, 0, n) for n in range(many)]
