"""One run: a world, a seed and a router, from event to event under a virtual clock.

The router learns of the world only by the events of `gigline route`, and only offers come back. An offer stands until
its associate takes it, turns it down or lets it run out; a requester whose patience ends before that leaves.
"""

from __future__ import annotations

import heapq
import itertools
import math
import time
from collections.abc import Callable
from typing import Protocol

from gigline.routing.engine import events
from gigline.routing.engine.draws import uniform
from gigline.routing.engine.router import Decision
from gigline.simulation.worlds import draws, stints
from gigline.simulation.worlds.affinity import Shared
from gigline.simulation.worlds.calling import Caller
from gigline.simulation.worlds.demand import DAY, Arrival, Demand
from gigline.simulation.worlds.outcomes import Nature
from gigline.simulation.worlds.people import Person, Population
from gigline.simulation.worlds.records import Ended, Ledger
from gigline.simulation.worlds.spec import World

_ACCEPT, _REACT, _DECLINE = 41, 42, 43
_REACTION_SPREAD = 0.5
# For so long after the last day what came on it may still be answered.
_AFTERWARDS_S = 2 * 3600.0

Action = Callable[[float], None]
# Called with the share that is done.
Progress = Callable[[float], None]


class Router(Protocol):
    """What a run needs of a router."""

    def feed(self, event: events.Event) -> Decision | None: ...


class Case:
    """A conversation on its way; `taken` once somebody accepted it, `over` once it ended or they left."""

    __slots__ = ("arrival", "asked", "id", "over", "taken")

    def __init__(self, arrival: Arrival):
        self.arrival = arrival
        self.id = f"c{arrival.number}"
        self.asked: int | None = None
        self.taken = False
        self.over = False


