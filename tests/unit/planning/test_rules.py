"""A brand's figures become a world that is valid, whatever is known of it; and hours become people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gigline.planning import rules
from gigline.planning.rules import Changes, Facts
from gigline.simulation.worlds.spec import World

DAYTIME = tuple(10.0 if 8 <= hour % 24 < 20 else 0.5 for hour in range(168))
KNOWN = Facts(
    DAYTIME, {"webchat": (0.5, 600.0), "sms": (0.2, 300.0), "email": (0.3, 900.0)}, 2, 6, (3,) * 12, 60.0,
    0.9, 0.7, 0.8, 0.6, 4.0, calls_in=True,
)  # fmt: skip
# 0.2 + 0.4 + 0.3 + 0.1 is more than 1 in floating point.
CHATS_ONLY = {"webchat": (0.2, 300.0), "sms": (0.4, 300.0), "api": (0.3, 300.0), "telegram": (0.1, 300.0)}
NOTHING = Facts((0.0,) * 168, {}, 0, 1, (), 60.0, None, None, None, None, None)


@pytest.mark.parametrize(
    "facts", [KNOWN, NOTHING, replace(KNOWN, resolved=1.0, accepted=0.0), replace(KNOWN, channels=CHATS_ONLY)]
)
def test_whatever_is_known_makes_a_world(facts: Facts) -> None:
    for one in rules.scenarios(facts, Changes(staffing=1.2, extra_pay=0.5, surge=True)):
        World.model_validate(one["world"])


def test_what_is_changed_is_all_that_differs() -> None:
    found = rules.scenarios(KNOWN, Changes(staffing=1.5, arrivals=2.0, extra_pay=0.2, elasticity=1.0, call_in=False))
    usual, changed = found
    assert (usual["staffing"], changed["staffing"]) == (1.0, 1.5)
    assert changed["world"]["arrivals"]["per_day"] == 2 * usual["world"]["arrivals"]["per_day"]
    assert changed["world"]["work"]["days"] == pytest.approx(0.6 * 1.2)
    assert (usual["world"]["call_in"], changed["world"]["call_in"]) == ({"on": True}, {"on": False})
    same = {"arrivals": 0, "work": 0, "call_in": 0}
    assert {**usual["world"], **same} == {**changed["world"], **same}
    assert [one["name"] for one in rules.scenarios(KNOWN, Changes())] == ["as it is"]


def test_the_world_has_the_brands_own_shape() -> None:
    made = World.model_validate(rules.world(KNOWN, Changes()))
    assert made.size.associates == 12
    assert made.arrivals.per_day == pytest.approx(sum(DAYTIME) / 7)
    assert made.channels["chat"].share == pytest.approx(0.7)
    assert made.channels["voice"].share == 0.0
    assert made.arrivals.hours[12] > 10 * made.arrivals.hours[3]


def test_a_large_network_keeps_its_load_a_head() -> None:
    large = replace(KNOWN, hourly=tuple(200 * one for one in DAYTIME), capacities=(3,) * 2_400)
    made = rules.world(large, Changes())
    assert made["size"]["associates"] <= rules.MOST_ASSOCIATES
    usual = rules.world(KNOWN, Changes())
    assert made["arrivals"]["per_day"] / made["size"]["associates"] == pytest.approx(
        usual["arrivals"]["per_day"] / usual["size"]["associates"], rel=0.05
    )


def test_busy_hours_ask_for_more_people_and_as_many_are_enough() -> None:
    quiet, busy, nobody = rules.needs([6.0, 60.0, 0.0], 480.0, 60.0, 2.0, 0.8)
    assert 0 < quiet.people < busy.people
    assert busy.in_time >= 0.8
    assert busy.simulated_in_time == pytest.approx(busy.in_time, abs=0.15)
    assert nobody.people == 0
