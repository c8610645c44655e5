"""The `gigline` policy: learned values, scarcity prices, urgency, hold-back, and the best assignment of a round.

Overdue conversations go first, strictly in the order in which they became overdue (decision 0016 has the proof that
nobody starves). All others compete: a pair is worth its score over what holding the conversation back is worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gigline.routing.engine import exploring, holding, peers, policy, scores, solver
from gigline.routing.engine.columns import MOST_CONCURRENT, Floats, Ints
from gigline.routing.engine.events import Outcome
from gigline.routing.engine.market import Market, Room, Waiting
from gigline.routing.engine.overdue import Overdue
from gigline.routing.engine.policy import Offer
from gigline.routing.engine.records import Considered, Round, total
from gigline.routing.engine.rents import Rents
from gigline.routing.engine.scores import PARTS, Row, Weights
from gigline.routing.engine.value import ValueModel

REMEMBER_S = 30.0
PASSES = 4
EXPERIENCED_CASES = 200.0


@dataclass(frozen=True, slots=True)
class Scored:
    """A conversation with its candidates; `parts`: (parts, candidates); `score` their sums."""

    row: Row
    people: Ints
    parts: Floats
    score: Floats
    tried: exploring.Tried


class Gigline:
    """Registered as `gigline`. Learns from each outcome; decides without changing the market."""

    name = "gigline"
    version = 1

    def __init__(self, seed: int = 0, weights: Weights | None = None) -> None:
        self.seed = seed
        self.weights = weights or Weights()
        self.model = ValueModel()
        self.rents = Rents()
        self.overdue = Overdue()
        self._rows: dict[int, Row] = {}
        self._history: list[Outcome] = []

    def learn(self, outcome: Outcome) -> None:
        """History is gathered and learned at once, outcomes one by one."""
        if outcome.t is None:
            self._history.append(outcome)
        else:
            self._learn_history()
            self.model.learn(outcome)

    def _learn_history(self) -> None:
        if self._history:
            self.model.learn_history(self._history)
            self._history = []

    def decide(self, market: Market, t: float, only: Sequence[str] | None = None) -> list[Offer]:
        """The offers of one round."""
        self._learn_history()
        queue = peers.queue(market, only)
        if not queue:
            return []
        turn = _Turn(self, market, t)
        late = self.overdue.in_order(queue, self.weights.overdue_slas, t)
        turn.in_order([self._row(turn.room, one) for one in late])
        there = {one.number for one in late}
        rows = [self._row(turn.room, one) for one in queue if one.number not in there]
        turn.together([row for row in rows if row.look_at <= t])
        self._prune(market)
        return turn.offers

    def _row(self, room: Room, one: Waiting) -> Row:
        known = self._rows.get(one.number)
        if known and known.version == room.people.version and room.t - known.made <= REMEMBER_S:
            return known
        row = self._rows[one.number] = scores.row_of(self.model, self.weights, room, one)
        if known is None:
            self.rents.note(room, row)
        return row

    def _prune(self, market: Market) -> None:
        if len(self._rows) > 2 * len(market.waiting) + 100:
            there = {one.number for one in market.waiting.values()}
            self._rows = {number: row for number, row in self._rows.items() if number in there}
            self.overdue.prune(there)


class _Turn:
    """One decision: a sketch of the room, and the offers so far."""

    def __init__(self, owner: Gigline, market: Market, t: float) -> None:
        self.owner, self.market, self.t = owner, market, t
        self.weights = owner.weights
        self.room = Room(market, t)
        self.offers: list[Offer] = []
        owner.rents.grow(len(self.room.load))
        self.fair = fairness(self.weights, market)
        self.load = _load(market)

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
            found = [self._scored(row) for row in rows]
            open_rows = [one for one in found if one is not None]
            picked = solver.solve([one.people for one in open_rows], [one.score for one in open_rows])
            if not picked:
                return
            self._place(open_rows, picked)
            done = {open_rows[i].row.waiting.number for i, _ in picked}
            rows = [one.row for one in open_rows if one.row.waiting.number not in done]

    def _scored(self, row: Row, *, may_hold: bool = True) -> Scored | None:
        """None where nobody is free, or holding it back is worth more; then it says when to look again."""
        people = self.room.candidates(row.waiting)
        if not len(people):
            return None
        c, w = row.waiting.conversation, self.weights
        waited = row.waiting.waited(self.t)
        parts = np.zeros((len(PARTS), len(people)))
        self._pairs(parts, row, people)
        own = total(parts)
        tried = exploring.tried(self.owner.seed, w, row.waiting, own)
        own += tried.bonus
        best = float(own.max())
        slack = w.hold_share * c.sla - waited
        holding_back = may_hold and slack > 0.0 and self.load < w.full_load
        reserve = best
        if holding_back:
            reserve = holding.reserve(w, self.owner.rents, self.fair, self.room, row, best, slack)
        parts[3] = tried.bonus
        parts[6] = -reserve
        parts[7] = scores.urgency(w, c, waited)
        parts[8] = 0.0 if holding_back else scores.MUST
        score = total(parts)
        if holding_back and score.max() <= 0.0:
            row.look_at = holding.look_again(self.t, slack)
            return None
        return Scored(row, people, parts, score, tried)

    def _pairs(self, parts: Floats, row: Row, people: Ints) -> None:
        """What differs between the candidates."""
        w, c = self.weights, row.waiting.conversation
        at = np.searchsorted(row.people, people)
        level = np.minimum(self.room.held[people], MOST_CONCURRENT - 1)
        taken = scores.occupied(self.market.people.slots[people], self.room.load[people], c)
        parts[0] = row.value[level, at]
        if c.before is not None and c.before in self.market.people.row:
            parts[1] = w.continuity * (people == self.market.people.row[c.before])
        if c.after_bot:
            cases = self.owner.model.persons.cases_of(people)
            parts[1] += w.experienced * np.minimum(1.0, cases / EXPERIENCED_CASES)
        parts[2] = self.fair[people]
        parts[4] = -row.loss[level]
        parts[5] = -w.price * self.owner.rents.of(people) * row.work[level, at] * taken

    def _place(self, rows: Sequence[Scored], picked: Sequence[tuple[int, int]]) -> None:
        record = self._record(rows, {i for i, _ in picked}, dict(picked))
        for i, person in picked:
            one = rows[i]
            j = int(np.searchsorted(one.people, person))
            self.room.take(one.row.waiting, person)
            parts = dict(zip(PARTS, one.parts[:, j].tolist(), strict=True))
            name = self.market.people.ids[person]
            self.offers.append(Offer(one.row.waiting.conversation.id, name, float(one.score[j]), parts, record))

    def _record(self, rows: Sequence[Scored], offered: set[int], chosen: dict[int, int]) -> Round:
        owner, ids = self.owner, self.market.people.ids
        considered = []
        for i, one in enumerate(rows):
            at = int(np.searchsorted(one.people, chosen[i])) if i in offered else -1
            propensity = exploring.propensity(self.weights, one.tried, at) if at >= 0 else 0.0
            waiting = one.row.waiting
            told = exclusions(self.room, waiting, len(one.people)) if at >= 0 else {}
            considered.append(
                Considered(
                    waiting.conversation.id, waiting.waited(self.t), one.people, ids, one.parts, propensity, told
                )
            )
        model = owner.model.seen
        return Round(self.t, owner.name, owner.version, model, owner.seed, self.weights, tuple(considered))


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


def make(seed: int) -> Gigline:
    """With the weights as they come."""
    return Gigline(seed)


policy.register(Gigline.name, make)
