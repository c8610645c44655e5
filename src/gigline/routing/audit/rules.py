"""Rates of groups, their ratio with an exact interval, and when there is too little to say anything. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

# Below so many people on a side, or offers that a side would have with equal rates, nothing is said.
FEWEST_PEOPLE = 5
FEWEST_OFFERS = 30.0
FOUR_FIFTHS = 0.8
NEW_S = 90 * 86_400.0

About = Literal["experience", "anything", "newcomers", "language"]
# below: the whole interval is under four fifths. perhaps: the ratio is. open: the interval reaches below. fine: none.
Word = Literal["too_few", "below", "perhaps", "open", "fine"]


@dataclass(frozen=True)
class Person:
    """`since`: when their grant began. `said`: each experience with the times from and until which it counted."""

    id: UUID
    since: float
    languages: frozenset[str]
    said: tuple[tuple[str, float, float], ...] = ()


@dataclass(frozen=True)
class Asked:
    """An offer that several people could have had."""

    at: float
    chosen: UUID
    eligible: Sequence[UUID]


@dataclass(frozen=True)
class Told:
    """Something about one person at a time: minutes of work, or whether a conversation was settled (1 or 0)."""

    associate_id: UUID
    at: float
    value: float


@dataclass(frozen=True)
class Side:
    """One of two groups. `chances`: how often somebody of it could have been asked. `settled`: of the `known`."""

    people: int
    chances: int
    offers: int
    minutes: float
    known: int
    settled: int

    @property
    def rate(self) -> float:
        """Offers per chance."""
        return self.offers / self.chances if self.chances else 0.0


@dataclass(frozen=True)
class Row:
    """Those who have it against the others. `ratio`: the lower rate over the higher, with its 95 % interval; all None
    where there is too little, and then the sides are None too: figures of so few would be somebody's.
    """

    about: About
    name: str
    having: Side | None
    others: Side | None
    ratio: float | None
    low: float | None
    high: float | None
    word: Word


class _Times:
    """Moments, each with the number of a person and a value."""

    def __init__(self, rows: Iterable[tuple[int, float, float]]) -> None:
        table = np.array(list(rows), dtype=np.float64).reshape(-1, 3)
        self.who: Ints = table[:, 0].astype(np.intp)
        self.at: Floats = table[:, 1]
        self.value: Floats = table[:, 2]


# Which of these moments, by person and time, are of the group.
Member = Callable[[_Times], Bools]


class Audit:
    """Everything that was asked, worked and settled in a time, to be split by one group after the other."""

    def __init__(
        self, people: Sequence[Person], asked: Sequence[Asked], worked: Sequence[Told], settled: Sequence[Told]
    ) -> None:
        self.people = people
        number = {one.id: n for n, one in enumerate(people)}
        self._asked = _Times(
            (number[who], one.at, float(who == one.chosen)) for one in asked for who in one.eligible if who in number
        )
        self._worked, self._settled = (
            _Times((number[one.associate_id], one.at, one.value) for one in rows if one.associate_id in number)
            for rows in (worked, settled)
        )

    def rows(self, names: Mapping[str, str]) -> list[Row]:
        """`names`: the brand's experiences by key. Languages are shown that some have and some have not."""
        found = [self._row("experience", name, self._said(of)) for of, name in names.items()]
        found.append(self._row("anything", "", self._said(None)))
        found.append(self._row("newcomers", "", self._new))
        spoken = [one.languages for one in self.people]
        partly = frozenset().union(*spoken) - frozenset.intersection(*spoken) if spoken else frozenset()
        return found + [self._row("language", one, self._speaks(one)) for one in sorted(partly)]

    def _said(self, wanted: str | None) -> Member:
        """Whoever lets this count at the time, or anything."""

        def member(times: _Times) -> Bools:
            found = np.zeros(len(times.who), dtype=np.bool_)
            for n, one in enumerate(self.people):
                for key, start, end in one.said:
                    if wanted in (None, key):
                        found |= (times.who == n) & (times.at >= start) & (times.at < end)
            return found

        return member

    def _new(self, times: _Times) -> Bools:
        since = np.array([one.since for one in self.people])
        found: Bools = times.at - since[times.who] < NEW_S
        return found

    def _speaks(self, language: str) -> Member:
        speaking = np.array([language in one.languages for one in self.people])
        return lambda times: speaking[times.who]

    def _row(self, about: About, name: str, member: Member) -> Row:
        inside = [member(times) for times in (self._asked, self._worked, self._settled)]
        having, others = self._side(*inside), self._side(*(~one for one in inside))
        if not enough(having, others):
            return Row(about, name, None, None, None, None, None, "too_few")
        ratio, low, high = impact(having, others)
        return Row(about, name, having, others, ratio, low, high, word(ratio, low, high))

    def _side(self, asked: Bools, worked: Bools, settled: Bools) -> Side:
        return Side(
            people=len(np.unique(self._asked.who[asked])),
            chances=int(asked.sum()),
            offers=int(self._asked.value[asked].sum()),
            minutes=float(self._worked.value[worked].sum()),
            known=int(settled.sum()),
            settled=int(self._settled.value[settled].sum()),
        )


def enough(a: Side, b: Side) -> bool:
    """Whether anything can be said of these two."""
    chances = a.chances + b.chances
    rate = (a.offers + b.offers) / chances if chances else 0.0
    return min(a.people, b.people) >= FEWEST_PEOPLE and min(a.chances, b.chances) * rate >= FEWEST_OFFERS


def impact(a: Side, b: Side) -> tuple[float, float, float]:
    """The lower rate of offers over the higher, with its exact 95 % interval.

    Given all offers, those to one side are binomial if each side's are Poisson in its chances; Clopper and Pearson's
    interval for that share is one for the ratio of the rates.
    """
    lower, higher = sorted((a, b), key=lambda one: one.rate)
    scale = higher.chances / lower.chances
    share_low, share_high = clopper_pearson(lower.offers, lower.offers + higher.offers)
    low, high = (scale * one / (1.0 - one) if one < 1.0 else float("inf") for one in (share_low, share_high))
    return lower.rate / higher.rate, low, high


def clopper_pearson(hits: int, of: int, level: float = 0.05) -> tuple[float, float]:
    """The exact interval of a share."""
    from scipy.special import betaincinv

    low = float(betaincinv(hits, of - hits + 1, level / 2)) if hits else 0.0
    high = float(betaincinv(hits + 1, of - hits, 1 - level / 2)) if hits < of else 1.0
    return low, high


def word(ratio: float, low: float, high: float) -> Word:
    """What a ratio and its interval say against four fifths."""
    if high < FOUR_FIFTHS:
        return "below"
    if ratio < FOUR_FIFTHS:
        return "perhaps"
    return "open" if low < FOUR_FIFTHS else "fine"
