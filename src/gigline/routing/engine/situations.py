"""The context's effects in many past outcomes: gathered by cell first, so that a fit costs as much as there are cells.

A cell is what conversations of a kind have in common at one level of concurrency. Within it outcomes differ only by
how late they were answered and by whether they were resolved, so that sums over them are all that a fit needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gigline.routing.engine.columns import CSAT, FAMILIES, Floats, Ints, lateness, level
from gigline.routing.engine.context import START, Context
from gigline.routing.engine.events import Outcome

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# A situation's columns: so many; the last but one is the wait, the last one, which is the same for all, the resolution.
SITUATION, WAIT, RESOLUTION = 9, -2, 1


class Situations:
    """`kinds`: which kind each outcome is of, numbered in the order of their first outcomes."""

    def __init__(self, context: Context, outcomes: Sequence[Outcome], kinds: Ints) -> None:
        self.context = context
        levels: Ints = np.array([level(one.concurrency) for one in outcomes], dtype=np.intp)
        _, first, self.cell = np.unique(kinds * (levels.max() + 1) + levels, return_index=True, return_inverse=True)
        columns = np.zeros((len(first), SITUATION), dtype=np.intp)
        # By their first outcomes, so that columns get the numbers that they would have got one by one.
        for cell in first.argsort().tolist():
            one = outcomes[first[cell]]
            columns[cell] = context.situation(one.conversation, 0.0, one.concurrency)[0]
        self.wait: Ints = columns[:, WAIT]
        self.plain = _design(columns[:, :WAIT], len(context.columns))
        self.waits = _design(columns[:, WAIT, None], len(context.columns))
        self.late: Floats = np.array([lateness(one.wait, one.conversation.sla) for one in outcomes])
        self.resolved: Floats = np.array([one.resolved for one in outcomes], dtype=np.float64)

    def part(self) -> Floats:
        """What the context adds up to, (outcomes, families)."""
        mean = self.context.mean
        base = START + np.stack([self.plain @ mean[f] for f in range(len(FAMILIES))], axis=1)
        total: Floats = base[self.cell] + mean[:, self.wait].T[self.cell] * self.late[:, None]
        total[:, CSAT] += mean[CSAT, RESOLUTION] * self.resolved
        return total

    def fit(self, z: Floats, w: Floats) -> None:
        """Learn all of them anew. `z`: working responses for this part beyond START, `w`: their precisions."""
        for family in range(len(FAMILIES)):
            self._fit(family, z[:, family], w[:, family])
        self.context.solve()

    def _fit(self, family: int, z: Floats, w: Floats) -> None:
        """Precision Xᵀ W X and information Xᵀ W z of one family, with X = (plain, late · waits, resolved)."""
        plain, waits = self.plain, self.waits
        once, late, later = (self._by_cell(w * of) for of in (1.0, self.late, self.late * self.late))
        crossed = _between(plain, late, waits)
        J = _between(plain, once, plain) + crossed + crossed.T + _between(waits, later, waits)
        h = plain.T @ self._by_cell(w * z) + waits.T @ self._by_cell(w * z * self.late)
        if family == CSAT:
            seen = w * self.resolved
            along = plain.T @ self._by_cell(seen) + waits.T @ self._by_cell(seen * self.late)
            J[RESOLUTION] += along
            J[:, RESOLUTION] += along
            J[RESOLUTION, RESOLUTION] += seen.sum()
            h[RESOLUTION] += (seen * z).sum()
        self.context.J[family], self.context.h[family] = J, h

    def _by_cell(self, values: Floats) -> Floats:
        found: Floats = np.bincount(self.cell, values, self.plain.shape[0]).astype(np.float64, copy=False)
        return found


def _design(columns: Ints, size: int) -> csr_array:
    """A row for each cell, with 1 in these columns."""
    # Starting the platform needs no scipy, and loading it takes a third of a second.
    from scipy.sparse import csr_array

    ends = np.arange(0, columns.size + 1, columns.shape[1])
    return csr_array((np.ones(columns.size), columns.ravel(), ends), shape=(len(columns), size))


def _between(left: csr_array, weights: Floats, right: csr_array) -> Floats:
    found: Floats = (left.T @ right.multiply(weights[:, None]).tocsr()).toarray()
    return found
