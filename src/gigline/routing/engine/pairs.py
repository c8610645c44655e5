"""What differs between the candidates of a conversation: summed up when deciding, told by part when somebody asks.

Most records are never looked at, and in a large round their parts would be a hundred megabytes; so they are worked
out from what they were summed up from, which nobody changes afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from gigline.routing.engine.columns import Floats, Ints
from gigline.routing.engine.scores import OWN, PARTS, Row


@dataclass(frozen=True, slots=True, eq=False)
class Able:
    """Those who can take it as the sketch stands, ascending, and what of a score depends on the person alone.

    `here`: how many of the eligible are online; `at`: where these people stand in a row's tables (levels, eligible).
    """

    eligible: Ints
    here: int
    people: Ints
    at: Ints
    level: Ints
    fair: Floats
    rent: Floats

    def excluded(self, row: Row) -> dict[str, int]:
        """How many each rule keeps from this conversation, by the first that says no."""
        found = dict(row.unfit)
        if len(self.eligible) > self.here:
            found["offline"] = len(self.eligible) - self.here
        if self.here > len(self.people):
            found["full or resting"] = self.here - len(self.people)
        return found


class Pairs:
    """`people`: ascending; `own`: what each of them is worth, the sum of their parts."""

    __slots__ = ("_made", "_make", "own", "people")

    def __init__(self, people: Ints, own: Floats, make: Callable[[], Floats]) -> None:
        self.people, self.own = people, own
        self._make = make
        self._made: Floats | None = None

    @property
    def parts(self) -> Floats:
        """(own parts, people), in the order of scores.OWN. Not to be written to."""
        if self._made is None:
            self._made = self._make()
        return self._made


class PartsOf(Mapping[str, float]):
    """All parts of one pair by name, in the order of scores.PARTS."""

    __slots__ = ("_extra", "_pairs", "_person")

    def __init__(self, pairs: Pairs, person: int, extra: tuple[float, float, float]) -> None:
        self._pairs, self._person, self._extra = pairs, person, extra

    def __getitem__(self, name: str) -> float:
        i = PARTS.index(name) if name in PARTS else -1
        if i < 0:
            raise KeyError(name)
        if i >= len(OWN):
            return self._extra[i - len(OWN)]
        return float(self._pairs.parts[i, self._pairs.people.searchsorted(self._person)])

    def __iter__(self) -> Iterator[str]:
        return iter(PARTS)

    def __len__(self) -> int:
        return len(PARTS)


def of_parts(people: Ints, parts: Floats) -> Pairs:
    """From parts that are known already."""
    return Pairs(people, total(parts), lambda: parts)


def of(able: Able, row: Row, continuity: Floats | None = None, explore: Floats | None = None) -> Pairs:
    """What these people are worth to this conversation. Adds up in the order of `total`, to the same last bit."""
    own = row.value.take(able.at)
    if continuity is not None:
        own += continuity
    work = row.work.take(able.at)
    own += able.fair * work
    if explore is not None:
        own += explore
    own -= row.loss.take(able.level)
    own -= able.rent * work
    return Pairs(able.people, own, partial(_parts, able, row, continuity, explore))


def of_many(able: Able, rows: Sequence[Row], own: Floats) -> list[Pairs]:
    """The same for conversations that the same people can take, none of which has a continuity of its own. `own`:
    (conversations, people), where it is to stand.

    What adds nothing to anybody is left out: there may be millions of pairs.
    """
    work = np.empty_like(own)
    for to, row in zip(own, rows, strict=True):
        # Nothing is out of bounds; other modes than this copy once more.
        row.value.take(able.at, out=to, mode="clip")
    for to, row in zip(work, rows, strict=True):
        row.work.take(able.at, out=to, mode="clip")
    if able.fair.any():
        own += able.fair * work
    if able.level.any():
        own -= np.array([row.loss for row in rows])[:, able.level]
    work *= able.rent
    own -= work
    return [Pairs(able.people, one, partial(_parts, able, row, None, None)) for one, row in zip(own, rows, strict=True)]


def _parts(able: Able, row: Row, continuity: Floats | None, explore: Floats | None) -> Floats:
    none, work = np.zeros(len(able.people)), row.work.take(able.at)
    return np.stack(
        (
            row.value.take(able.at),
            none if continuity is None else continuity,
            able.fair * work,
            none if explore is None else explore,
            -row.loss.take(able.level),
            -(able.rent * work),
        )
    )


def total(parts: Floats) -> Floats:
    """Left to right, so that it is the same sum each time."""
    score: Floats = parts[0].copy()
    for part in parts[1:]:
        score += part
    return score
