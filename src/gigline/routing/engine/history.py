"""Learning many past outcomes at once: the joint fit that learning them one by one only approaches.

Newton's method by turns: the context's effects with the persons' held, each person's with the context's held, prior
variances in between, and then what shared experience adds. What comes later is learned on top of it, one by one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gigline.routing.engine import newton
from gigline.routing.engine.affinity import Affinity, Past
from gigline.routing.engine.columns import (
    CONVERTED,
    CSAT,
    FAMILIES,
    RESOLVED,
    WORK,
    Columns,
    Floats,
    Ints,
    kind_of,
    pair_columns,
)
from gigline.routing.engine.context import START, Context
from gigline.routing.engine.events import Outcome
from gigline.routing.engine.newton import Noise
from gigline.routing.engine.pasts import Pasts
from gigline.routing.engine.persons import Persons
from gigline.routing.engine.situations import Situations

FEWEST = 200
TURNS = 8
Bools = npt.NDArray[np.bool_]


class Batch:
    """Outcomes as arrays, and the model's parts that learn from them. `y`, `known`: (outcomes, families).

    `shared`, `own`, `by_match`: what the context, the persons and shared experience add up to, likewise.
    """

    def __init__(
        self,
        columns: Columns,
        context: Context,
        persons: Persons,
        affinity: Affinity,
        noise: Noise,
        outcomes: Sequence[Outcome],
    ) -> None:
        self.noise = noise
        self.wished = Past(affinity, outcomes)
        kinds, first = _kinds(outcomes)
        pairs = np.array([pair_columns(columns, outcomes[n].conversation) for n in first])
        self.situations = Situations(context, outcomes, kinds)
        self.pasts = Pasts(persons, np.array([one.row for one in outcomes], dtype=np.intp), pairs[kinds])
        self.y, self.known = _targets(outcomes)
        self.shared, self.own = self.situations.part(), self.pasts.part()
        self.by_match = self._by_match()

    def turn(self) -> None:
        """One of each."""
        step, w = self._step()
        self.situations.fit(self.shared - START + step, w)
        self.shared = self.situations.part()
        step, w = self._step()
        self.pasts.fit(self.own + step, w)
        self.own = self.pasts.part()
        if len(at := self.wished.at):
            step, w = self._step()
            self.wished.fit((self.by_match + step)[at], w[at])
            self.by_match = self._by_match()

    def _by_match(self) -> Floats:
        found = np.zeros_like(self.shared)
        if len(self.wished.at):
            found[self.wished.at] = self.wished.part()
        return found

    def _step(self) -> tuple[Floats, Floats]:
        """How far the sum of the parts is from what came, and with what precision."""
        return newton.step(self.shared + self.own + self.by_match, self.y, self.known, self.noise.variance)

    def note_noise(self) -> None:
        """What remains unexplained of the work."""
        known = self.known[:, WORK]
        left = (self.y - (self.shared + self.own + self.by_match))[known, WORK]
        left = np.clip(left, -newton.FURTHEST, newton.FURTHEST)
        self.noise.note(float(np.square(left).sum()), int(known.sum()))


def learn(
    columns: Columns,
    context: Context,
    persons: Persons,
    affinity: Affinity,
    noise: Noise,
    outcomes: Sequence[Outcome],
) -> None:
    """Into a model that has seen nothing yet."""
    batch = Batch(columns, context, persons, affinity, noise, outcomes)
    for _ in range(TURNS):
        batch.turn()
    batch.note_noise()
    context.seen = context.solved_at = persons.seen = len(outcomes)


def _kinds(outcomes: Sequence[Outcome]) -> tuple[Ints, list[int]]:
    """By outcome the number of its kind; the first outcome of each."""
    known: dict[tuple[str, ...], int] = {}
    first: list[int] = []
    numbers = np.empty(len(outcomes), dtype=np.intp)
    for n, one in enumerate(outcomes):
        number = known.setdefault(kind_of(one.conversation), len(first))
        if number == len(first):
            first.append(n)
        numbers[n] = number
    return numbers, first


def _targets(outcomes: Sequence[Outcome]) -> tuple[Floats, Bools]:
    """As columns.targets, of many."""
    work = np.array([one.work for one in outcomes], dtype=np.float64)
    csat, converted = [one.csat for one in outcomes], [one.converted for one in outcomes]
    y, known = np.zeros((len(outcomes), len(FAMILIES))), np.ones((len(outcomes), len(FAMILIES)), dtype=np.bool_)
    y[:, RESOLVED] = [one.resolved for one in outcomes]
    for family, answers in ((CSAT, csat), (CONVERTED, converted)):
        y[:, family] = [one is True for one in answers]
        known[:, family] = [one is not None for one in answers]
    known[:, WORK] = work > 0
    np.log(work, out=y[:, WORK], where=known[:, WORK])
    return y, known
