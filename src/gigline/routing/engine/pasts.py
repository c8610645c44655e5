"""Everybody's own effects in many past outcomes, fitted for all of them at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gigline.routing.engine.columns import FAMILIES, Floats, Ints
from gigline.routing.engine.persons import Person, Persons

F = len(FAMILIES)
# Outcomes that are summed up together: few enough for their places in the sums to stay near the processor.
TOGETHER = 8_000


class Pasts:
    """`rows`: whose outcome each is, -1 for people without a profile; `pairs`: (outcomes, columns) what it is about."""

    def __init__(self, persons: Persons, rows: Ints, pairs: Ints) -> None:
        self.persons, self.rows, self.pairs = persons, rows, pairs
        persons.grow(int(rows.max(initial=0)) + 1)
        order = np.argsort(rows, kind="stable")
        self.order: Ints = order[np.searchsorted(rows[order], 0) :]
        self.people, starts = np.unique(rows[self.order], return_index=True)
        self.ends: Ints = np.append(starts, len(self.order))
        self.places = self._places()

    def _places(self) -> Ints:
        """(outcomes in their order, columns): which of the person's own columns they are about."""
        places = np.zeros((len(self.order), self.pairs.shape[1]), dtype=np.intp)
        for n, row in enumerate(self.people.tolist()):
            of = slice(self.ends[n], self.ends[n + 1])
            met, at = np.unique(self.pairs[self.order[of]], return_inverse=True)
            one, own = self.persons.person(row, met.tolist())
            places[of] = own[at].reshape(-1, places.shape[1])
            one.seen = self.ends[n + 1] - self.ends[n]
            self.persons.cases[row] = one.seen
        return places

    def part(self) -> Floats:
        """What the persons add up to, (outcomes, families)."""
        effects = self.persons.effects
        total = np.zeros((len(self.rows), F))
        for column in self.pairs.T:
            total += effects[column, self.rows]
        total[self.rows < 0] = 0.0
        return total

    def fit(self, z: Floats, w: Floats) -> None:
        """Learn all of them anew. `z`: working responses for this part, `w`: their precisions."""
        z, w = z[self.order], w[self.order]
        for first, last in self._some_together():
            self._gather(first, last, z, w)
        self.persons.solve_all(self.people.tolist())
        self.persons.refresh()

    def _some_together(self) -> Iterator[tuple[int, int]]:
        """People from one to before another, by number."""
        first = 0
        while first < len(self.people):
            last = int(np.searchsorted(self.ends, self.ends[first] + TOGETHER, side="right")) - 1
            last = max(first + 1, min(last, len(self.people)))
            yield first, last
            first = last

    def _gather(self, first: int, last: int, z: Floats, w: Floats) -> None:
        """Each person's precision Xᵀ W X and information Xᵀ W z: sums of what meets in a column, or in two."""
        of = slice(self.ends[first], self.ends[last])
        ones = [self.persons.people[row] for row in self.people[first:last].tolist()]
        many = np.array([len(one.columns) for one in ones])
        whose = np.arange(len(ones)).repeat(np.diff(self.ends[first : last + 1]))
        # Everybody's sums stand one behind the other.
        single, double = (np.append(0, size.cumsum()) for size in (many, many * many))
        places = self.places[of]
        met = single[whose, None] + places
        both = (double[whose, None] + places * many[whose, None])[:, :, None] + places[:, None, :]
        h = _sums(met, w[of] * z[of], single[-1])
        J = _sums(both.reshape(len(both), -1), w[of], double[-1])
        for n, one in enumerate(ones):
            _put(one, J[:, double[n] : double[n + 1]], h[:, single[n] : single[n + 1]])


def _sums(places: Ints, values: Floats, size: int) -> Floats:
    """(families, size): values (outcomes, families) summed up at all of their places."""
    at, each = places.ravel(), places.shape[1]
    return np.stack([np.bincount(at, values[:, family].repeat(each), size) for family in range(F)])


def _put(one: Person, J: Floats, h: Floats) -> None:
    one.J, one.h = J.reshape(F, len(one.columns), -1).copy(), h.copy()
