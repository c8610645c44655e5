"""Effects of the person.

How much better or worse they do than the pool, in general and by topic, brand, language, channel
and segment. Partial pooling: without data all are 0, so a newcomer is the pool's mean.

Each associate has a full Gaussian posterior per family in information form, over the columns they have met. The prior
variances are estimated from all associates together (MacKay's fixed point, brought up to date with each outcome).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from gigline.routing.engine.columns import FAMILIES, KINDS, Columns, Floats, Ints

F = len(FAMILIES)
K = len(KINDS)
EVERY: Ints = np.arange(F)
# Prior variances to begin with, by family and kind, and how many imagined effects they weigh.
START_VARIANCE = np.array(
    (
        (0.10, 0.10, 0.08, 0.03, 0.05, 0.05),
        (0.10, 0.06, 0.05, 0.03, 0.04, 0.05),
        (0.03, 0.02, 0.01, 0.005, 0.01, 0.005),
        (0.10, 0.10, 0.08, 0.03, 0.05, 0.05),
    )
)
IMAGINED = 15.0
SMALLEST, GREATEST = 0.002, 1.5
HALF_LIFE_DAYS = 90.0
REFRESH_EVERY = 256
# Of a person of whom much is known one outcome changes little in how much is known.
SHARE_EVERY = 8
# Of so many people the covariances are held at once.
SOLVED_TOGETHER = 200


@dataclass(slots=True)
class Person:
    """What is known of one associate. `local`: global column → own column; `kinds`: the kind of each own column."""

    local: dict[int, int] = field(default_factory=dict)
    columns: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    kinds: Floats = field(default_factory=lambda: np.zeros((0, K)))
    J: Floats = field(default_factory=lambda: np.zeros((F, 0, 0)))
    h: Floats = field(default_factory=lambda: np.zeros((F, 0)))
    share: Floats = field(default_factory=lambda: np.zeros((2, F, K)))
    seen: int = 0
    t: float | None = None


class Persons:
    """Everybody's effects. `effects`: (columns, people, families), the posterior means to be summed up."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.people: dict[int, Person] = {}
        self.effects = np.zeros((64, 64, F))
        self.cases = np.zeros(64)
        self.variance = START_VARIANCE.copy()
        self.sums = np.zeros((2, F, K))
        self.seen = 0

    def grow(self, rows: int) -> None:
        """Makes place for so many people and all columns."""
        columns, people, _ = self.effects.shape
        more_columns = max(0, len(self.columns) - columns) and columns
        more_people = 0
        while people + more_people < rows:
            more_people += people + more_people
        if more_columns or more_people:
            self.effects = np.pad(self.effects, ((0, more_columns), (0, more_people), (0, 0)))
            self.cases = np.pad(self.cases, (0, more_people))

    def at(self, row: int, pair: Ints) -> Floats:
        """The sum of one person's effects for these columns, by family."""
        self.grow(row + 1)
        total: Floats = self.effects[pair, row].sum(axis=0)
        return total

    def of(self, rows: Ints, pair: Ints) -> Floats:
        """(families, people): the same for many people."""
        self.grow(int(rows[-1]) + 1 if len(rows) else 1)
        total = np.zeros((len(rows), F))
        for column in pair.tolist():
            total += self.effects[column].take(rows, axis=0)
        return total.T

    def cases_of(self, rows: Ints) -> Floats:
        """How many outcomes of each were seen."""
        self.grow(int(rows[-1]) + 1 if len(rows) else 1)
        found: Floats = self.cases[rows]
        return found

    def person(self, row: int, pair: Sequence[int]) -> tuple[Person, Ints]:
        """The person, with own columns for this pair."""
        one = self.people.get(row)
        if one is None:
            one = self.people[row] = Person()
        new = [each for each in pair if each not in one.local]
        if new:
            self._widen(one, new)
        return one, np.array([one.local[each] for each in pair], dtype=np.intp)

    def _widen(self, one: Person, new: Sequence[int]) -> None:
        for each in new:
            one.local[each] = len(one.local)
        n = len(new)
        one.columns = np.concatenate((one.columns, np.array(new, dtype=np.intp)))
        kinds = np.zeros((n, K))
        kinds[np.arange(n), [KINDS.index(self.columns.kind[each]) for each in new]] = 1.0
        one.kinds = np.concatenate((one.kinds, kinds))
        # By hand: `np.pad` takes ten times as long for so few.
        had, has, J, h = len(one.columns) - n, len(one.columns), one.J, one.h
        one.J, one.h = np.zeros((F, has, has)), np.zeros((F, has))
        one.J[:, :had, :had], one.h[:, :had] = J, h

    def learn(self, row: int, pair: Ints, z: Floats, w: Floats, t: float | None) -> None:
        """One outcome. `z`: working responses for the person's part, `w`: their precisions (0 where unknown)."""
        one, own = self.person(row, pair.tolist())
        self._forget(one, t)
        one.J[:, own[:, None], own] += w[:, None, None]
        one.h[:, own] += (w * z)[:, None]
        one.seen += 1
        self.cases[row] += 1.0
        self.seen += 1
        self.solve(row, w.nonzero()[0], share=one.seen <= SHARE_EVERY or one.seen % SHARE_EVERY == 0)
        if self.seen % REFRESH_EVERY == 0:
            self.refresh()

    def _forget(self, one: Person, t: float | None) -> None:
        if t is None:
            return
        if one.t is not None and t > one.t:
            keep = 0.5 ** ((t - one.t) / 86400.0 / HALF_LIFE_DAYS)
            one.J *= keep
            one.h *= keep
        one.t = t

    def solve(self, row: int, told: Ints = EVERY, *, share: bool = True) -> None:
        """Posterior means of one person into the table.

        `told`: the families of which something new is known; the others stay as they are. `share`: bring their share in
        the estimate of the prior variances up to date as well, which takes the whole covariance.
        """
        one = self.people[row]
        precision, prior = self._precision(one, told)
        if share:
            covariance = np.linalg.inv(precision)
            mean: Floats = (covariance @ one.h[told, :, None])[..., 0]
            self._share(one, told, mean, 1.0 - np.diagonal(covariance, axis1=1, axis2=2) * prior)
        else:
            mean = np.asarray(np.linalg.solve(precision, one.h[told, :, None])[..., 0], dtype=np.float64)
        self.grow(row + 1)
        self.effects[one.columns[:, None], row, told] = mean.T

    def solve_all(self, rows: Sequence[int]) -> None:
        """The same for many people and all families, those who have equally many columns together."""
        alike: dict[int, list[int]] = {}
        for row in rows:
            alike.setdefault(len(self.people[row].columns), []).append(row)
        for group in alike.values():
            for first in range(0, len(group), SOLVED_TOGETHER):
                self._solve_alike(group[first : first + SOLVED_TOGETHER])

    def _solve_alike(self, rows: Sequence[int]) -> None:
        ones = [self.people[row] for row in rows]
        kinds = np.stack([one.kinds for one in ones])
        prior = (1.0 / self.variance) @ kinds.transpose(0, 2, 1)
        precision = np.stack([one.J for one in ones])
        index = np.arange(kinds.shape[1])
        precision[..., index, index] += prior
        covariance = np.linalg.inv(precision)
        means = (covariance @ np.stack([one.h for one in ones])[..., None])[..., 0]
        known = 1.0 - np.diagonal(covariance, axis1=2, axis2=3) * prior
        shares = np.stack((np.square(means) @ kinds, known @ kinds), axis=1)
        for row, one, mean, share in zip(rows, ones, means, shares, strict=True):
            self.sums += share - one.share
            one.share = share
            self.effects[one.columns, row] = mean.T

    def _share(self, one: Person, told: Ints, mean: Floats, known: Floats) -> None:
        share = np.stack((np.square(mean) @ one.kinds, known @ one.kinds))
        self.sums[:, told] += share - one.share[:, told]
        one.share[:, told] = share

    def _precision(self, one: Person, families: Ints = EVERY) -> tuple[Floats, Floats]:
        """What was learned and the prior together, and the prior alone: (families, own columns)."""
        prior = (1.0 / self.variance[families]) @ one.kinds.T
        precision = one.J[families]
        index = np.arange(len(one.columns))
        precision[:, index, index] += prior
        return precision, prior

    def refresh(self) -> None:
        """Prior variances that explain the spread of the posterior means: Σ mean² / Σ (1 - variance/prior)."""
        found = (self.sums[0] + IMAGINED * START_VARIANCE) / (np.maximum(self.sums[1], 0.0) + IMAGINED)
        self.variance = np.clip(found, SMALLEST, GREATEST)

    def spread(self, row: int, pair: Ints) -> Floats:
        """Posterior standard deviation of a person's sum for these columns, by family."""
        known = self.people.get(row)
        wide = self.variance.sum(axis=1)
        if known is None:
            return _root(wide)
        own = [known.local[each] for each in pair.tolist() if each in known.local]
        met = [KINDS.index(self.columns.kind[each]) for each in pair.tolist() if each in known.local]
        covariance = np.linalg.inv(self._precision(known)[0])
        inside = covariance[:, np.array(own)[:, None], np.array(own)].sum(axis=(1, 2)) if own else 0.0
        return _root(inside + wide - self.variance[:, met].sum(axis=1))


def _root(variance: Floats) -> Floats:
    root: Floats = np.sqrt(np.maximum(variance, 0.0))
    return root
