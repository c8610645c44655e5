"""From a brand's figures to a world, and from a forecast to people. Pure.

What a brand does not know of itself (how different its people really are, how long anybody waits) is as in the world
that policies are compared in (`simulation/worlds/spec.py`); the answer is about differences, not about tomorrow.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# A larger network is simulated as a smaller one of the same shape: an answer must come within minutes.
MOST_ASSOCIATES = 120
MOST_A_DAY = 2_500.0
DAYS, COUNTED = 3, 2
SEEDS = (1, 2)
# How long the median requester waits, where nobody measured it.
PATIENCE_S = 300.0
LIVE = {"email": "email", "voice": "voice"}
_SPREAD = 0.45
_BASE = "as it is"
_CHANGED = "what if"


@dataclass(frozen=True)
class Facts:
    """A brand's own figures. `hourly`: expected conversations of each hour of the coming week, from Monday midnight;
    `channels`: (share, mean seconds that one is held) by channel; `capacities` of its associates. Shares are None where
    nothing was measured. `calls_in`: whether the router calls people in, and somebody is on standby.
    """

    hourly: tuple[float, ...]
    channels: Mapping[str, tuple[float, float]]
    languages: int
    topics: int
    capacities: tuple[int, ...]
    sla_s: float
    accepted: float | None
    resolved: float | None
    satisfied: float | None
    works_days: float | None
    works_hours: float | None
    calls_in: bool = False


@dataclass(frozen=True)
class Changes:
    """What would be otherwise: so many times the people and the arrivals, pay higher by a share, and by how much more
    that makes people work (the exponent of the pay's factor). `call_in`: with or without; None: as it is.
    """

    staffing: float = 1.0
    arrivals: float = 1.0
    extra_pay: float = 0.0
    elasticity: float = 0.3
    call_in: bool | None = None
    surge: bool = False


def scenarios(facts: Facts, changes: Changes) -> list[dict[str, Any]]:
    """The worlds to compare: as it is, and as it would be."""
    usual = Changes(surge=changes.surge)
    found = [{"name": _BASE, "world": world(facts, usual), "staffing": 1.0}]
    if changes != usual:
        found.append({"name": _CHANGED, "world": world(facts, changes), "staffing": changes.staffing})
    return found


def world(facts: Facts, changes: Changes) -> dict[str, Any]:
    """A world file's values."""
    people = max(1, len(facts.capacities))
    per_day = max(1.0, sum(facts.hourly) / 7)
    scale = min(1.0, MOST_ASSOCIATES / people, MOST_A_DAY / per_day)
    days = (facts.works_days or 0.7) * (1 + changes.extra_pay) ** changes.elasticity
    channels = _channels(facts)
    return {
        "name": "what if",
        "days": DAYS,
        "counted": COUNTED,
        "size": {
            "associates": max(2, round(people * scale)),
            "brands": 1,
            "topics": max(1, min(20, facts.topics)),
            "languages": max(1, facts.languages),
            "segments": 4,
        },
        "arrivals": {
            "per_day": per_day * scale * changes.arrivals,
            "hours": _by_hour(facts.hourly),
            "weekdays": _by_day(facts.hourly),
        },
        "surges": [{"at": 18.0}] if changes.surge else [],
        "channels": channels,
        "work": {"days": min(1.0, days), **({"hours": facts.works_hours} if facts.works_hours else {})},
        "skills": {
            "slots": sorted(facts.capacities)[:: max(1, people // 40)] or [3],
            "fewest_brands": 1,
            "most_brands": 1,
        },
        "quality": _given(resolved=facts.resolved, satisfied=facts.satisfied),
        "offers": _given(accepted=facts.accepted),
        "call_in": {"on": facts.calls_in if changes.call_in is None else changes.call_in},
    }


def _given(**shares: float | None) -> dict[str, float]:
    """Those that were measured, away from the ends where a logarithm of odds has no bounds."""
    return {name: min(0.98, max(0.02, share)) for name, share in shares.items() if share is not None}


def _by_hour(hourly: Sequence[float]) -> list[float]:
    hours = [sum(hourly[hour::24]) for hour in range(24)]
    return hours if sum(hours) else [1.0] * 24


def _by_day(hourly: Sequence[float]) -> list[float]:
    days = [sum(hourly[day * 24 : (day + 1) * 24]) for day in range(7)]
    return days if sum(days) else [1.0] * 7


def _channels(facts: Facts) -> dict[str, dict[str, Any]]:
    """Everything that is neither mail nor a call is a chat."""
    shares: dict[str, float] = {}
    work: dict[str, float] = {}
    for name, (share, held_s) in facts.channels.items():
        kind = LIVE.get(name, "chat")
        shares[kind] = shares.get(kind, 0.0) + share
        work[kind] = work.get(kind, 0.0) + share * held_s
    if not sum(shares.values()):
        return {"chat": {"share": 1.0, "sla": facts.sla_s}}
    median = math.exp(-(_SPREAD**2) / 2)
    found = {
        # Fractions of one whole may add up to a little more.
        kind: {"share": min(1.0, share), "work": max(30.0, work[kind] / share * median)}
        for kind, share in shares.items()
        if share
    }
    if "chat" in found:
        found["chat"]["sla"] = facts.sla_s
    # A world's file that leaves a channel out has it as usual, so that it is named with nothing.
    return {**{kind: {"share": 0.0} for kind in ("chat", "email", "voice")}, **found}


@dataclass(frozen=True)
class Need:
    """What one hour asks for: people by Erlang A, and shares by the formula and by a simulation beside it."""

    hour: int
    conversations: float
    people: int
    in_time: float
    abandoned: float
    simulated_in_time: float
    simulated_abandoned: float


def needs(hourly: Sequence[float], held_s: float, sla_s: float, at_once: float, in_time: float) -> list[Need]:
    """For each of these hours. `held_s`: how long a slot is taken, `at_once`: slots of a person."""
    from gigline.routing.engine import staffing

    found = []
    for hour, count in enumerate(hourly):
        if count < 0.05:
            found.append(Need(hour, count, 0, 1.0, 0.0, 1.0, 0.0))
            continue
        load = staffing.Load(count / 3600, held_s, PATIENCE_S, sla_s)
        people = math.ceil(staffing.needed(load, in_time=in_time) / at_once - 1e-9)
        slots = max(1, math.floor(people * at_once))
        exact = staffing.erlang_a(load, slots)
        tried = staffing.simulated(load, slots, hour, arrivals=1_500, work_spread=0.6, patience_spread=0.6)
        found.append(Need(hour, count, people, exact.in_time, exact.abandoned, tried.in_time, tried.abandoned))
    return found
