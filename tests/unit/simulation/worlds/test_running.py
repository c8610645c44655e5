"""A run of a small world: the hard rules hold, and the same seed is the same day."""

from __future__ import annotations

import pytest

from gigline.routing.engine.router import Router
from gigline.simulation.worlds import comparing, figures, people, stints
from gigline.simulation.worlds.comparing import Question
from gigline.simulation.worlds.demand import DAY, Demand
from gigline.simulation.worlds.records import Ledger
from gigline.simulation.worlds.running import Run
from gigline.simulation.worlds.spec import World


def run(world: World, policy: str = "longest-idle", seed: int = 1, **options: bool) -> tuple[Run, Ledger]:
    demand = Demand(world, seed)
    population = people.populate(world, seed, demand.languages)
    one = Run(world, seed, population, demand, Router(policy, seed), **options)
    return one, one.go(0, world.days, 0)


@pytest.mark.parametrize("policy", comparing.names())
def test_every_conversation_ends_and_no_rule_is_broken(small: World, policy: str) -> None:
    [found] = comparing.compare(small, Question((policy,), (3,)))
    assert found.ledger.broken == []
    assert found.ledger.fallbacks == {}
    assert len(found.ledger.ended) == found.ledger.conversations > 150
    assert 20 < found.figures.resolved < 100
    assert 0 < found.figures.gini < 1


def test_the_same_seed_is_the_same_day_and_another_is_not(small: World) -> None:
    first, again, other = (run(small, "gigline", seed)[1].ended for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_policies_meet_the_same_requesters_and_the_same_luck(small: World) -> None:
    one, other = (comparing.compare(small, Question((name,), (5,)))[0] for name in ("longest-idle", "round-robin"))
    came = [[(each.arrived, each.brand, each.channel) for each in sorted(found.ledger.ended)] for found in (one, other)]
    assert came[0] == came[1]


def test_nothing_is_left_over_at_the_end(small: World) -> None:
    ended, _ = run(small)
    assert not ended.queue
    assert not ended.cases
    assert not any(ended.held)


def test_a_surge_brings_more_and_can_be_left_out(small: World) -> None:
    with_it, without = (Demand(small, 1).day(0, surges=one) for one in (True, False))

    def within(arrivals: list[object]) -> int:
        return sum(18 * 3600 <= one.at < 18.5 * 3600 for one in arrivals)

    assert within(list(with_it)) > 2.5 * within(list(without))


def test_calling_in_brings_people_where_hands_are_lacking(small: World) -> None:
    thin = small.model_copy(update={"work": small.work.model_copy(update={"days": 0.35})})
    alone = thin.model_copy(update={"call_in": thin.call_in.model_copy(update={"on": False})})
    helped, left_alone = run(thin)[1], run(alone)[1]
    assert helped.came > 0
    assert left_alone.called == 0
    assert figures.of(helped).abandoned < figures.of(left_alone).abandoned


def test_more_staff_is_more_hours(small: World) -> None:
    hourly = Demand(small, 1).hourly

    def hours(staffing: float) -> float:
        return sum(one.end - one.start for day in range(5) for one in stints.of_day(small, hourly, 1, day, staffing))

    assert hours(0.5) < hours(1.0) < hours(1.3) < hours(2.0)


def test_those_who_work_past_midnight_are_there_when_a_run_begins(small: World) -> None:
    _, ledger = run(small)
    assert min(one.arrived for one in ledger.ended) >= 0
    assert max(one.arrived for one in ledger.ended) < DAY


def test_people_go_home_in_the_past_too(small: World) -> None:
    world = small.model_copy(update={"call_in": small.call_in.model_copy(update={"on": False})})
    demand = Demand(world, 1)
    past = Run(world, 1, people.populate(world, 1, demand.languages), demand, Router("longest-idle"))
    ledger = past.go(-2, 0, -2)
    planned = sum(one.end - one.start for day in (-3, -2, -1) for one in stints.of_day(world, demand.hourly, 1, day))
    assert sum(ledger.online.values()) <= planned


def test_history_is_learned_from_and_practice_is_kept(small: World) -> None:
    past = small.model_copy(update={"history": 2})
    [with_it] = comparing.compare(past, Question(("gigline",), (1,)))
    [without] = comparing.compare(small, Question(("gigline",), (1,)))
    assert with_it.ledger.ended != without.ledger.ended
    assert with_it.figures.expected_value > without.figures.expected_value


def test_knobs_turn_and_unknown_ones_are_refused(small: World) -> None:
    changed = Question(("gigline",), (1,), knobs={"hold_share": 0.0, "fairness": 1.0})
    [turned] = comparing.compare(small, changed)
    [plain] = comparing.compare(small, Question(("gigline",), (1,)))
    assert turned.figures != plain.figures
    with pytest.raises(comparing.UnknownKnob, match="nothing"):
        comparing.compare(small, Question(("gigline",), (1,), knobs={"nothing": 1.0}))
