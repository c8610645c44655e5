"""One decision of the `gigline` policy: a sketch of the room, and the offers so far.

Overdue conversations go first, strictly in the order in which they became overdue (decision 0016 has the proof that
nobody starves). All others compete: a pair is worth its score over what holding the conversation back is worth.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import repeat
from types import MappingProxyType
from typing import Protocol

import numpy as np

from gigline.routing.engine import crowd, exploring, holding, lots, pairs, scores, solver
from gigline.routing.engine.columns import MOST_CONCURRENT, Floats, Ints
from gigline.routing.engine.earnings import Earnings
from gigline.routing.engine.lots import Extra, Lot, Lots
from gigline.routing.engine.market import Market, Room
from gigline.routing.engine.overdue import Overdue
from gigline.routing.engine.pairs import Able, Pairs, PartsOf
from gigline.routing.engine.people import EXCLUSIVE, bits_of
from gigline.routing.engine.policy import Offer
from gigline.routing.engine.records import Considered, Round
from gigline.routing.engine.rents import Rents
from gigline.routing.engine.scores import Row, Weights
from gigline.routing.engine.value import ValueModel

PASSES = 4
CROWD = 300
NOBODY: Mapping[str, int] = MappingProxyType({})
EXPERIENCED_CASES = 200.0
TYPICAL_WORK_S = 480.0


class Owner(Protocol):
    """What a turn needs of its policy."""

    name: str
    version: int
    seed: int
    weights: Weights
    model: ValueModel
    rents: Rents
    overdue: Overdue
    earnings: Earnings


@dataclass(frozen=True, slots=True)
class Scored:
    """A conversation with its candidates. `extra`: what is the same for all of them; `best`: of their own."""

    row: Row
    pairs: Pairs
    best: float
    extra: Extra
    tried: exploring.Tried | None
    able: Able

    @property
    def score(self) -> Floats:
        """What the round maximises."""
        return self.pairs.own + sum(self.extra)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: it would look through the whole market for cycles, of which none are made."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class Turn:
    """One decision: a sketch of the room, and the offers so far."""

    def __init__(self, owner: Owner, market: Market, room: Room, *, crowded: bool) -> None:
        self.owner, self.market, self.t = owner, market, room.t
        self.weights = owner.weights
        self.room, self.crowded = room, crowded
        self.offers: list[Offer] = []
        self.looked = False
        # Of those who may take something, how many are online: the same for the whole turn.
        self.here: dict[int, int] = {}

    @cached_property
    def fair(self) -> Floats:
        """Of a second of each person, the drift towards those who earned less."""
        earnings, w = self.owner.earnings, self.weights
        earnings.look(self.market, self.t)
        return w.fairness / TYPICAL_WORK_S * earnings.wanted(w.even) * earnings.drift

    @cached_property
    def rent(self) -> Floats:
        """Of a second of each person, as it counts."""
        self.owner.rents.grow(len(self.room.load))
        return self.weights.price * self.owner.rents.of(np.arange(len(self.room.load)))

    def _look(self) -> None:
        """What depends on the person alone, as the sketch stands: once for all conversations."""
        self.level: Ints = np.minimum(self.room.held, MOST_CONCURRENT - 1)
        self.rent_of_one = self.rent * scores.occupied(self.market.people.slots, self.room.load, exclusive=False)
        self.able: dict[tuple[int, bool, int], Able] = {}
        self.looked = True

    def in_order(self, rows: Sequence[Row]) -> None:
        """Overdue ones: each its best, before all others; who cannot be served now gets somebody kept free."""
        for row in rows:
            one = self._scored(row, may_hold=False)
            if one is not None:
                person = int(one.pairs.people[np.argmax(one.score)])
                self._place([one], [(0, person)])
            else:
                self.owner.overdue.keep_free(self.room, row.waiting)
                self.looked = False

    def together(self, rows: Sequence[Row]) -> None:
        """All others compete, in a few passes of at most one new conversation for each person."""
        for row in rows:
            row.wake()
        for _ in range(PASSES):
            if not rows:
                return
            offered = self._crowd(rows) if len(rows) > CROWD else self._few(rows)
            if len(offered) == len(rows):
                return
            done = {row.waiting.number for row in offered}
            rows = [row for row in rows if row.waiting.number not in done and row.look_at <= self.t] if done else []

    def _few(self, rows: Sequence[Row]) -> list[Row]:
        """Those who were offered to somebody in this pass."""
        found = [one for one in map(self._scored, rows) if one is not None]
        picked = solver.solve([one.pairs.people for one in found], [one.score for one in found])
        self._place(found, picked)
        return [found[i].row for i, _ in picked]

    @_uncollected()
    def _crowd(self, rows: Sequence[Row]) -> list[Row]:
        """The same for very many, those of one kind scored together (nothing is explored then)."""
        found: list[Lot] = []
        pools: list[crowd.Pool] = []
        by_people = self._by_people(lots.alike(rows))
        tables = _tables([(len(groups), len(able.people)) for able, groups in by_people])
        for (able, groups), own in zip(by_people, tables, strict=True):
            each = self._worth_together(able, [group[0] for group in groups], own)
            best = own.max(axis=1, initial=-np.inf).tolist()
            made = list(map(self._lot, groups, each, repeat(able), best))
            kept = [i for i, lot in enumerate(made) if lot is not None]
            if kept:
                numbers = np.arange(len(found), len(found) + len(kept))
                pools.append(crowd.Pool(able.people, own if len(kept) == len(made) else own[kept], numbers))
                found += [lot for lot in made if lot is not None]
        return self._place_lots(found, pools)

    def _by_people(self, groups: Sequence[Sequence[Row]]) -> Collection[tuple[Able, list[Sequence[Row]]]]:
        """Those that the same people can take together."""
        alike: dict[int, tuple[Able, list[Sequence[Row]]]] = {}
        for group in groups:
            able = self._able(group[0])
            alike.setdefault(id(able), (able, []))[1].append(group)
        return alike.values()

    def _worth_together(self, able: Able, rows: Sequence[Row], own: Floats) -> list[Pairs]:
        """What these people are worth to each of them, with their parts. `own`: (rows, people), to be filled."""
        found = pairs.of_many(able, rows, own)
        for i, row in enumerate(rows):
            if (continuity := self._continuity(row, able.people)) is not None:
                found[i] = pairs.of(able, row, continuity)
                own[i] = found[i].own
        return found

    def _lot(self, group: Sequence[Row], found: Pairs, able: Able, best: float) -> Lot | None:
        """None where nobody is free, or holding them back is worth more: what holds for the first holds for all."""
        first, standing = group[0], None
        if not len(able.people):
            self._nobody_for(first)
        elif self._must(first):
            return Lot(group, found, able, best, None)
        else:
            standing = self._standing(first, best, may_hold=True)
        if standing is None:
            for row in group[1:]:
                row.sleep(first.look_at, first.awaits, held_back=first.held_back)
            return None
        return Lot(group, found, able, best, standing[0])

    def _place_lots(self, given: Sequence[Lot], pools: Sequence[crowd.Pool]) -> list[Row]:
        """Each person at most once; those who were offered to somebody."""
        if not given:
            return []
        found = Lots(given, self.weights, self.t)
        picked = crowd.deal(found.kinds(), pools)
        if not picked:
            return []
        ids, starts = self.market.people.ids, found.starts
        record = self._record(lots.Later(partial(found.considered, picked, ids)), in_kinds=True)
        placed = sorted([(starts[k] + i, k, person, own) for (k, i), (person, own) in picked.items()])
        rows = [found.rows[at] for at, *_ in placed]
        waiting = [row.waiting for row in rows]
        self.offers += [
            Offer(
                one.conversation.id, ids[person], own + found.totals[at],
                PartsOf(given[k].pairs, person, found.extras[at]), record,
            )
            for one, (at, k, person, own) in zip(waiting, placed, strict=True)
        ]  # fmt: skip
        self.room.take_all(waiting, [person for _, _, person, _ in placed])
        self.looked = False
        return rows

    def _scored(self, row: Row, *, may_hold: bool = True) -> Scored | None:
        """None where nobody is free, or holding it back is worth more; then it says when to look again."""
        able = self._able(row)
        continuity = self._continuity(row, able.people)
        found = pairs.of(able, row, continuity)
        best = float(found.own.max(initial=-np.inf))
        if not len(able.people):
            return self._weighed(row, able, found, best, may_hold=may_hold)
        tried = exploring.tried(self.owner.seed, self.weights, row.waiting, found.own)
        if tried.bonus is not None:
            found = pairs.of(able, row, continuity, tried.bonus)
            best = float(found.own.max())
        return self._weighed(row, able, found, best, tried, may_hold=may_hold)

    def _weighed(
        self,
        row: Row,
        able: Able,
        found: Pairs,
        best: float,
        tried: exploring.Tried | None = None,
        *,
        may_hold: bool = True,
    ) -> Scored | None:
        if not len(able.people):
            self._nobody_for(row)
            return None
        extra = self._standing(row, best, may_hold=may_hold)
        return Scored(row, found, best, extra, tried, able) if extra else None

    def _standing(self, row: Row, best: float, *, may_hold: bool) -> Extra | None:
        """What is added to all of its pairs, given the best of them; None if it is held back."""
        c, w = row.waiting.conversation, self.weights
        waited = row.waiting.waited(self.t)
        urgency = scores.urgency(w, c, waited)
        if not may_hold or self._must(row):
            return -best, urgency, scores.MUST
        slack = w.hold_share * c.sla - waited
        hopes = holding.hopes(w, self.rent, self.fair, self.room, row)
        cost = holding.cost(w, row)
        gain, rate = hopes.above(best + urgency)
        if gain > cost + urgency / slack:
            later = holding.seconds(w, row, self.t, slack, gain, rate)
            least = holding.reserve(hopes, best, max(slack - later, 1e-9), cost) - scores.urgency(w, c, waited + later)
            awaited = ~self.market.people.online[row.people]
            awaited[row.people.searchsorted(hopes.people[hopes.worth > least])] = True
            row.sleep(self.t + later, bits_of(row.people[awaited]), held_back=True)
            return None
        return -holding.reserve(hopes, best, slack, cost), urgency, 0.0

    def _must(self, row: Row) -> bool:
        """Whether it may not be held back any longer."""
        waited = row.waiting.waited(self.t)
        return self.crowded or waited >= self.weights.hold_share * row.waiting.conversation.sla

    def _nobody_for(self, row: Row) -> None:
        """Until one of the eligible has room again, or wants to be asked again."""
        rests = (until for until in row.waiting.rests.values() if until > self.t)
        until = min([self.t + holding.LOOK_AGAIN_S, *rests])
        row.sleep(until, self.market.people.eligible_bits(row.waiting.conversation), held_back=False)

    def _able(self, row: Row) -> Able:
        """Conversations of many kinds can be taken by the same people: looked up once."""
        if not self.looked:
            self._look()
        one = row.waiting
        c = one.conversation
        own = bool(one.rests or c.excluded)
        key = (id(row.people), c.channel in EXCLUSIVE, c.weight)
        known = None if own else self.able.get(key)
        if known is None:
            known = self._look_up(row, key[1])
            if not own:
                self.able[key] = known
        return known

    def _look_up(self, row: Row, exclusive: bool) -> Able:
        places = self.room.places(row.waiting, row.people)
        people = row.people[places]
        level = self.level[people]
        at = level * len(row.people) + places
        rent = (self.rent if exclusive else self.rent_of_one)[people]
        return Able(row.people, self._here(row.people), people, at, level, self.fair[people], rent)

    def _here(self, eligible: Ints) -> int:
        """How many of them are online."""
        found = self.here.get(id(eligible))
        if found is None:
            found = self.here[id(eligible)] = int(np.count_nonzero(self.market.people.online[eligible]))
        return found

    def _continuity(self, row: Row, people: Ints) -> Floats | None:
        w, c = self.weights, row.waiting.conversation
        found: Floats | None = None
        if c.before is not None and c.before in self.market.people.row:
            found = w.continuity * (people == self.market.people.row[c.before])
        if c.after_bot:
            cases = self.owner.model.persons.cases_of(people)
            experienced = w.experienced * np.minimum(1.0, cases / EXPERIENCED_CASES)
            found = experienced if found is None else found + experienced
        return found

    def _place(self, rows: Sequence[Scored], picked: Sequence[tuple[int, int]]) -> None:
        """Each person at most once."""
        if not picked:
            return
        chosen = dict(picked)
        record = self._record([self._considered(one, chosen.get(i)) for i, one in enumerate(rows)])
        ids = self.market.people.ids
        for i, person in picked:
            one = rows[i]
            score = float(one.pairs.own[one.pairs.people.searchsorted(person)]) + sum(one.extra)
            parts = PartsOf(one.pairs, person, one.extra)
            self.offers.append(Offer(one.row.waiting.conversation.id, ids[person], score, parts, record))
        self.room.take_all([rows[i].row.waiting for i, _ in picked], [person for _, person in picked])
        self.looked = False

    def _record(self, rows: Sequence[Considered], *, in_kinds: bool = False) -> Round:
        owner = self.owner
        return Round(
            self.t, owner.name, owner.version, owner.model.seen, owner.seed, self.weights, rows, in_kinds=in_kinds
        )

    def _considered(self, one: Scored, person: int | None) -> Considered:
        waiting = one.row.waiting
        propensity = 0.0
        excluded: Mapping[str, int] = NOBODY
        if person is not None:
            excluded = one.able.excluded(one.row)
            at = one.pairs.people.searchsorted(person)
            propensity = exploring.propensity(self.weights, one.tried, int(at)) if one.tried else 1.0
        return Considered(
            waiting.conversation.id, self.t - waiting.since, one.pairs, self.market.people.ids, one.extra,
            propensity, excluded,
        )  # fmt: skip


def _tables(shapes: Sequence[tuple[int, int]]) -> list[Floats]:
    """Empty ones in one piece of memory, which the system gives in large pages: asking for small ones takes longer than
    filling them."""
    ends = np.cumsum([height * width for height, width in shapes])
    parts = np.split(np.empty(ends[-1]), ends[:-1])
    return [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]


def load(market: Market) -> float:
    """The part of all slots of those online that is taken."""
    here = market.people.online
    slots = int(market.people.slots[here].sum())
    return float(market.people.load[here].sum()) / slots if slots else 1.0
