"""The `gigline` policy: learned values, scarcity prices, urgency, hold-back, and the best assignment of a round."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gigline.routing.engine import peers, policy, scores
from gigline.routing.engine.columns import Ints
from gigline.routing.engine.earnings import Earnings
from gigline.routing.engine.events import Conversation, Outcome
from gigline.routing.engine.market import Market, Room, Waiting
from gigline.routing.engine.overdue import Overdue, due
from gigline.routing.engine.people import bits_of, class_of
from gigline.routing.engine.policy import Offer
from gigline.routing.engine.rents import Rents
from gigline.routing.engine.scores import Row, Weights
from gigline.routing.engine.turn import Turn, load
from gigline.routing.engine.value import ValueModel

REMEMBER_S = 300.0
SHEETS = 10_000


class Gigline:
    """Registered as `gigline`. Learns from each outcome; decides without changing the market."""

    name = "gigline"
    version = 5

    def __init__(self, seed: int = 0, weights: Weights | None = None) -> None:
        self.seed = seed
        self.weights = weights or Weights()
        self.model = ValueModel()
        self.rents = Rents()
        self.overdue = Overdue()
        self.earnings = Earnings()
        # Free slots by person, as the last round left them.
        self._spare: Ints = np.zeros(0, dtype=np.int64)
        self._closed: set[int] = set()
        self._rows: dict[int, Row] = {}
        self._sheets: dict[tuple[object, ...], Row] = {}
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
        room = Room(market, t)
        late = self.overdue.in_order(queue, self.weights.overdue_slas, t)
        self._prune(market)
        crowded = load(market) >= self.weights.full_load
        turn = Turn(self, market, room, crowded=crowded)
        turn.in_order([self._row(room, one) for one in late])
        rest = _without(queue, late)
        wanted = rest if only is not None else self._awake(room, rest, crowded=crowded)
        rows = [self._row(room, one) for one in wanted]
        turn.together(rows)
        if only is None:
            self._spare = room.spare() if turn.offers else self._spare
        else:
            # Whoever opens is told from round to round: what is decided in between is looked at in the next.
            for row in rows:
                row.wake()
        return turn.offers

    def _awake(self, room: Room, queue: Sequence[Waiting], *, crowded: bool) -> list[Waiting]:
        """Those for whom there is something to decide: new, or one whom they await has opened, or time is up."""
        people, t, known = room.people, room.t, self._rows
        spare = room.spare()
        if len(spare) > len(self._spare):
            self._spare = np.pad(self._spare, (0, len(spare) - len(self._spare)), constant_values=-1)
        more = (spare > self._spare).nonzero()[0]
        opened = bits_of(more) if len(more) else 0
        self._spare = spare
        # Who is no longer kept free for somebody overdue is open to all others again.
        for person in self._closed - room.closed:
            opened |= 1 << person
        self._closed = room.closed
        version = people.version
        # Nobody is held back in a crowd.
        return [
            one
            for one in queue
            if (row := known.get(one.number)) is None
            or row.look_at <= t
            or row.awaits & opened
            or (crowded and row.held_back)
            or row.version != version
        ]

    def nothing_before(self, market: Market) -> float:
        """When there is something to decide again if nothing happens after a round."""
        slas, waiting, rows = self.weights.overdue_slas, market.waiting.values(), self._rows
        return min(
            min((rows[one.number].look_at for one in waiting), default=math.inf),
            min((due(one, slas) for one in waiting), default=math.inf),
        )

    def foresee(self, market: Market, t: float) -> None:
        """Works out ahead of the round what does not change while they wait: to be called when there is time."""
        self._learn_history()
        room = Room(market, t)
        self.rents.grow(len(room.load))
        for one in peers.queue(market, None):
            self._row(room, one)

    def _row(self, room: Room, one: Waiting) -> Row:
        known = self._rows.get(one.number)
        if known and self._fresh(known, room):
            return known
        row = self._rows[one.number] = replace(self._sheet(room, one), waiting=one)
        if known is None:
            self.rents.note(room, row)
        return row

    def _sheet(self, room: Room, one: Waiting) -> Row:
        """Conversations of one kind share their numbers for a while."""
        wishes = room.people.counting(one.conversation) if self.weights.affinity > 0.0 else ()
        key = (*kind_of(one.conversation), wishes)
        sheet = self._sheets.get(key)
        if sheet is None or not self._fresh(sheet, room):
            if len(self._sheets) >= SHEETS:
                self._sheets.clear()
            sheet = self._sheets[key] = scores.row_of(self.model, self.weights, room, one)
        return sheet

    def _fresh(self, row: Row, room: Room) -> bool:
        return row.version == room.people.version and room.t - row.made <= REMEMBER_S

    def _prune(self, market: Market) -> None:
        if len(self._rows) > 2 * len(market.waiting) + 100:
            there = {one.number for one in market.waiting.values()}
            self._rows = {number: row for number, row in self._rows.items() if number in there}
            self.overdue.prune(there)


def _without(queue: list[Waiting], late: list[Waiting]) -> list[Waiting]:
    if not late:
        return queue
    there = {one.number for one in late}
    return [one for one in queue if one.number not in there]


def kind_of(c: Conversation) -> tuple[object, ...]:
    """All that the values of a conversation depend on, beside what counts of its wishes."""
    return (*class_of(c), c.segment)


def make(seed: int) -> Gigline:
    """With the weights as they come."""
    return Gigline(seed)


policy.register(Gigline.name, make)
