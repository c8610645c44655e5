"""Large rounds: conversations of one kind share their scores, so that work grows with the kinds and not with the crowd.

Within a kind, conversations differ only by how urgent they are (a number added to all of their pairs). The best pair
of all is taken first, then the best of what is left: down one list of each kind's best free people, then down one of
more people for those who got nobody, so that nobody is cut from the candidates. Then bounded swaps: whoever was left
without anybody may push somebody on who has another choice.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gigline.routing.engine.columns import Floats, Ints

HEAD = 48
STRETCH = 1_000
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
# The best people of a kind and what they are worth to it.
Line = tuple[Ints, Floats]
# (minus what it adds up to, kind, person, what they are worth).
Pair = tuple[float, int, int, float]
Ranked = tuple[Floats, Ints, Ints, Floats]


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
    """Best pair first, among the best free people of each kind; then more of them for those whom that left out."""
    picked: Picked = {}
    given = [0] * len(kinds)
    open_kinds = [k for k, kind in enumerate(kinds) if len(kind.extra)]
    head = HEAD
    while open_kinds:
        lines, cut = _lines(kinds, open_kinds, given, free, head)
        if not lines:
            break
        _deal(kinds, _in_order(kinds, lines, given), given, free, picked)
        open_kinds = [k for k in cut if given[k] < len(kinds[k].extra)]
        head *= MORE
    return picked


def _lines(
    kinds: Sequence[Kind], open_kinds: Sequence[int], given: Sequence[int], free: bytearray, head: int
) -> tuple[dict[int, Line], list[int]]:
    """The best free people of each of these kinds, and which kinds have more of them than that."""
    found: dict[int, Line] = {}
    cut: list[int] = []
    for people, most, group in _alike(kinds, open_kinds, given, head):
        at = _bools(free)[people].nonzero()[0]
        own = np.array([kinds[k].own for k in group])[:, at]
        if most < len(at):
            best = (-own).argpartition(most - 1, axis=1)[:, :most]
            found.update(
                zip(group, zip(people[at[best]], np.take_along_axis(own, best, axis=1), strict=True), strict=True)
            )
            cut += group
        elif len(at):
            free_people = people[at]
            found.update((k, (free_people, each)) for k, each in zip(group, own, strict=True))
    return found, sorted(cut)


def _alike(
    kinds: Sequence[Kind], chosen: Sequence[int], given: Sequence[int], head: int
) -> list[tuple[Ints, int, list[int]]]:
    """(people, how many of them, kinds): kinds with lines of the same length of the same people, ranked at once."""
    groups: dict[tuple[int, int], tuple[Ints, int, list[int]]] = {}
    for k in chosen:
        kind = kinds[k]
        most = head + len(kind.extra) - given[k]
        groups.setdefault((id(kind.people), most), (kind.people, most, []))[2].append(k)
    return list(groups.values())


def _in_order(kinds: Sequence[Kind], lines: Mapping[int, Line], given: Sequence[int]) -> Ranked:
    """The pairs of all lines, best first; ties as the kinds are numbered."""
    order = sorted(lines)
    lengths = [len(lines[k][0]) for k in order]
    person = np.concatenate([lines[k][0] for k in order])
    own = np.concatenate([lines[k][1] for k in order])
    negative = -own - np.repeat([kinds[k].extra[given[k]] for k in order], lengths)
    best = negative.argsort(kind="stable")
    kind = np.repeat(np.array(order, dtype=np.intp), lengths)
    return negative[best], kind[best], person[best], own[best]


def _deal(kinds: Sequence[Kind], ranked: Ranked, given: list[int], free: bytearray, picked: Picked) -> None:
    """Down the list. Where a kind's next conversation is less urgent than the one before, its pair comes later."""
    extras = [kind.extra.tolist() for kind in kinds]
    wanting = bytearray(given[k] < len(extra) for k, extra in enumerate(extras))
    later: list[Pair] = []

    def take(pair: Pair) -> None:
        negative, k, person, own = pair
        if not (free[person] and wanting[k]):
            return
        now = -own - extras[k][given[k]]
        if now > negative:
            heapq.heappush(later, (now, k, person, own))
        elif now < 0.0:
            free[person] = 0
            picked[k, given[k]] = person, own
            given[k] += 1
            wanting[k] = given[k] < len(extras[k])

    for pair in _live(ranked, free, wanting):
        while later and later[0] < pair:
            take(heapq.heappop(later))
        take(pair)
    while later:
        take(heapq.heappop(later))


def _live(ranked: Ranked, free: bytearray, wanting: bytearray) -> Iterator[Pair]:
    """The pairs in their order, as far as both were still to be had a moment ago: soon, most are not."""
    for start in range(0, len(ranked[0]), STRETCH):
        negative, kind, person, own = (one[start : start + STRETCH] for one in ranked)
        at = (_bools(free)[person] & _bools(wanting)[kind]).nonzero()[0]
        yield from zip(*(one[at].tolist() for one in (negative, kind, person, own)), strict=True)


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
