"""Learning many past outcomes at once: the joint fit that learning them one by one only approaches.

Newton's method by turns: the context's effects with the persons' held, each person's with the context's held, prior
variances in between, and then what shared experience adds. What comes later is learned on top of it, one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from gigline.routing.engine import newton
from gigline.routing.engine.affinity import Affinity, Past
from gigline.routing.engine.columns import (
    CSAT,
    FAMILIES,
    WORK,
    Columns,
    Floats,
    Ints,
    lateness,
    level,
    pair_columns,
    targets,
)
from gigline.routing.engine.context import START, Context
from gigline.routing.engine.events import Outcome
from gigline.routing.engine.newton import Noise
from gigline.routing.engine.persons import Persons

if TYPE_CHECKING:
    from scipy.sparse import csr_array

FEWEST = 200
TURNS = 8
Bools = npt.NDArray[np.bool_]


class Batch:
    """Outcomes as arrays, and the model's parts that learn from them. `y`, `known`: (outcomes, families)."""

    def __init__(
        self,
        columns: Columns,
        context: Context,
        persons: Persons,
        affinity: Affinity,
        noise: Noise,
        outcomes: Sequence[Outcome],
    ) -> None:
        self.context, self.persons, self.noise = context, persons, noise
        self.wished = Past(affinity, outcomes)
        pair = _once_a_kind(lambda one: pair_columns(columns, one.conversation), _kind)
        self.pairs: Ints = np.array([pair(one) for one in outcomes])
        self.people: Ints = np.array([one.row for one in outcomes], dtype=np.intp)
        found = [targets(one) for one in outcomes]
        self.y: Floats = np.array([y for y, _ in found])
        self.known: Bools = np.array([known for _, known in found])
        self.designs = _designs(context, outcomes)
        self.of_person = [(row, at, self._places(row, at)) for row, at in _by_person(self.people)]

    def parts(self) -> tuple[Floats, Floats, Floats]:
        """The parts of each sum: the context's, the person's, that of shared experience. (outcomes, families)."""
        shared = START + np.stack([x @ self.context.mean[f] for f, x in enumerate(self.designs)], axis=1)
        self.persons.grow(int(self.people.max(initial=0)) + 1)
        own = self.persons.effects[self.pairs, self.people[:, None]].sum(axis=1)
        own[self.people < 0] = 0.0
        by_match = np.zeros_like(shared)
        if len(self.wished.at):
            by_match[self.wished.at] = self.wished.part()
        return shared, own, by_match

    def turn(self) -> None:
        """One of each."""
        shared, _, _, step, w = self._step()
        self._fit_context(shared - START + step, w)
        _, own, _, step, w = self._step()
        z = own + step
        for row, at, places in self.of_person:
            self._fit_person(row, places, z[at], w[at])
        self.persons.refresh()
        if len(at := self.wished.at):
            _, _, by_match, step, w = self._step()
            self.wished.fit((by_match + step)[at], w[at])

    def _step(self) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """The parts, how far their sum is from what came, and with what precision."""
        shared, own, by_match = self.parts()
        step, w = newton.step(shared + own + by_match, self.y, self.known, self.noise.variance)
        return shared, own, by_match, step, w

    def _fit_context(self, z: Floats, w: Floats) -> None:
        for family, x in enumerate(self.designs):
            weighted = x.multiply(w[:, family][:, None]).tocsr()
            self.context.J[family] = (x.T @ weighted).toarray()
            self.context.h[family] = weighted.T @ z[:, family]
        self.context.solve()

    def _places(self, row: int, at: Ints) -> Ints:
        """(outcomes, columns of a pair): which of the person's own columns these outcomes are about."""
        met, places = np.unique(self.pairs[at], return_inverse=True)
        _, own = self.persons.person(row, met.tolist())
        found: Ints = own[places].reshape(len(at), -1)
        return found

    def _fit_person(self, row: int, places: Ints, z: Floats, w: Floats) -> None:
        one = self.persons.people[row]
        x = np.zeros((len(places), len(one.columns)))
        x[np.arange(len(places))[:, None], places] = 1.0
        for family in range(len(FAMILIES)):
            weighted = x * w[:, family][:, None]
            one.J[family] = x.T @ weighted
            one.h[family] = weighted.T @ z[:, family]
        one.seen = len(places)
        self.persons.cases[row] = len(places)
        self.persons.solve(row)

    def note_noise(self) -> None:
        """What remains unexplained of the work."""
        known = self.known[:, WORK]
        left = np.clip((self.y - sum(self.parts()))[known, WORK], -newton.FURTHEST, newton.FURTHEST)
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


def _kind(one: Outcome) -> tuple[str, ...]:
    """What a conversation's columns follow from."""
    c = one.conversation
    return c.topic, c.brand, c.language, c.channel, c.segment


def _once_a_kind(
    columns_of: Callable[[Outcome], Ints], kind_of: Callable[[Outcome], Hashable]
) -> Callable[[Outcome], Ints]:
    """`columns_of`, asked once for outcomes of a kind: there are far fewer kinds than outcomes."""
    known: dict[Hashable, Ints] = {}

    def columns(one: Outcome) -> Ints:
        kind = kind_of(one)
        found = known.get(kind)
        if found is None:
            found = known[kind] = columns_of(one)
        return found

    return columns


def _by_person(people: Ints) -> list[tuple[int, Ints]]:
    """(row, the numbers of their outcomes) for all with a profile."""
    order = np.argsort(people, kind="stable")
    rows, starts = np.unique(people[order], return_index=True)
    parts = np.split(order, starts[1:])
    return [(int(row), at) for row, at in zip(rows, parts, strict=True) if row >= 0]


def _designs(context: Context, outcomes: Sequence[Outcome]) -> list[csr_array]:
    """The context's design by family; only satisfaction sees the resolution."""
    # Starting the platform needs no scipy, and loading it takes a third of a second.
    from scipy.sparse import csr_array

    situation = _once_a_kind(
        lambda one: context.situation(one.conversation, 0.0, one.concurrency)[0],
        lambda one: (*_kind(one), level(one.concurrency)),
    )
    columns = np.concatenate([situation(one) for one in outcomes])
    values = np.ones((len(outcomes), len(columns) // len(outcomes)))
    values[:, -2] = [lateness(one.wait, one.conversation.sla) for one in outcomes]
    shape = (len(outcomes), len(context.columns))
    ends = np.arange(0, len(columns) + 1, values.shape[1])
    blind, seeing = values.copy(), values
    blind[:, -1] = 0.0
    seeing[:, -1] = [one.resolved for one in outcomes]
    return [
        csr_array(((seeing if family == CSAT else blind).ravel(), columns, ends), shape=shape)
        for family in range(len(FAMILIES))
    ]
