"""Large rounds: conversations of one kind share their scores, so that work grows with the kinds and not with the crowd.

Within a kind, conversations differ only by how urgent they are (a number added to all of their pairs). The best pair
of all is taken first, then the best of what is left: a heap holds for each kind its most urgent conversation with the
best person still free. Then bounded swaps: whoever was left without anybody may push somebody on who has another
choice.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gigline.routing.engine.columns import Floats, Ints

HEAD = 24
MORE = 8
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


# (kind, conversation within it) → the person, and what they are worth to it.
Key = tuple[int, int]
Picked = dict[Key, tuple[int, float]]


class _Line:
    """The best people of a kind who were free when it was drawn up; drawn up anew, and longer, when it runs out."""

    def __init__(self, kind: Kind, free: bytearray) -> None:
        self.kind, self.free = kind, free
        self.most = HEAD + len(kind.extra)
        self._rank(None)

    def _rank(self, at: Ints | None) -> None:
        """The best of these (None: of all), best first."""
        own = self.kind.own if at is None else self.kind.own[at]
        order = (-own).argpartition(self.most - 1)[: self.most] if self.most < len(own) else None
        short = own if order is None else own[order]
        best = (-short).argsort(kind="stable")
        place = best if order is None else order[best]
        self.people: list[int] = self.kind.people[place if at is None else at[place]].tolist()
        self.own: list[float] = short[best].tolist()
        self.place = 0

    def next_free(self) -> bool:
        """Goes on to the best who is free; False when there is nobody."""
        people, free, place = self.people, self.free, self.place
        while place < len(people) and not free[people[place]]:
            place += 1
        self.place = place
        if place < len(people):
            return True
        self.most *= MORE
        self._rank(_bools(free)[self.kind.people].nonzero()[0])
        return bool(self.people)


def _bools(free: bytearray) -> npt.NDArray[np.bool_]:
    return np.frombuffer(free, dtype=np.bool_)


def assign(kinds: Sequence[Kind]) -> list[tuple[int, int, int]]:
    """(kind, conversation within it, person). Only what adds up to more than 0 is picked."""
    size = 1 + max((int(kind.people[-1]) for kind in kinds if len(kind.people)), default=0)
    free = bytearray(b"\1" * size)
    picked = _greedy(kinds, free)
    _Swaps(kinds, picked, free).run()
    return sorted((k, i, person) for (k, i), (person, _) in picked.items())


def _greedy(kinds: Sequence[Kind], free: bytearray) -> Picked:
    lines = [_Line(kind, free) for kind in kinds]
    extras: list[list[float]] = [kind.extra.tolist() for kind in kinds]
    heap = [(-line.own[0] - extras[k][0], k, 0) for k, line in enumerate(lines) if line.own]
    heapq.heapify(heap)
    picked: Picked = {}
    while heap:
        negative, k, i = heap[0]
        line = lines[k]
        if not line.next_free():
            heapq.heappop(heap)
            continue
        own = line.own[line.place]
        now = -own - extras[k][i]
        if now > negative:
            heapq.heapreplace(heap, (now, k, i))
            continue
        if now >= 0.0:
            break
        person = line.people[line.place]
        free[person] = 0
        picked[k, i] = person, own
        if i + 1 < len(extras[k]):
            heapq.heapreplace(heap, (-own - extras[k][i + 1], k, i + 1))
        else:
            heapq.heappop(heap)
    return picked


class _Swaps:
    """Chains of two: somebody takes a better person from a conversation that goes on to somebody free, if both gain.

    First for those who got nobody, then for those who got least of what they could have had, `SWAPS` at most.
    """

    def __init__(self, kinds: Sequence[Kind], picked: Picked, free: bytearray) -> None:
        self.kinds, self.picked, self.free = kinds, picked, free
        self.holder = {person: key for key, (person, _) in picked.items()}
        self.best: dict[int, tuple[int, float] | None] = {}
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
        regret = sorted((own - most[k], k, i) for (k, i), (_, own) in self.picked.items())
        for lost, k, i in regret[:SWAPS]:
            if lost < 0.0:
                self.push(k, i)

    def push(self, k: int, i: int) -> bool:
        """Whether this conversation got somebody better."""
        now, have = self.picked.get((k, i), (None, -float(self.kinds[k].extra[i])))
        best, taken, passed = 1e-12, (-1, 0.0), (-1, 0.0)
        for person, own in self._few(k):
            if own - have <= best:
                break
            gain, elsewhere = self._chain(person, own - have, now)
            if gain > best:
                best, taken, passed = gain, (person, own), elsewhere
        if taken[0] >= 0:
            self._move((k, i), taken, passed, now)
        return taken[0] >= 0

    def _chain(self, person: int, gain: float, now: int | None) -> tuple[float, tuple[int, float]]:
        """What is gained in all, by taking this person, and to whom their conversation goes on."""
        key = self.holder.get(person)
        if key is None:
            return gain, (-1, 0.0)
        held = self.picked[key][1]
        found = (-1.0, (-1, 0.0))
        went = self._best_free(key[0])
        if went is not None:
            found = (gain - held + went[1], went)
        if now is not None and (back := self._own(key[0], now)) is not None:
            found = max(found, (gain - held + back, (now, back)))
        return found

    def _few(self, k: int) -> list[tuple[int, float]]:
        if k not in self.top:
            kind = self.kinds[k]
            at = np.argsort(-kind.own, kind="stable")[:LOOKS]
            self.top[k] = list(zip(kind.people[at].tolist(), kind.own[at].tolist(), strict=True))
        return self.top[k]

    def _own(self, k: int, person: int) -> float | None:
        kind = self.kinds[k]
        at = int(kind.people.searchsorted(person))
        return float(kind.own[at]) if at < len(kind.people) and kind.people[at] == person else None

    def _best_free(self, k: int) -> tuple[int, float] | None:
        """Remembered until they are taken, so that a try costs only looks."""
        known = self.best.get(k, (-1, 0.0))
        if known is None or (known[0] >= 0 and self.free[known[0]]):
            return known
        kind = self.kinds[k]
        at = _bools(self.free)[kind.people].nonzero()[0]
        best = int(at[kind.own[at].argmax()]) if len(at) else -1
        self.best[k] = found = (int(kind.people[best]), float(kind.own[best])) if best >= 0 else None
        return found

    def _move(self, key: Key, taken: tuple[int, float], passed: tuple[int, float], now: int | None) -> None:
        if now is not None:
            # Left idle unless passed on right here: to offer them to all others again would cost more than it brings.
            del self.holder[now]
        moved = self.holder.get(taken[0])
        if moved is not None:
            self.picked[moved], self.holder[passed[0]] = passed, moved
            self.free[passed[0]] = 0
        self.picked[key], self.holder[taken[0]] = taken, key
        self.free[taken[0]] = 0
