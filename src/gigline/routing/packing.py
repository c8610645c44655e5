"""What competed in a pass, as bytes and back without losing a bit: columns, each array kept once.

A pass of 10,000 by 10,000 may have a hundred million pairs, but conversations of one kind share theirs, and parts that
depend on the person alone are the same for all kinds. So what is kept grows with what differs, not with the pairs.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import asdict
from functools import partial, reduce
from hashlib import blake2b
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from gigline.routing.engine import records
from gigline.routing.engine.columns import Floats, Ints
from gigline.routing.engine.pairs import Pairs
from gigline.routing.engine.records import HEAD, Considered, Round
from gigline.routing.engine.scores import Weights

FORM = 1
# Compressed bytes that one row of the database takes.
PIECE = 1 << 20
# The arrays are digits that hardly repeat: working harder on them makes them no smaller.
_LEVEL = 1
_LENGTH = struct.Struct("<q")
# As they are kept, whatever the machine.
_INTS, _FLOATS = "<i4", "<f8"
_COLUMNS = ("conversation", "waited", "extra", "propensity", "kind")


class _Writing:
    """The arrays of a pass, each once and compressed as it comes, so that they are never all in memory at length."""

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self._known: dict[bytes, int] = {}
        self._squeeze = zlib.compressobj(_LEVEL)
        self._ready = bytearray()

    def number(self, array: Ints | Floats, kind: str) -> int:
        """Of this array among them."""
        body = array.astype(kind, copy=False).tobytes()
        digest = blake2b(body, digest_size=16).digest()
        if digest not in self._known:
            self._known[digest] = len(self.lengths)
            self.lengths.append(len(body))
            # Bytes of the same weight next to each other: signs and exponents are much alike.
            columns = np.frombuffer(body, np.uint8).reshape(-1, np.dtype(kind).itemsize)
            self._ready += self._squeeze.compress(columns.T.tobytes())
        return self._known[digest]

    def finish(self, facts: Mapping[str, Any]) -> list[bytes]:
        """All pieces; what the arrays are is told behind them."""
        told = json.dumps(facts, separators=(",", ":")).encode()
        self._ready += self._squeeze.compress(told + _LENGTH.pack(len(told))) + self._squeeze.flush()
        return [bytes(self._ready[at : at + PIECE]) for at in range(0, len(self._ready), PIECE)]


def pack(given: Round) -> list[bytes]:
    """The round, compressed and cut into pieces. It takes a second for the largest: not for the event loop."""
    writing = _Writing()
    places: dict[int, int] = {}
    of_people: dict[int, Considered] = {}
    known: list[list[int]] = []
    for one in given.rows:
        if id(one.pairs) not in places:
            places[id(one.pairs)] = len(known)
            people = writing.number(one.numbers, _INTS)
            of_people.setdefault(people, one)
            # Of a copy, as pairs keep the parts that they worked out.
            known.append([people, *(writing.number(part, _FLOATS) for part in copy(one.pairs).parts)])
    names = {number: one.names[number] for one in of_people.values() for number in one.numbers.tolist()}
    return writing.finish({
        "form": FORM,
        "round": {name: getattr(given, name) for name in HEAD},
        "weights": asdict(given.weights),
        "names": [list(names), list(names.values())],
        "lengths": writing.lengths,
        "pairs": known,
        "pairs_of": [places[id(one.pairs)] for one in given.rows],
        **{name: [getattr(one, name) for one in given.rows] for name in _COLUMNS},
        "excluded": [dict(one.excluded) for one in given.rows],
    })  # fmt: skip


def restored(record: Mapping[str, Any] | None, pieces: Iterable[bytes]) -> Round:
    """Of a kept pass, which from before they were packed has its record as JSON."""
    return records.from_json(record) if record is not None else unpack(pieces)


def unpack(pieces: Iterable[bytes]) -> Round:
    """The round as it was. Conversations that shared their pairs share them again."""
    body = zlib.decompress(b"".join(pieces))
    end = len(body) - _LENGTH.size
    facts = json.loads(body[end - _LENGTH.unpack_from(body, end)[0] : end])
    if facts["form"] != FORM:
        raise ValueError(f"a record of form {facts['form']} is not known here")
    arrays = _Arrays(body, list(accumulate(facts["lengths"], initial=0)))
    known = [_pairs(arrays.ints(people), [arrays.floats(n) for n in parts]) for people, *parts in facts["pairs"]]
    names = dict(zip(*facts["names"], strict=True))
    columns = (facts[name] for name in ("pairs_of", "excluded", *_COLUMNS))
    rows = tuple(
        Considered(conversation, waited, known[at], names, tuple(extra), propensity, excluded, kind)
        for at, excluded, conversation, waited, extra, propensity, kind in zip(*columns, strict=True)
    )
    return Round(**facts["round"], weights=Weights(**facts["weights"]), rows=rows)


class _Arrays:
    """Each is made once, so that what was one array is one again. `starts`: of each, and of what comes behind them."""

    def __init__(self, body: bytes, starts: Sequence[int]) -> None:
        self._body, self._starts = body, starts
        self._made: dict[int, npt.NDArray[Any]] = {}

    def ints(self, number: int) -> Ints:
        return self._array(number, _INTS, np.intp)

    def floats(self, number: int) -> Floats:
        return self._array(number, _FLOATS, np.float64)

    def _array(self, number: int, kind: str, to: type) -> npt.NDArray[Any]:
        if number not in self._made:
            start, length = self._starts[number], self._starts[number + 1] - self._starts[number]
            columns = np.frombuffer(self._body, np.uint8, length, start).reshape(np.dtype(kind).itemsize, -1)
            self._made[number] = np.frombuffer(columns.T.tobytes(), kind).astype(to, copy=False)
        return self._made[number]


def _pairs(people: Ints, parts: Sequence[Floats]) -> Pairs:
    """Summed up from left to right, as when deciding."""
    return Pairs(people, reduce(np.add, parts), partial(np.stack, parts))
