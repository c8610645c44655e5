"""Large rounds: conversations of one kind as one lot, that share all but their urgency.

Their record is made when somebody looks at it: most never are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

from gigline.routing.engine import crowd
from gigline.routing.engine.pairs import Able, Pairs
from gigline.routing.engine.records import Considered
from gigline.routing.engine.scores import Row

Extra = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Lot:
    """`rows`: the most urgent first; `extras`: what is the same for all pairs of each."""

    rows: Sequence[Row]
    extras: Sequence[Extra]
    pairs: Pairs
    able: Able

    def kind(self) -> crowd.Kind:
        """As the solver takes it."""
        return crowd.Kind(self.pairs.people, self.pairs.own, [sum(extra) for extra in self.extras])


def lot(rows: Sequence[Row], extras: Sequence[Extra], pairs: Pairs, able: Able) -> Lot:
    """Puts the most urgent first, of equal ones who came first."""
    if len(rows) > 1:
        order = sorted(range(len(rows)), key=lambda i: -sum(extras[i]))
        rows, extras = [rows[i] for i in order], [extras[i] for i in order]
    return Lot(rows, extras, pairs, able)


def alike(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows that share all but their urgency, by arrival; those with something of their own are alone."""
    groups: dict[tuple[float, ...], list[Row]] = {}
    for row in rows:
        one = row.waiting
        c = one.conversation
        special = one.rests or c.excluded or c.before or c.after_bot or c.weight != 1
        groups.setdefault((-one.number,) if special else (id(row.value), c.sla), []).append(row)
    for group in groups.values():
        group.sort(key=lambda row: row.waiting.number)
    return list(groups.values())


def considered(lots: Sequence[Lot], picked: crowd.Picked, t: float, names: Sequence[str]) -> Iterator[Considered]:
    """All of a round, lot by lot. Nobody is pushed to be tried in a large round, so what was chosen was certain."""
    for k, one in enumerate(lots):
        excluded = one.able.excluded(one.rows[0])
        for i, (row, extra) in enumerate(zip(one.rows, one.extras, strict=True)):
            chosen = (k, i) in picked
            yield Considered(
                row.waiting.conversation.id, t - row.waiting.since, one.pairs, names, extra,
                1.0 if chosen else 0.0, excluded if chosen else {}, k,
            )  # fmt: skip


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