class Run:
    """A run over days `first` to `last` (exclusive); figures count from day `counted_from`."""

    def __init__(
        self,
        world: World,
        seed: int,
        population: Population,
        demand: Demand,
        router: Router,
        *,
        staffing: float = 1.0,
        surges: bool = True,
        keep: Callable[[events.History], None] | None = None,
    ):
        self.world, self.seed, self.population, self.demand, self.router = world, seed, population, demand, router
        self.staffing, self.surges, self._keep = staffing, surges, keep
        self.nature = Nature(world, population)
        self.ledger = Ledger(0.0)
        self.cases: dict[str, Case] = {}
        # Those who are in nobody's hands and offered to nobody.
        self.queue: set[str] = set()
        self._days: dict[tuple[int, int], float] = {}
        many = len(population)
        self.online_since: list[float | None] = [None] * many
        self.until = [-math.inf] * many
        self.held: list[set[str]] = [set() for _ in range(many)]
        self.caller = Caller(self)
        self._heap: list[tuple[float, int, Action]] = []
        self._numbers = itertools.count()
        self._ticking = False
        # Those who are online; without anybody there is nothing to decide.
        self.there: set[int] = set()
        self._end = 0.0

    def go(self, first: int, last: int, counted_from: int, progress: Progress | None = None) -> Ledger:
        """Run these days to the end, what was begun included."""
        self.ledger.since = counted_from * DAY
        self._end = last * DAY
        for at, person in enumerate(self.population.people):
            self.router.feed(profile(at, person, self.population.shared))
        for one in stints.of_day(self.world, self.demand.hourly, self.seed, first - 1, self.staffing):
            if one.end > first * DAY:
                self.later(max(one.start, first * DAY), _coming(self, one.associate, one.end))
        for day in range(first, last):
            self._begin(day)
            self._until((day + 1) * DAY)
            if progress is not None:
                progress((day + 1 - first) / (last - first))
        self._until(self._end + _AFTERWARDS_S)
        for case in [self.cases[key] for key in sorted(self.queue)]:
            self._unanswered(case, self._end + _AFTERWARDS_S)
        for at, since in enumerate(self.online_since):
            if since is not None:
                self.ledger.present(at, since, self._end)
        return self.ledger

    def later(self, at: float, action: Action) -> None:
        """Do this then; what is due at the same moment happens in the order of asking."""
        heapq.heappush(self._heap, (at, next(self._numbers), action))

    def _begin(self, day: int) -> None:
        for one in stints.of_day(self.world, self.demand.hourly, self.seed, day, self.staffing):
            self.later(one.start, _coming(self, one.associate, one.end))
        for arrival in self.demand.day(day, surges=self.surges):
            self.later(arrival.at, _arriving(self, arrival))
        if self.world.call_in.on:
            self.caller.watch(day, self._end)

    def _until(self, end: float) -> None:
        heap = self._heap
        while heap and heap[0][0] < end:
            at, _, action = heapq.heappop(heap)
            action(at)

    # presence

    def come(self, associate: int, at: float, end: float) -> None:
        """Go online until then, or stay longer."""
        self.until[associate] = max(self.until[associate], end)
        if self.online_since[associate] is None:
            self.online_since[associate] = at
            self.there.add(associate)
            if self.queue:
                self._wake(at)
            self.router.feed(events.Online(at, associate_id(associate)))
            self.later(self.until[associate], _leaving(self, associate))

    def leave(self, associate: int, at: float) -> None:
        """Go offline, unless they meanwhile chose to stay."""
        since = self.online_since[associate]
        if since is None:
            return
        if at < self.until[associate]:
            self.later(self.until[associate], _leaving(self, associate))
            return
        self.online_since[associate] = None
        self.there.discard(associate)
        self.ledger.present(associate, since, min(at, self._end))
        day = associate, int(at // DAY)
        self._days[day] = self._days.get(day, 0.0) + at - since
        self.caller.gone(associate, at)
        self.router.feed(events.Offline(at, associate_id(associate)))

    def worked_today(self, associate: int, at: float) -> float:
        """Seconds online in stints that ended on this day."""
        return self._days.get((associate, int(at // DAY)), 0.0)

    # conversations

    def arrive(self, arrival: Arrival, at: float) -> None:
        """Somebody writes."""
        case = Case(arrival)
        self.cases[case.id] = case
        self.ledger.conversations += 1
        self.router.feed(events.Arrived(at, conversation(self.world, self.population.shared, arrival)))
        self.queue.add(case.id)
        self.caller.seen(at, arrival.brand, arrival.language)
        if arrival.patience < math.inf:
            self.later(at + arrival.patience, lambda t: self.lose_patience(case, t))
        self._wake(at)

    def lose_patience(self, case: Case, at: float) -> None:
        """They leave, if nobody has taken it yet."""
        if case.taken or case.over:
            return
        self.router.feed(events.Abandoned(at, case.id))
        if case.asked is not None:
            self.held[case.asked].discard(case.id)
        self.queue.discard(case.id)
        self._unanswered(case, at)

    def _unanswered(self, case: Case, at: float) -> None:
        """It ends without an answer."""
        self._over(case)
        arrival = case.arrival
        wait = at - arrival.at
        late = wait > self.world.channels[arrival.channel].sla
        self.ledger.end(Ended(arrival.at, arrival.channel, arrival.brand, True, late, wait, False, False, 0.0, 0.0))

    def _over(self, case: Case) -> None:
        case.over = True
        del self.cases[case.id]

    def _wake(self, at: float) -> None:
        """There is something to decide at the next round."""
        if not self._ticking and self.there:
            self._ticking = True
            step = self.world.tick
            self.later(math.ceil(at / step) * step, self._tick)

    def _tick(self, at: float) -> None:
        self._ticking = False
        began = time.perf_counter()
        decision = self.router.feed(events.Tick(at))
        spent = time.perf_counter() - began
        self.ledger.router_s += spent
        self.ledger.ticks += 1
        self.ledger.slowest_s = max(self.ledger.slowest_s, spent)
        if decision is not None:
            self._take(decision, at)
        if self.queue:
            self._wake(at + self.world.tick / 2)

    def _take(self, decision: Decision, at: float) -> None:
        if decision.fallback is not None:
            why = f"{decision.fallback}: {decision.trouble}"
            self.ledger.fallbacks[why] = self.ledger.fallbacks.get(why, 0) + 1
        for offer in decision.offers:
            self._offer(offer.conversation, offer.associate, at)

    def _offer(self, key: str, associate: str, at: float) -> None:
        case, one = self.cases.get(key), int(associate[1:])
        wrong = self._wrong(case, one)
        if case is None or wrong is not None:
            self.ledger.broken.append(f"{key} to {associate} at {at:.1f}: {wrong}")
            return
        self.ledger.offers += 1
        self.queue.discard(key)
        case.asked = one
        self.held[one].add(key)
        self._react(case, one, at)

    def _wrong(self, case: Case | None, one: int) -> str | None:
        """Why nobody may make this offer, or None; the world's own check of the hard rules."""
        if case is None or case.asked is not None or case.over:
            return "not waiting"
        person, arrival = self.population.people[one], case.arrival
        if self.online_since[one] is None:
            return "offline"
        if arrival.brand not in person.brands or arrival.language not in person.languages:
            return "not eligible"
        if arrival.channel not in person.channels:
            return "not eligible"
        return None if self._fits(arrival.channel, one) else "over capacity"

    def _fits(self, channel: str, one: int) -> bool:
        held = self.held[one]
        if self.world.channels[channel].exclusive:
            return not held
        busy = any(self.world.channels[self.cases[key].arrival.channel].exclusive for key in held)
        return not busy and len(held) < self.population.people[one].slots

    def _react(self, case: Case, one: int, at: float) -> None:
        habits, number = self.population.habits, case.arrival.number
        timer = self.world.channels[case.arrival.channel].accept
        reaction = draws.lognormal(habits.reacts[one], _REACTION_SPREAD, uniform(self.seed, number, one, _REACT))
        if uniform(self.seed, number, one, _ACCEPT) < habits.accepts[one] and reaction < timer:
            self.later(at + reaction, lambda t: self.accept(case, one, t))
        elif reaction < timer and uniform(self.seed, number, one, _DECLINE) < self.world.offers.declined:
            self.later(at + reaction, lambda t: self.refuse(case, one, t, declined=True))
        else:
            self.later(at + timer, lambda t: self.refuse(case, one, t, declined=False))

    def refuse(self, case: Case, one: int, at: float, *, declined: bool) -> None:
        """An offer that failed: it waits again."""
        if case.over:
            return
        self.held[one].discard(case.id)
        case.asked = None
        self.queue.add(case.id)
        if declined:
            self.ledger.declined += 1
            self.router.feed(events.Declined(at, case.id, associate_id(one)))
        else:
            self.ledger.expired += 1
            self.router.feed(events.Expired(at, case.id, associate_id(one)))
        self._wake(at)

    def accept(self, case: Case, one: int, at: float) -> None:
        """Somebody takes it; how it will end is settled now."""
        if case.over:
            return
        case.taken = True
        arrival = case.arrival
        channel = self.world.channels[arrival.channel]
        reply = -channel.reply * math.log(1 - arrival.luck[4])
        wait = at + reply - arrival.at
        beside = len(self.held[one]) - 1
        since = self.online_since[one]
        online = at - since if since is not None else 0.0
        found = self.nature.outcome(one, arrival, beside, online, wait)
        self.ledger.end(
            Ended(
                arrival.at, arrival.channel, arrival.brand, False, wait > channel.sla, wait,
                found.resolved, found.satisfied, found.likely, found.pleased,
            )
        )  # fmt: skip

        def finish(t: float) -> None:
            self.held[one].discard(case.id)
            self._over(case)
            self.ledger.work(one, t, found.work)
            self.router.feed(
                events.Finished(t, case.id, associate_id(one), found.resolved, found.csat, found.work, wait, beside + 1)
            )
            if self._keep is not None:
                need = conversation(self.world, self.population.shared, arrival)
                self._keep(
                    events.History(need, associate_id(one), found.resolved, found.csat, found.work, wait, beside + 1)
                )

        self.later(at + max(found.work, reply), finish)


def _coming(run: Run, associate: int, end: float) -> Action:
    return lambda at: run.come(associate, at, end)


def _leaving(run: Run, associate: int) -> Action:
    return lambda at: run.leave(associate, at)


def _arriving(run: Run, arrival: Arrival) -> Action:
    return lambda at: run.arrive(arrival, at)


def associate_id(number: int) -> str:
    """How the router knows this associate."""
    return f"a{number}"


def profile(number: int, person: Person, shared: Shared) -> events.Associate:
    """An associate as the router is told."""
    return events.Associate(
        associate_id(number),
        tuple(f"b{one}" for one in sorted(person.brands)),
        tuple(f"l{one}" for one in sorted(person.languages)),
        tuple(sorted(person.channels)),
        person.slots,
        {f"b{brand}": tier for brand, tier in person.tiers.items()},
        experiences=shared.said_by(number),
    )


def conversation(world: World, shared: Shared, arrival: Arrival) -> events.Conversation:
    """A conversation as the router is told."""
    return events.Conversation(
        f"c{arrival.number}", f"b{arrival.brand}", f"t{arrival.topic}", f"l{arrival.language}", arrival.channel,
        f"s{arrival.segment}", world.channels[arrival.channel].sla, wishes=shared.wishes(arrival),
    )  # fmt: skip
