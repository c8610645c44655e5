"""One decision of the `gigline` policy: a sketch of the room, and the offers so far.

Overdue conversations go first, strictly in the order in which they became overdue (decision 0016 has the proof that
nobody starves). All others compete: a pair is worth its score over what holding the conversation back is worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from gigline.routing.engine import crowd, exploring, holding, records, scores, solver
from gigline.routing.engine.columns import MOST_CONCURRENT, Floats, Ints
from gigline.routing.engine.market import Market, Room, Waiting
from gigline.routing.engine.overdue import Overdue
from gigline.routing.engine.people import EXCLUSIVE
from gigline.routing.engine.policy import Offer
from gigline.routing.engine.records import Considered, Round
from gigline.routing.engine.rents import Rents
from gigline.routing.engine.scores import OWN, PARTS, Row, Weights
from gigline.routing.engine.value import ValueModel

PASSES = 4
CROWD = 300
EXPERIENCED_CASES = 200.0
PUSH = OWN.index("explore")


class Owner(Protocol):
    """What a turn needs of its policy."""

    name: str
    version: int
    seed: int
    weights: Weights
    model: ValueModel
    rents: Rents
    overdue: Overdue


@dataclass(frozen=True, slots=True)
class Scored:
    """A conversation with its candidates. `parts`: (own parts, candidates), `own` their sums; `extra`: of the row."""

    row: Row
    people: Ints
    parts: Floats
    own: Floats
    extra: tuple[float, float, float]
    tried: exploring.Tried | None
    kind: int = 0

    @property
    def score(self) -> Floats:
        """What the round maximises."""
        return self.own + sum(self.extra)


class Turn:
    """One decision: a sketch of the room, and the offers so far."""

    def __init__(self, owner: Owner, market: Market, t: float) -> None:
        self.owner, self.market, self.t = owner, market, t
        self.weights = owner.weights
        self.room = Room(market, t)
        self.offers: list[Offer] = []
        owner.rents.grow(len(self.room.load))
        self.fair = fairness(self.weights, market)
        self.load = _load(market)
        self._look()

    def _look(self) -> None:
        """What depends on the person alone, as the sketch stands: once for all conversations."""
        self.level: Ints = np.minimum(self.room.held, MOST_CONCURRENT - 1)
        everybody = np.arange(len(self.room.load))
        self.rent = self.weights.price * self.owner.rents.of(everybody)
        self.rent_of_one = self.rent * scores.occupied(self.market.people.slots, self.room.load, exclusive=False)

    def in_order(self, rows: Sequence[Row]) -> None:
        """Overdue ones: each its best, before all others; who cannot be served now gets somebody kept free."""
        for row in rows:
            one = self._scored(row, may_hold=False)
            if one is not None:
                person = int(one.people[np.argmax(one.score)])
                self._place([one], [(0, person)])
            else:
                self.owner.overdue.keep_free(self.room, row.waiting)

    def together(self, rows: Sequence[Row]) -> None:
        """All others compete, in a few passes of at most one new conversation for each person."""
        for _ in range(PASSES):
            open_rows = self._crowd(rows) if len(rows) > CROWD else self._few(rows)
            done = {one.row.waiting.number for one in open_rows}
            if not done:
                return
            rows = [row for row in rows if row.waiting.number not in done and row.look_at <= self.t]

    def _few(self, rows: Sequence[Row]) -> list[Scored]:
        """Those who were offered to somebody in this pass."""
        found = [one for one in map(self._scored, rows) if one is not None]
        picked = solver.solve([one.people for one in found], [one.score for one in found])
        self._place(found, picked)
        return [found[i] for i, _ in picked]

    def _crowd(self, rows: Sequence[Row]) -> list[Scored]:
        """The same for very many, those of one kind scored together (nothing is explored then)."""
        found: list[Scored] = []
        kinds: list[crowd.Kind] = []
        starts: list[int] = []
        for group in _kinds(rows, self.t):
            first = self._scored(group[0], explore=False)
            if first is None:
                continue
            extras = [self._extra(row, first) for row in group]
            order = sorted(range(len(group)), key=lambda i: -sum(extras[i]))
            starts.append(len(found))
            at = len(kinds)
            found += [Scored(group[i], first.people, first.parts, first.own, extras[i], None, at) for i in order]
            kinds.append(crowd.Kind(first.people, first.own, np.array([sum(extras[i]) for i in order])))
        picked = [(starts[k] + i, person) for k, i, person in crowd.assign(kinds)]
        self._place(found, picked, in_kinds=True)
        return [found[i] for i, _ in picked]

    def _extra(self, row: Row, like: Scored) -> tuple[float, float, float]:
        """What this conversation adds to all of its pairs, with the reserve of another of its kind."""
        waited = row.waiting.waited(self.t)
        holding_back = waited < self.weights.hold_share * row.waiting.conversation.sla and like.extra[2] == 0.0
        best = -float(like.own.max())
        reserve, serve = (like.extra[0], 0.0) if holding_back else (best, scores.MUST)
        return reserve, scores.urgency(self.weights, row.waiting.conversation, waited), serve

    def _scored(self, row: Row, *, may_hold: bool = True, explore: bool = True) -> Scored | None:
        """None where nobody is free, or holding it back is worth more; then it says when to look again."""
        people = self.room.candidates(row.waiting)
        if not len(people):
            return None
        c, w = row.waiting.conversation, self.weights
        waited = row.waiting.waited(self.t)
        parts = self._pairs(row, people)
        own = records.total(parts)
        tried = exploring.tried(self.owner.seed, w, row.waiting, own) if explore else None
        if tried is not None and tried.pushed:
            parts[PUSH] = tried.bonus
            own = records.total(parts)
        best = float(own.max())
        slack = w.hold_share * c.sla - waited
        urgency = scores.urgency(w, c, waited)
        if not may_hold or slack <= 0.0 or self.load >= w.full_load:
            return Scored(row, people, parts, own, (-best, urgency, scores.MUST), tried)
        reserve = holding.reserve(w, self.owner.rents, self.fair, self.room, row, best, slack)
        if best - reserve + urgency <= 0.0:
            row.look_at = holding.look_again(self.t, slack)
            return None
        return Scored(row, people, parts, own, (-reserve, urgency, 0.0), tried)

    def _pairs(self, row: Row, people: Ints) -> Floats:
        """What differs between the candidates."""
        parts = np.zeros((len(OWN), len(people)))
        w, c = self.weights, row.waiting.conversation
        at = np.searchsorted(row.people, people)
        level = self.level[people]
        rent = self.rent if c.channel in EXCLUSIVE else self.rent_of_one
        parts[0] = row.value[level, at]
        if c.before is not None and c.before in self.market.people.row:
            parts[1] = w.continuity * (people == self.market.people.row[c.before])
        if c.after_bot:
            cases = self.owner.model.persons.cases_of(people)
            parts[1] += w.experienced * np.minimum(1.0, cases / EXPERIENCED_CASES)
        parts[2] = self.fair[people]
        parts[4] = -row.loss[level]
        parts[5] = -rent[people] * row.work[level, at]
        return parts

    def _place(self, rows: Sequence[Scored], picked: Sequence[tuple[int, int]], *, in_kinds: bool = False) -> None:
        if not picked:
            return
        record = self._record(rows, dict(picked), in_kinds)
        for i, person in picked:
            one = rows[i]
            j = int(np.searchsorted(one.people, person))
            self.room.take(one.row.waiting, person)
            parts = dict(zip(PARTS, (*one.parts[:, j].tolist(), *one.extra), strict=True))
            name = self.market.people.ids[person]
            score = float(one.own[j]) + sum(one.extra)
            self.offers.append(Offer(one.row.waiting.conversation.id, name, score, parts, record))
        self._look()

    def _record(self, rows: Sequence[Scored], chosen: dict[int, int], in_kinds: bool) -> Round:
        told: dict[int, dict[str, int]] = {}
        considered = [self._considered(one, chosen.get(i), told) for i, one in enumerate(rows)]
        owner = self.owner
        head = (self.t, owner.name, owner.version, owner.model.seen, owner.seed, self.weights)
        return Round(*head, rows=tuple(considered), in_kinds=in_kinds)

    def _considered(self, one: Scored, person: int | None, told: dict[int, dict[str, int]]) -> Considered:
        waiting = one.row.waiting
        propensity, excluded = 0.0, {}
        if person is not None:
            excluded = told.get(id(one.parts)) or exclusions(self.room, waiting, len(one.people))
            told[id(one.parts)] = excluded
            at = int(np.searchsorted(one.people, person))
            propensity = exploring.propensity(self.weights, one.tried, at) if one.tried else 1.0
        return Considered(
            waiting.conversation.id, waiting.waited(self.t), one.people, self.market.people.ids, one.parts, one.extra,
            propensity, excluded, one.kind,
        )  # fmt: skip


def _kinds(rows: Sequence[Row], t: float) -> list[list[Row]]:
    """Rows that share all but their urgency; those with something of their own are alone."""
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        c, one = row.waiting.conversation, row.waiting
        special = one.rests or c.excluded or c.before or c.after_bot or c.weight != 1
        key = (one.number,) if special else (c.brand, c.language, c.channel, c.topic, c.clearance, c.segment, c.sla)
        groups.setdefault(key, []).append(row)
    for group in groups.values():
        group.sort(key=lambda row: row.waiting.number)
    return list(groups.values())


def fairness(weights: Weights, market: Market) -> Floats:
    """A virtual queue on earned time: who earned less than the others so far is drawn up, who earned more down."""
    people = market.people
    known = len(people)
    drift = np.zeros(len(people.load))
    if known:
        earned = people.earned_s[:known]
        mean = float(earned.mean())
        scale = max(weights.fair_scale_s, mean)
        drift[:known] = weights.fairness * np.clip((mean - earned) / scale, -1.0, 1.0)
    return drift


def _load(market: Market) -> float:
    """The part of all slots of those online that is taken."""
    here = market.people.online
    slots = int(market.people.slots[here].sum())
    return float(market.people.load[here].sum()) / slots if slots else 1.0


def exclusions(room: Room, waiting: Waiting, candidates: int) -> dict[str, int]:
    """How many each rule keeps from it now, by the first that says no."""
    found = room.people.unfit(waiting.conversation)
    people = room.people.eligible(waiting.conversation)
    here = int(room.people.online[people].sum())
    if len(people) > here:
        found["offline"] = len(people) - here
    if here > candidates:
        found["full or resting"] = here - candidates
    return found
