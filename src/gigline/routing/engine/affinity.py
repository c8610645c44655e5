"""Effects of shared experience: what it adds that an associate has what a requester wished for. Both sides agreed.

A match adds four effects, all of which start at zero: of any match, of its kind, of that experience, and of how much
more or less than others this associate makes of theirs. How large such effects are is learned from all of them
(MacKay's fixed point), so that one which nobody shows does not count. What is wished for may make a conversation
harder or easier by itself, whoever has it; that is kept apart, or a match would get the credit for easy cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gigline.routing.engine.columns import FAMILIES, Columns, Floats, Ints

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from gigline.routing.engine.events import Outcome

Bools = npt.NDArray[np.bool_]

F = len(FAMILIES)
LEVELS = ("match", "kind", "experience", "own")
OWN = LEVELS.index("own")
# Prior variances to begin with, by family (a fifth of what persons have), and how many imagined effects they weigh.
START_VARIANCE = np.array((0.02, 0.02, 0.005, 0.02))
IMAGINED = 10.0
SMALLEST, GREATEST = 0.001, 0.5
WISH_VARIANCE = 0.2
HALF_LIFE_DAYS = 90.0
SOLVE_EVERY = 16


@dataclass(frozen=True, slots=True)
class Shared:
    """What counts of what was wished for, and who of some people has it: (wishes, people)."""

    wishes: tuple[str, ...]
    having: Bools


def kind_of(experience: str) -> str:
    """`city` of `city:lisbon`."""
    return experience.partition(":")[0]


class Affinity:
    """All of it. `mean`: (families, columns); `own`: (people, families)."""

    def __init__(self) -> None:
        self.columns = Columns()
        self.variance = np.tile(START_VARIANCE[:, None], (1, len(LEVELS)))
        self.J = np.zeros((F, 0, 0))
        self.h = np.zeros((F, 0))
        self.mean: Floats = np.zeros((F, 0))
        self.own_J = np.zeros((64, F))
        self.own_h = np.zeros((64, F))
        self.own: Floats = np.zeros((64, F))
        self.seen = 0
        self.solved_at = 0
        self.t: float | None = None

    def of(self, shared: Shared, rows: Ints) -> Floats:
        """(families, people): what the wishes and who has them add."""
        self._grow(int(rows.max(initial=0)) + 1)
        wished = sum((self._effect("wish", one) for one in shared.wishes), np.zeros(F))
        matched = shared.having.any(axis=0)
        total: Floats = wished[:, None] + (self._effect("match", "")[:, None] + self.own[rows].T) * matched
        kinds = [kind_of(one) for one in shared.wishes]
        for kind in dict.fromkeys(kinds):
            of_kind = shared.having[[one == kind for one in kinds]].any(axis=0)
            total += self._effect("kind", kind)[:, None] * of_kind
        for one, having in zip(shared.wishes, shared.having, strict=True):
            total += self._effect("experience", one)[:, None] * having
        return total

    def _effect(self, kind: str, name: str) -> Floats:
        number = self.columns.number.get((kind, name))
        return self.mean[:, number] if number is not None else np.zeros(F)

    def at(self, o: Outcome) -> Floats:
        """What it added to this outcome, by family."""
        at = self.columns_of(o)
        found: Floats = self.mean[:, at].sum(axis=1)
        return found + self.own[o.row] if o.matched else found

    def learn(self, o: Outcome, z: Floats, w: Floats) -> None:
        """One outcome of a conversation with wishes. `z`: working responses for this part of the sum, `w`: their
        precisions (0 where unknown).
        """
        at = self.columns_of(o)
        self._forget(o.t)
        own = self.own[o.row] if o.matched else 0.0
        self.J[:, at[:, None], at] += w[:, None, None]
        self.h[:, at] += (w * (z - own))[:, None]
        if o.matched:
            self.own_J[o.row] += w
            self.own_h[o.row] += w * (z - self.mean[:, at].sum(axis=1))
        self.seen += 1
        if self.seen - self.solved_at >= min(SOLVE_EVERY, self.solved_at):
            self.solve()

    def columns_of(self, o: Outcome) -> Ints:
        """The columns of an outcome: what was wished for, and what of it was there."""
        of = self.columns.of
        found = [of("wish", one) for one in o.wished]
        if o.matched:
            found.append(of("match", ""))
        found += [of("kind", kind) for kind in dict.fromkeys(kind_of(one) for one in o.matched)]
        found += [of("experience", one) for one in o.matched]
        self._grow(o.row + 1)
        return np.array(found, dtype=np.intp)

    def _grow(self, people: int) -> None:
        more = len(self.columns) - self.h.shape[1]
        if more > 0:
            self.J = np.pad(self.J, ((0, 0), (0, more), (0, more)))
            self.h, self.mean = (np.pad(one, ((0, 0), (0, more))) for one in (self.h, self.mean))
        if people > len(self.own):
            wider = ((0, 2 * people - len(self.own)), (0, 0))
            self.own_J, self.own_h, self.own = (np.pad(one, wider) for one in (self.own_J, self.own_h, self.own))

    def _forget(self, t: float | None) -> None:
        if t is None:
            return
        if self.t is not None and t - self.t < 3600.0:
            return
        if self.t is not None:
            keep = 0.5 ** ((t - self.t) / 86400.0 / HALF_LIFE_DAYS)
            self.J *= keep
            self.h *= keep
            self.own_J *= keep
            self.own_h *= keep
        self.t = t

    def put_own(self, row: int, precision: Floats, information: Floats, mean: Floats) -> None:
        """What was known of one person, as it was stored."""
        self._grow(row + 1)
        self.own_J[row], self.own_h[row], self.own[row] = precision, information, mean

    def solve(self) -> None:
        """Posterior means from what was gathered, and how large effects are from the means."""
        prior = 1.0 / self._prior()
        index = np.arange(len(self.columns))
        precision = self.J.copy()
        precision[:, index, index] += prior
        covariance = np.linalg.inv(precision)
        self.mean = (covariance @ self.h[..., None])[..., 0]
        known = 1.0 - np.diagonal(covariance, axis1=1, axis2=2) * prior
        own_precision = self.own_J + 1.0 / self.variance[:, OWN]
        self.own = self.own_h / own_precision
        for level, name in enumerate(LEVELS[:OWN]):
            at = [number for number, kind in enumerate(self.columns.kind) if kind == name]
            self._resize(level, np.square(self.mean[:, at]).sum(axis=1), known[:, at].sum(axis=1))
        own_known = self.own_J / own_precision
        self._resize(OWN, np.square(self.own).sum(axis=0), own_known.sum(axis=0))
        self.solved_at = self.seen

    def _prior(self) -> Floats:
        """(families, columns)."""
        by_kind = {name: self.variance[:, level] for level, name in enumerate(LEVELS)}
        by_kind["wish"] = np.full(F, WISH_VARIANCE)
        return np.stack([by_kind[kind] for kind in self.columns.kind], axis=1)

    def _resize(self, level: int, squares: Floats, known: Floats) -> None:
        found = (squares + IMAGINED * START_VARIANCE) / (np.maximum(known, 0.0) + IMAGINED)
        self.variance[:, level] = np.clip(found, SMALLEST, GREATEST)


class Past:
    """Past outcomes with wishes, to be fitted jointly with the other effects. `at`: which of all outcomes they are."""

    def __init__(self, affinity: Affinity, outcomes: Sequence[Outcome]) -> None:
        self.affinity = affinity
        self.at: Ints = np.array([n for n, one in enumerate(outcomes) if one.wished], dtype=np.intp)
        wished = [outcomes[n] for n in self.at.tolist()]
        self._places = [affinity.columns_of(one) for one in wished]
        self._rows: Ints = np.array([one.row if one.matched else 0 for one in wished], dtype=np.intp)
        self._matched: Floats = np.array([[1.0 if one.matched else 0.0] for one in wished])

    def part(self) -> Floats:
        """What it adds, (of these outcomes, families)."""
        shared: Floats = self._design() @ self.affinity.mean.T
        return shared + self.affinity.own[self._rows] * self._matched

    def fit(self, z: Floats, w: Floats) -> None:
        """Learn all of them anew: `z`: working responses for this part, `w`: their precisions."""
        to, x = self.affinity, self._design()
        own = to.own[self._rows] * self._matched
        for family in range(F):
            weighted = x.multiply(w[:, family][:, None]).tocsr()
            to.J[family] = (x.T @ weighted).toarray()
            to.h[family] = weighted.T @ (z - own)[:, family]
        left = z - x @ to.mean.T
        to.own_J[:], to.own_h[:] = 0.0, 0.0
        np.add.at(to.own_J, self._rows, w * self._matched)
        np.add.at(to.own_h, self._rows, w * left * self._matched)
        to.seen = len(self.at)
        to.solve()

    def _design(self) -> csr_array:
        from scipy.sparse import csr_array

        ends = np.cumsum([0, *(len(one) for one in self._places)])
        columns = np.concatenate(self._places)
        shape = (len(self._places), len(self.affinity.columns))
        return csr_array((np.ones(len(columns)), columns, ends), shape=shape)
