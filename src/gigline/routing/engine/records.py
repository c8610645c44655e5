"""The record of a round: all that led to its offers, so that the same choice follows again from it.

Numbers are kept as they were when deciding; turned into text by `to_json` only when somebody stores them, and back by
`from_json` without losing a bit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from gigline.routing.engine import crowd, pairs, solver
from gigline.routing.engine.columns import Floats, Ints
from gigline.routing.engine.pairs import Pairs
from gigline.routing.engine.scores import OWN, Weights

HEAD = ("t", "policy", "version", "model", "seed", "in_kinds")


@dataclass(frozen=True, slots=True)
class Considered:
    """One conversation of a round. `pairs`: its candidates; `names[number]` is the associate's id.

    `excluded`: how many people each rule kept from it, by the first rule that says no.
    """

    conversation: str
    waited: float
    pairs: Pairs
    names: Sequence[str] | Mapping[int, str]
    extra: tuple[float, float, float]
    propensity: float
    excluded: Mapping[str, int] = field(default_factory=dict)
    kind: int = 0

    @property
    def numbers(self) -> Ints:
        """The candidates, ascending."""
        return self.pairs.people

    @property
    def parts(self) -> Floats:
        """(own parts, candidates), in the order of scores.OWN."""
        return self.pairs.parts

    def candidates(self) -> list[str]:
        """Their ids."""
        return [self.names[number] for number in self.numbers.tolist()]

    def scores(self) -> Floats:
        """The parts of each candidate, summed up in their order."""
        return self.pairs.own + sum(self.extra)


@dataclass(frozen=True, slots=True)
class Round:
    """Everything that competed with everything else in one pass of a round."""

    t: float
    policy: str
    version: int
    model: int
    seed: int
    weights: Weights
    rows: Sequence[Considered]
    in_kinds: bool = False

    def row(self, conversation: str) -> Considered:
        """The one of this conversation; LookupError if it was not considered."""
        for one in self.rows:
            if one.conversation == conversation:
                return one
        raise LookupError(conversation)


def around(given: Round, conversation: str) -> Round:
    """The part of a round that one conversation's offer follows from: what it competed with, directly or over others.

    Large rounds stay whole, as their swaps go as far as they get.
    """
    if given.in_kinds:
        return given
    for members in solver.components([one.numbers for one in given.rows]):
        part = tuple(given.rows[i] for i in members)
        if any(one.conversation == conversation for one in part):
            return replace(given, rows=part)
    raise LookupError(conversation)


def replay(given: Round) -> list[tuple[str, str]]:
    """(conversation, associate) as they follow from the record, by row."""
    return [(given.rows[i].conversation, given.rows[i].names[person]) for i, person in picked(given)]


def picked(given: Round) -> list[tuple[int, int]]:
    """(number of the row, number of the person) as they follow from the record."""
    if given.in_kinds:
        return _by_kinds(given.rows)
    return solver.solve([one.numbers for one in given.rows], [one.scores() for one in given.rows])


def _by_kinds(rows: Sequence[Considered]) -> list[tuple[int, int]]:
    starts: dict[int, list[int]] = {}
    for i, one in enumerate(rows):
        starts.setdefault(one.kind, []).append(i)
    kinds = [
        crowd.Kind(rows[of[0]].numbers, rows[of[0]].pairs.own, [sum(rows[i].extra) for i in of])
        for of in starts.values()
    ]
    first = [of[0] for of in starts.values()]
    return [(first[k] + i, person) for k, i, person in crowd.assign(kinds)]


def to_json(given: Round) -> dict[str, Any]:
    """JSON values; floats keep all their digits."""
    rows = [
        {
            "conversation": one.conversation,
            "waited": one.waited,
            "candidates": one.candidates(),
            "numbers": one.numbers.tolist(),
            "parts": dict(zip(OWN, one.parts.tolist(), strict=True)),
            "extra": list(one.extra),
            "kind": one.kind,
            "propensity": one.propensity,
            "excluded": dict(one.excluded),
        }
        for one in given.rows
    ]
    head = {name: getattr(given, name) for name in HEAD}
    return {**head, "weights": asdict(given.weights), "rows": rows}


def from_json(stored: Mapping[str, Any]) -> Round:
    """The record as it was."""
    rows = tuple(
        Considered(
            one["conversation"],
            one["waited"],
            pairs.of_parts(
                np.array(one["numbers"], dtype=np.intp),
                np.array([one["parts"][name] for name in OWN], dtype=np.float64),
            ),
            dict(zip(one["numbers"], one["candidates"], strict=True)),
            tuple(one["extra"]),
            one["propensity"],
            one["excluded"],
            one["kind"],
        )
        for one in stored["rows"]
    )
    head = {name: stored[name] for name in HEAD}
    return Round(**head, weights=Weights(**stored["weights"]), rows=rows)
