"""Large rounds: conversations of one kind share their scores, so that work grows with the kinds and not with the crowd.

Within a kind, conversations differ only by how urgent they are (a number added to all of their pairs). Each person has
a price: about what they would add elsewhere. The pair that adds most beyond it is taken first, then the best of what
is left: down one list of each kind's best free people, then down one of more people for those who got nobody, so that
nobody is cut from the candidates. Then bounded swaps: whoever was left without anybody may push somebody on who has
another choice.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gigline.routing.engine.columns import Floats, Ints

HEAD = 32
MORE = 2
BLOCK = 1_000
LOOKS = 32
SWAPS = 150
# Beyond so many pairs only those who got nobody are helped: the rest would cost more time than it brings.
REFINED = 2_000
# Of a conversation resolved: what somebody is spared whom very many will ask for in vain.
SCARCE = 0.05
# One person, shared out between those who ask for them.
WHOLE = 1 << 32


class Kind(NamedTuple):
    """`people`: who may, ascending; `own`: what each is worth; `extra`: what each conversation adds, greatest first."""

    people: Ints
    own: Floats
    extra: Sequence[float]


# (kind, conversation within it) → the person, and what they are worth to it.
Key = tuple[int, int]
Picked = dict[Key, tuple[int, float]]
# (price − what it adds up to, kind, person, where in the list it stands).
Pair = tuple[float, int, int, int]


class Pool(NamedTuple):
    """Kinds (by number) of the same people. `own`: (kinds, people)."""

    people: Ints
    own: Floats
    kinds: Ints


# With those of its kinds, by their place in it, that still want somebody.
Asking = tuple[Pool, Ints]


def _bools(free: bytearray) -> npt.NDArray[np.bool_]:
    return np.frombuffer(free, dtype=np.bool_)


def assign(kinds: Sequence[Kind]) -> list[tuple[int, int, int]]:
    """(kind, conversation within it, person). Only what adds up to more than 0 is picked."""
    return sorted((k, i, person) for (k, i), (person, _) in deal(kinds, pools(kinds)).items())


def deal(kinds: Sequence[Kind], pools: Sequence[Pool]) -> Picked:
    """The same, with what the people are worth. `pools`: all kinds that have people and conversations, put together in
    any way.
    """
    size = 1 + max((int(kind.people[-1]) for kind in kinds if len(kind.people)), default=0)
    # Nobody, who is never free, fills up lines that are shorter than others.
    free = bytearray(b"\1" * size + b"\0")
    greedy = _Greedy(kinds, free, _prices(kinds, pools, len(free)))
    greedy.run(pools)
    _Swaps(kinds, greedy.picked, free, greedy.given).run()
    return greedy.picked


def pools(kinds: Sequence[Kind]) -> list[Pool]:
    """Kinds whose people are the same array, together."""
    alike: dict[int, list[int]] = {}
    for k, kind in enumerate(kinds):
        if len(kind.people) and len(kind.extra):
            alike.setdefault(id(kind.people), []).append(k)
    return [
        Pool(kinds[group[0]].people, np.array([kinds[k].own for k in group]), np.array(group, dtype=np.intp))
        for group in alike.values()
    ]


def _prices(kinds: Sequence[Kind], pools: Sequence[Pool], size: int) -> Floats:
    """By person: how much better they are than whoever is likely to be left over in their pools, and a little if more
    ask for them than they can serve.

    A conversation is thought to ask all who may take it for equal parts of one person. Those are whole numbers, so that
    sums are the same whatever kinds share a pool.
    """
    best, wanted = np.full(size, -np.inf), np.zeros(size, dtype=np.int64)
    for people, own, numbers in pools:
        best[people] = np.maximum(best[people], own.max(axis=0))
        wanted[people] += sum(len(kinds[k].extra) for k in numbers.tolist()) * (WHOLE // len(people))
    left_over, taken = np.full(size, -np.inf), np.minimum(wanted, WHOLE)
    for people, _, _ in pools:
        last = min(len(people) - int(taken[people].sum()) // WHOLE, len(people) - 1)
        left_over[people] = np.maximum(left_over[people], np.partition(best[people], last)[last])
    better = np.subtract(best, left_over, out=np.zeros(size), where=best > left_over)
    price: Floats = better + SCARCE * (1.0 - WHOLE / np.maximum(wanted, WHOLE))
    return price


class _Greedy:
    """Best pair first, among the best free people of each kind; then more of them for those whom that left out.

    What is picked does not depend on which kinds share a pool, nor ties on how a processor sorts.
    """

    def __init__(self, kinds: Sequence[Kind], free: bytearray, price: Floats) -> None:
        self.picked: Picked = {}
        self.free, self.price = free, price
        self.extras = [kind.extra for kind in kinds]
        self.given = [0] * len(kinds)
        self.wanting = bytearray(len(extra) > 0 for extra in self.extras)

    def run(self, pools: Sequence[Pool]) -> None:
        """All of them."""
        top = max((float(pool.own.max()) for pool in pools), default=0.0)
        asking = [(pool, np.arange(len(pool.kinds))) for pool in pools]
        head, free = HEAD, _bools(self.free)
        while asking:
            most = head + max(len(self.extras[k]) - self.given[k] for k in _kinds(asking).tolist())
            more = [one for one in asking if np.count_nonzero(free[one[0].people]) > most]
            self._deal(_Lines(asking, self.price, top, most))
            self.price[~free] = np.inf
            asking = self._left(more)
            head *= MORE

    def _left(self, asking: Sequence[Asking]) -> list[Asking]:
        """Those who still want somebody, where there still is anybody."""
        free, wanting = _bools(self.free), _bools(self.wanting)
        left = ((pool, rows[wanting[pool.kinds[rows]]]) for pool, rows in asking if free[pool.people].any())
        return [one for one in left if len(one[1])]

    def _deal(self, lines: _Lines) -> None:
        """Down one list of all. Where a kind's next conversation is less urgent than the one before, its pair comes
        later."""
        later: list[Pair] = []
        free, wanting = self.free, self.wanting
        free_now, wanting_now = _bools(free), _bools(wanting)
        kind, who = lines.kind, lines.who
        extra = np.array([self.extras[k][self.given[k]] for k in lines.kinds.tolist()])
        negative = lines.cost - extra.repeat(lines.most)
        order = _sorted((negative - negative.min())[None])[0]
        for start in range(0, len(order), BLOCK):
            at = order[start : start + BLOCK]
            # Soon most pairs are not to be had any more: those are left out many at a time.
            at = at[free_now[who[at]] & wanting_now[kind[at]]]
            for place, k, person in zip(at.tolist(), kind[at].tolist(), who[at].tolist(), strict=True):
                if free[person] and wanting[k]:
                    pair = negative.item(place), k, person, place
                    while later and later[0] < pair:
                        self._take(heapq.heappop(later), later, lines)
                    self._take(pair, later, lines)
        while later:
            self._take(heapq.heappop(later), later, lines)

    def _take(self, pair: Pair, later: list[Pair], lines: _Lines) -> None:
        negative, k, person, place = pair
        if not (self.free[person] and self.wanting[k]):
            return
        i, extra = self.given[k], self.extras[k]
        now = lines.cost.item(place) - extra[i]
        if now > negative:
            heapq.heappush(later, (now, k, person, place))
            return
        own = lines.worth.item(place)
        if own + extra[i] > 0.0:
            self.free[person] = 0
            self.picked[k, i] = person, own
            self.given[k] = i + 1
            self.wanting[k] = i + 1 < len(extra)


def _kinds(asking: Sequence[Asking]) -> Ints:
    return np.concatenate([pool.kinds[rows] for pool, rows in asking])


class _Lines:
    """The `most` best people of each kind, one kind after the other, ascending.

    `kinds`: each once; `kind`, `who`, `worth` and `cost` (price − worth): by pair. `price`: infinite for those who are
    gone; `top`: no worth is greater.
    """

    def __init__(self, asking: Sequence[Asking], price: Floats, top: float, most: int) -> None:
        kinds = _kinds(asking)
        order = kinds.argsort()
        self.kinds, self.most = kinds[order], most
        place = np.empty(len(kinds), dtype=np.intp)
        place[order] = np.arange(len(kinds))
        # The last is nobody, who fills up lines that are shorter than others.
        who = np.full((len(kinds), most), len(price) - 1, dtype=np.intp)
        worth = np.full((len(kinds), most), -np.inf)
        start = 0
        for (people, own, _), rows in asking:
            at, start = place[start : start + len(rows)], start + len(rows)
            of = own if len(rows) == len(own) else own[rows]
            best = _sorted(top + price[people] - of, most)
            width = best.shape[1]
            who[at, :width] = people[best]
            best += np.arange(0, of.size, of.shape[1])[:, None]
            worth[at, :width] = of.ravel().take(best)
        self.kind, self.who, self.worth = self.kinds.repeat(most), who.ravel(), worth.ravel()
        self.cost: Floats = price[self.who] - self.worth


def _sorted(values: Floats, most: int | None = None) -> Ints:
    """By row, the columns of the `most` least values in their order, equal ones by column. None is negative; they are
    written over.

    The column stands in the last bits of the value, so that what is sorted are numbers, which processors do several at
    once. Values nearer to each other than a part in a thousand million count as equal.
    """
    width = values.shape[1]
    keys: Ints = values.view(np.int64)
    last = (1 << (width - 1).bit_length()) - 1
    keys &= ~last
    keys |= np.arange(width)
    if most is not None and most < width:
        keys.partition(most - 1, axis=1)
        keys = keys[:, :most]
    keys.sort(axis=1)
    keys &= last
    return keys


class _Swaps:
    """Chains of two: somebody takes a better person from a conversation that goes on to somebody free, if both gain.

    First for those who got nobody, then for those who got least of what they could have had, `SWAPS` at most.
    """

    def __init__(self, kinds: Sequence[Kind], picked: Picked, free: bytearray, given: Sequence[int]) -> None:
        self.kinds, self.picked, self.free, self.given = kinds, picked, free, given
        self.holder = {person: key for key, (person, _) in picked.items()}
        self.best: dict[int, tuple[int, float] | None] = {}
        self.top: dict[int, list[tuple[int, float]]] = {}
        # Person → where they stand among the people of a kind.
        self.places: dict[int, dict[int, int]] = {}

    def run(self) -> None:
        """All of them."""
        for k, kind in enumerate(self.kinds):
            for i in range(self.given[k], len(kind.extra)):
                # If not this one, then no less urgent one of its kind; and nobody if all are taken.
                if 1 not in self.free or not self.push(k, i):
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
            at = _sorted((kind.own.max(initial=0.0) - kind.own)[None], LOOKS)[0]
            self.top[k] = list(zip(kind.people[at].tolist(), kind.own[at].tolist(), strict=True))
        return self.top[k]

    def _own(self, k: int, person: int) -> float | None:
        kind = self.kinds[k]
        places = self.places.get(id(kind.people))
        if places is None:
            places = self.places[id(kind.people)] = {one: at for at, one in enumerate(kind.people.tolist())}
        at = places.get(person)
        return None if at is None else float(kind.own[at])

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
