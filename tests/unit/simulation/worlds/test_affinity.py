"""Shared experience in worlds: told to the router as both sides say it, and true whoever decides."""

from __future__ import annotations

from gigline.simulation.worlds import comparing, people
from gigline.simulation.worlds.comparing import Question
from gigline.simulation.worlds.demand import Demand
from gigline.simulation.worlds.outcomes import Nature
from gigline.simulation.worlds.running import conversation, profile
from gigline.simulation.worlds.spec import Affinity, World


def _with(small: World, **given: float) -> World:
    said = {"experiences": 3, "having": 0.5, "wishing": 1.0, "effect": 1.0, "spread": 0.0, **given}
    return small.model_copy(update={"affinity": Affinity.model_validate(said)})


def test_what_is_told_is_what_is_true(small: World) -> None:
    world = _with(small)
    demand = Demand(world, 1)
    population = people.populate(world, 1, demand.languages)
    nature, shared = Nature(world, population), population.shared
    arrival = demand.day(0, surges=False)[0]
    [wish] = conversation(world, shared, arrival).wishes
    plain = Nature(small, people.populate(small, 1, demand.languages))
    for number, person in enumerate(population.people):
        has = wish in profile(number, person, shared).experiences
        assert (nature.likely(number, arrival) > plain.likely(number, arrival)) == has


def test_nobody_says_anything_where_the_world_has_none(small: World) -> None:
    demand = Demand(small, 1)
    shared = people.populate(small, 1, demand.languages).shared
    assert {conversation(small, shared, one).wishes for one in demand.day(0, surges=False)} == {()}
    assert shared.said_by(0) == ()


def test_the_knob_takes_it_out(small: World) -> None:
    world = _with(small, effect=2.0)
    with_it, without = (
        comparing.compare(world, Question((comparing.TRUTH,), (2,), knobs={"affinity": on}))[0] for on in (1.0, 0.0)
    )
    assert with_it.ledger.broken == without.ledger.broken == []
    assert with_it.ledger.fallbacks == without.ledger.fallbacks == {}
    assert with_it.figures.resolved > without.figures.resolved + 1
