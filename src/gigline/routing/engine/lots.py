"""Conversations of a large round that differ by their urgency alone: scored once, and told apart when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, overload

import numpy as np

from gigline.routing.engine import crowd, scores
from gigline.routing.engine.columns import Floats, Ints
from gigline.routing.engine.pairs import Able, Pairs
from gigline.routing.engine.records import Considered
from gigline.routing.engine.scores import MUST, Row, Weights

Extra = tuple[float, float, float]


class Lot(NamedTuple):
    """Conversations of one kind, by arrival. `best`: of what the people are worth to them; `reserve`: what holding one
    back is worth, None if the first of them must be served.
    """

    rows: Sequence[Row]
    pairs: Pairs
    able: Able
    best: float
    reserve: float | None


class Lots:
    """All lots of a round, and what each conversation adds to all of its pairs.

    `rows`: lot by lot, the most urgent first, of equal ones who came first; those of lot `k` begin at `starts[k]`.
    """

    def __init__(self, lots: Sequence[Lot], weights: Weights, t: float) -> None:
        self.lots, self.t = lots, t
        rows = [row for lot in lots for row in lot.rows]
        sizes = np.array([len(lot.rows) for lot in lots])
        self.starts: list[int] = np.append(0, sizes.cumsum()).tolist()
        number = np.arange(len(lots)).repeat(sizes)
        extra = _extras(lots, number, rows, weights, t)
        total = extra.sum(axis=0)
        order = np.lexsort((-total, number))
        self.rows = [rows[at] for at in order.tolist()]
        self.totals: list[float] = total[order].tolist()
        self.extras: list[Extra] = list(zip(*extra[:, order].tolist(), strict=True))

    def kinds(self) -> list[crowd.Kind]:
        """As the solver takes them."""
        return [
            crowd.Kind(lot.pairs.people, lot.pairs.own, self.totals[self.starts[k] : self.starts[k + 1]])
            for k, lot in enumerate(self.lots)
        ]

    def considered(self, picked: crowd.Picked, names: Sequence[str]) -> Iterator[Considered]:
        """All of the round. Nobody is pushed to be tried in a large round, so what was chosen was certain."""
        for k, lot in enumerate(self.lots):
            start, end = self.starts[k : k + 2]
            excluded = lot.able.excluded(self.rows[start])
            for at in range(start, end):
                row, chosen = self.rows[at].waiting, (k, at - start) in picked
                yield Considered(
                    row.conversation.id, self.t - row.since, lot.pairs, names, self.extras[at],
                    1.0 if chosen else 0.0, excluded if chosen else {}, k,
                )  # fmt: skip


def _extras(lots: Sequence[Lot], number: Ints, rows: Sequence[Row], weights: Weights, t: float) -> Floats:
    """(reserve, urgency and having to be served, conversations), each with the reserve of its lot."""
    waiting = [row.waiting for row in rows]
    conversations = [one.conversation for one in waiting]
    waited = t - np.array([one.since for one in waiting])
    slack = weights.hold_share * np.array([one.sla for one in conversations])
    held = np.array([np.nan if lot.reserve is None else lot.reserve for lot in lots])[number]
    must = np.isnan(held) | (waited >= slack)
    reserve = np.where(must, -np.array([lot.best for lot in lots])[number], held)
    return np.stack((reserve, scores.urgencies(weights, conversations, waited), np.where(must, MUST, 0.0)))


def alike(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows that share all but their urgency, by arrival; those with something of their own are alone."""
    groups: dict[tuple[float, ...], list[Row]] = {}
    for row in rows:
        one = row.waiting
        c = one.conversation
        special = one.rests or c.excluded or c.before or c.after_bot or c.weight != 1
        groups.setdefault((-one.number,) if special else (id(row.value), c.sla), []).append(row)
    return list(groups.values())


class Later(Sequence[Considered]):
    """The rows of a record, made when they are first looked at."""

    def __init__(self, make: Callable[[], Iterator[Considered]]) -> None:
        self._make = make
        self._made: tuple[Considered, ...] | None = None

    def _rows(self) -> tuple[Considered, ...]:
        if self._made is None:
            self._made = tuple(self._make())
        return self._made

    def __len__(self) -> int:
        return len(self._rows())

    @overload
    def __getitem__(self, at: int) -> Considered: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Considered]: ...
    def __getitem__(self, at: int | slice) -> Considered | Sequence[Considered]:
        return self._rows()[at]

    def __iter__(self) -> Iterator[Considered]:
        return iter(self._rows())
