"""What competed in a pass comes back from its bytes to the last bit, and chooses the same, however large it was."""

from __future__ import annotations

import json
import zlib

import pytest
from tests.unit.routing.engine.build import many

from gigline.routing import packing
from gigline.routing.engine import records
from gigline.routing.engine.records import Round
from gigline.routing.engine.scores import Weights

# Bytes a pair, compressed; as text it was more than a hundred.
MOST_A_PAIR = 4


def competed(people: int, waiting: int) -> Round:
    """A first pass in which some helped before, some come from a bot, and some have learned."""
    found = many(
        Weights(explore=0.3),
        people,
        waiting,
        lambda n: {"before": f"a{n}"} if n % 7 == 0 else {"after_bot": n % 5 == 0},
    )
    return found.offers[0].record


@pytest.mark.parametrize(("people", "waiting", "in_kinds"), [(10, 6, False), (20, 40, False), (700, 450, True)])
def test_it_comes_back_to_the_last_bit_and_chooses_the_same(people: int, waiting: int, in_kinds: bool) -> None:
    given = competed(people, waiting)
    assert given.in_kinds == in_kinds
    pieces = packing.pack(given)
    again = packing.unpack(pieces)
    assert records.replay(again) == records.replay(given)
    assert len(records.replay(again)) >= min(people, waiting) // 2
    assert all(
        one.pairs.own.tobytes() == had.pairs.own.tobytes() for one, had in zip(again.rows, given.rows, strict=True)
    )
    assert json.dumps(records.to_json(again)) == json.dumps(records.to_json(given))
    if in_kinds:
        many = sum(len(one.numbers) for one in given.rows)
        assert many > 200_000, "more than were ever kept as text"
        assert sum(map(len, pieces)) < MOST_A_PAIR * many


def test_pieces_are_no_longer_than_a_row_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "PIECE", 500)
    given = competed(20, 40)
    pieces = packing.pack(given)
    assert len(pieces) > 3
    assert max(map(len, pieces)) == 500
    assert records.replay(packing.unpack(pieces)) == records.replay(given)


def test_what_is_packed_otherwise_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    given = competed(5, 3)
    monkeypatch.setattr(packing, "FORM", 2)
    later = packing.pack(given)
    monkeypatch.undo()
    with pytest.raises(ValueError, match="form 2"):
        packing.unpack(later)
    with pytest.raises(zlib.error):
        packing.unpack([b"cut"])
