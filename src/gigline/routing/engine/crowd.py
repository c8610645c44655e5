"""Large rounds: conversations of one kind share their scores, so that work grows with the kinds and not with the crowd.

Within a kind, conversations differ only by how urgent they are (a number added to all of their pairs). The best pair
of all is taken first, then the best of what is left: a heap holds for each kind its most urgent conversation with the
best person still free. Then bounded swaps: whoever was left without anybody may push somebody on who has another
choice.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gigline.routing.engine.columns import Floats, Ints

HEAD = 24
LOOKS = 32
SWAPS = 150
# Beyond so many pairs only those who got nobody are helped: the rest would cost more time than it brings.
REFINED = 2_000


@dataclass(frozen=True, slots=True)
class Kind:
    """`people`: who may, ascending; `own`: what each is worth; `extra`: what each conversation adds, greatest first."""

    people: Ints
    own: Floats
    extra: Floats


class _Line:
    """The best people of a kind who were free when it was drawn up; drawn up anew when it runs out."""

    def __init__(self, kind: Kind, free: bytearray) -> None:
        self.kind, self.free = kind, free
        self.draw(first=True)

    def draw(self, *, first: bool = False) -> None:
        """The best of those who are free now, best first."""
        at = np.arange(len(self.kind.own)) if first else np.flatnonzero(_bools(self.free)[self.kind.people])
        own = self.kind.own[at]
        most = HEAD + len(self.kind.extra)
        if most < len(own):
            top = np.argpartition(-own, most - 1)[:most]
            at, own = at[top], own[top]
        order = np.argsort(-own, kind="stable")
        self.people: list[int] = self.kind.people[at[order]].tolist()
        self.own: list[float] = own[order].tolist()
        self.place = 0

    def next_free(self) -> bool:
        """Goes on to the best who is free; False when there is nobody."""
        people, free, place = self.people, self.free, self.place
        while place < len(people) and not free[people[place]]:
            place += 1
        self.place = place
        if place < len(people):
            return True
        self.draw()
        return bool(self.people)


def _bools(free: bytearray) -> npt.NDArray[np.bool_]:
    return np.frombuffer(free, dtype=np.bool_)


def assign(kinds: Sequence[Kind]) -> list[tuple[int, int, int]]:
    """(kind, conversation within it, person). Only what adds up to more than 0 is picked."""
    size = 1 + max((int(kind.people[-1]) for kind in kinds if len(kind.people)), default=0)
    free = bytearray(b"\1" * size)
    picked = _greedy(kinds, free)
    _Swaps(kinds, picked, free).run()
    return [(k, i, person) for (k, i), person in sorted(picked.items())]


def _greedy(kinds: Sequence[Kind], free: bytearray) -> dict[tuple[int, int], int]:
    lines = [_Line(kind, free) for kind in kinds]
    extras: list[list[float]] = [kind.extra.tolist() for kind in kinds]
    heap = [(-line.own[0] - extras[k][0], k, 0) for k, line in enumerate(lines) if line.own]
    heapq.heapify(heap)
    picked: dict[tuple[int, int], int] = {}
    while heap:
        negative, k, i = heap[0]
        line = lines[k]
        if not line.next_free():
            heapq.heappop(heap)
            continue
        now = -line.own[line.place] - extras[k][i]
        if now > negative:
            heapq.heapreplace(heap, (now, k, i))
            continue
        if now >= 0.0:
            break
        person = line.people[line.place]
        free[person] = 0
        picked[k, i] = person
        if i + 1 < len(extras[k]):
            heapq.heapreplace(heap, (-line.own[line.place] - extras[k][i + 1], k, i + 1))
        else:
            heapq.heappop(heap)
    return picked


class _Swaps:
    """Chains of two: somebody takes a better person from a conversation that goes on to somebody free, if both gain.

    First for those who got nobody, then for those who got least of what they could have had, `SWAPS` at most. For each
    kind its best person still free is remembered, so that a try costs only looks.
    """

    def __init__(self, kinds: Sequence[Kind], picked: dict[tuple[int, int], int], free: bytearray) -> None:
        self.kinds, self.picked, self.free = kinds, picked, free
        self.holder = {person: key for key, person in picked.items()}
        self.best: dict[int, int | None] = {}
        self.lists: dict[int, tuple[list[int], list[float]]] = {}
        self.top: dict[int, list[tuple[int, float]]] = {}

    def run(self) -> None:
        """All of them."""
        for k, kind in enumerate(self.kinds):
            for i in range(len(kind.extra)):
                # If not this one, then no less urgent one of its kind.
                if (k, i) not in self.picked and not self.push(k, i):
                    break
        if len(self.picked) > REFINED:
            return
        most = [float(kind.own.max(initial=0.0)) for kind in self.kinds]
        regret = sorted((self._own(k, person) - most[k], k, i) for (k, i), person in self.picked.items())
        for lost, k, i in regret[:SWAPS]:
            if lost < 0.0:
                self.push(k, i)

    def push(self, k: int, i: int) -> bool:
        """Whether this conversation got somebody better."""
        now = self.picked.get((k, i))
        have = -float(self.kinds[k].extra[i]) if now is None else self._own(k, now)
        best = (1e-12, -1, -1)
        for person, own in self._few(k):
            if own - have <= best[0]:
                break
            best = max(best, self._chain(person, own - have, now))
        if best[1] >= 0:
            self._move((k, i), best[1], best[2], now)
        return best[1] >= 0

    def _chain(self, person: int, gain: float, now: int | None) -> tuple[float, int, int]:
        """What is gained in all, by taking this person, and to whom their conversation goes on."""
        key = self.holder.get(person)
        if key is None:
            return gain, person, -1
        held = self._own(key[0], person)
        went = self._best_free(key[0])
        found = (-1.0, -1, -1)
        if went is not None:
            found = (gain - held + self._list(key[0])[1][went], person, self._list(key[0])[0][went])
        if now is not None and (back := self._at(key[0], now)) is not None:
            found = max(found, (gain - held + self._list(key[0])[1][back], person, now))
        return found

    def _few(self, k: int) -> list[tuple[int, float]]:
        if k not in self.top:
            kind = self.kinds[k]
            at = np.argsort(-kind.own, kind="stable")[:LOOKS]
            self.top[k] = list(zip(kind.people[at].tolist(), kind.own[at].tolist(), strict=True))
        return self.top[k]

    def _at(self, k: int, person: int) -> int | None:
        people = self._list(k)[0]
        at = bisect_left(people, person)
        return at if at < len(people) and people[at] == person else None

    def _own(self, k: int, person: int) -> float:
        people, own = self._list(k)
        return own[bisect_left(people, person)]

    def _list(self, k: int) -> tuple[list[int], list[float]]:
        """A kind's people and what they are worth as lists, in which one look is ten times faster."""
        found = self.lists.get(k)
        if found is None:
            found = self.lists[k] = (self.kinds[k].people.tolist(), self.kinds[k].own.tolist())
        return found

    def _best_free(self, k: int) -> int | None:
        known, kind = self.best.get(k, -1), self.kinds[k]
        if known is None or (known >= 0 and self.free[kind.people[known]]):
            return known
        at = np.flatnonzero(_bools(self.free)[kind.people])
        found = int(at[np.argmax(kind.own[at])]) if len(at) else None
        self.best[k] = found
        return found

    def _move(self, key: tuple[int, int], person: int, elsewhere: int, now: int | None) -> None:
        if now is not None:
            # Left idle unless passed on right here: to offer them to all others again would cost more than it brings.
            del self.holder[now]
        moved = self.holder.get(person)
        if moved is not None:
            self.picked[moved], self.holder[elsewhere] = elsewhere, moved
            self.free[elsewhere] = 0
        self.picked[key], self.holder[person] = person, key
        self.free[person] = 0
