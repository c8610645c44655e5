"""Calling people in, as the platform would: it sees the queue, the usual demand and who is there, never the hidden
truth."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gigline.routing.engine import callin
from gigline.routing.engine.draws import uniform
from gigline.simulation.worlds import draws
from gigline.simulation.worlds.demand import DAY, Arrival, Demand
from gigline.simulation.worlds.people import Population
from gigline.simulation.worlds.records import Ledger
from gigline.simulation.worlds.spec import World

_COMES, _WHEN = 51, 52
# E-mail can wait out a surge: only part of it asks for hands now.
_PATIENT_SHARE = 0.25

Floats = NDArray[np.float64]


class Case(Protocol):
    """A conversation on its way."""

    arrival: Arrival


class Run(Protocol):
    """What calling in needs to see and do."""

    world: World
    seed: int
    population: Population
    demand: Demand
    ledger: Ledger
    queue: set[str]
    there: set[int]
    online_since: list[float | None]
    until: list[float]

    @property
    def cases(self) -> Mapping[str, Case]: ...

    @property
    def held(self) -> Sequence[Set[str]]: ...

    def later(self, at: float, action: Callable[[float], None]) -> None: ...

    def come(self, associate: int, at: float, end: float) -> None: ...

    def worked_today(self, associate: int, at: float) -> float: ...


class Caller:
    """Looks once a minute whether hands will be lacking, and asks."""

    def __init__(self, run: Run):
        self._run = run
        world, people = run.world, run.population.people
        self._languages = world.size.languages
        self._pools = world.size.brands * self._languages
        # As numbers, which is what is reckoned with once a minute.
        self._serves = np.zeros((len(people), self._pools))
        for at, one in enumerate(people):
            for brand in one.brands:
                self._serves[at, [brand * self._languages + language for language in one.languages]] = True
        # Work-minutes a minute: several conversations at once slow each other down.
        slow = world.channels["chat"].slowdown if "chat" in world.channels else 0.0
        self._rate = np.array([one.slots / (1 + slow * (one.slots - 1)) for one in people])
        self._slots = np.array([one.slots for one in people], dtype=np.float64)
        call = world.call_in
        self._caps = callin.Caps(most_asked=call.most_asked, most_worked_s=call.most_hours * 3600)
        self._willing = [callin.Willingness(call.accepted, call.latency) for _ in people]
        self._asked: list[list[float]] = [[] for _ in people]
        self._left: list[float | None] = [None] * len(people)
        self._coming: dict[int, float] = {}
        self._arrived: deque[tuple[float, int]] = deque()
        # A call takes a whole person, who could have had several chats.
        whole = float(self._rate.mean())
        self._work_min = {
            name: one.work / 60 * (whole if one.exclusive else 1.0) for name, one in world.channels.items()
        }
        self._usual = self._usual_minutes()

    def watch(self, day: int, end: float) -> None:
        """Look every so often, all this day."""
        step = self._run.world.call_in.every
        times = np.arange(day * DAY, min((day + 1) * DAY, end), step)
        for at in times.tolist():
            self._run.later(at, self.look)

    def seen(self, at: float, brand: int, language: int) -> None:
        """Somebody wrote in."""
        self._arrived.append((at, brand * self._languages + language))

    def gone(self, associate: int, at: float) -> None:
        """Somebody went offline."""
        self._left[associate] = at

    def look(self, at: float) -> None:
        """Ask whoever is needed, if anybody."""
        demand = self._demand(at)
        lacking = callin.shortfall(demand, self._supply(at), self._serves)
        if lacking.sum() <= max(callin.LEAST_MIN, callin.STOP_SHARE * demand.sum()):
            return
        for one in callin.wave(lacking, self._brings(at), self._serves, float(demand.sum())):
            self._ask(one, at)

    def _usual_minutes(self) -> Floats:
        """Work-minutes a minute by hour and pool, on an ordinary day."""
        run = self._run
        demand, world = run.demand, run.world
        shares = {name: one.share for name, one in world.channels.items()}
        mean = sum(
            share * self._work_min[name] * (_PATIENT_SHARE if world.channels[name].sla > 900 else 1.0)
            for name, share in shares.items()
        ) / sum(shares.values())
        pools = (demand.brands[:, None] * demand.languages[None, :]).ravel()
        per_minute = world.arrivals.per_day * demand.hourly / 60
        self._mean_work = mean
        usual: Floats = per_minute[:, None] * pools[None, :] * mean
        return usual

    def _demand(self, at: float) -> Floats:
        """Work-minutes of the next quarter of an hour: what waits, and what comes if it goes on as it does."""
        run = self._run
        usual = self._usual[int(at % DAY // 3600)]
        demand: Floats = usual * self._level(at, usual) * callin.HORIZON_MIN
        for key in run.queue:
            arrival = run.cases[key].arrival
            patient = _PATIENT_SHARE if run.world.channels[arrival.channel].sla > 900 else 1.0
            demand[arrival.brand * self._languages + arrival.language] += self._work_min[arrival.channel] * patient
        return demand

    def _level(self, at: float, usual: Floats) -> float:
        """How many times the usual it is now."""
        while self._arrived and self._arrived[0][0] < at - max(callin.WINDOWS_S):
            self._arrived.popleft()
        times = [when for when, _ in self._arrived]
        counts = [len(times) - bisect_left(times, at - window) for window in callin.WINDOWS_S]
        a_second = float(usual.sum()) / self._mean_work / 60
        return callin.level(counts, [a_second * window for window in callin.WINDOWS_S])

    def _supply(self, at: float) -> Floats:
        """Work-minutes that each person who is there can still take on."""
        run = self._run
        supply = np.zeros(len(self._rate))
        there = list(run.there)
        left = np.minimum(callin.HORIZON_MIN, (np.array([run.until[one] for one in there]) - at) / 60)
        # What they hold is half done, on average.
        busy = np.minimum(1.0, [len(run.held[one]) for one in there] / self._slots[there]) * np.minimum(left, 4.0)
        supply[there] = self._rate[there] * np.maximum(0.0, left - busy)
        for one, due in self._coming.items():
            supply[one] = self._rate[one] * max(0.0, callin.HORIZON_MIN - max(0.0, due - at) / 60) * 0.9
        return supply

    def _brings(self, at: float) -> Floats:
        chance = np.array([one.probably for one in self._willing])
        latency = np.array([one.usually_s for one in self._willing])
        return callin.expected(chance, latency, self._rate) * self._may_be_asked(at)

    def _may_be_asked(self, at: float) -> Floats:
        run = self._run
        allowed = np.zeros(len(self._rate))
        for one, since in enumerate(run.online_since):
            if since is None and one not in self._coming:
                asked = self._asked[one] = [when for when in self._asked[one] if at - when < DAY]
                worked = run.worked_today(one, at)
                allowed[one] = self._caps.allow(at, asked=asked, worked_s=worked, left_at=self._left[one])
        return allowed

    def _ask(self, one: int, at: float) -> None:
        run = self._run
        self._asked[one].append(at)
        run.ledger.called += 1
        moment = int(at)
        if uniform(run.seed, one, moment, _COMES) >= run.population.habits.comes[one]:
            run.later(at + 120, lambda _: self._willing[one].answered(None))
            return
        latency = draws.lognormal(
            run.population.habits.arrives_in[one],
            run.world.call_in.latency_spread / 2,
            uniform(run.seed, one, moment, _WHEN),
        )
        self._coming[one] = at + latency
        run.later(at + latency, lambda t: self._come(one, t, latency))

    def _come(self, one: int, at: float, latency: float) -> None:
        run = self._run
        del self._coming[one]
        self._willing[one].answered(latency)
        run.ledger.came += 1
        run.come(one, at, at + run.world.call_in.minutes * 60)
