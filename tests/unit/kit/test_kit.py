"""The building blocks: ids in the order of time, cursors that come back, text that can be stored."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigline.kit import ids, paging, text
from gigline.kit.errors import BadInput


@given(st.integers(0, 2**48 - 2), st.integers(0, 2**74 - 1), st.integers(0, 2**74 - 1))
def test_a_later_id_sorts_after_an_earlier_one_and_is_a_uuid7(milliseconds: int, one: int, other: int):
    earlier, later = ids.uuid7(milliseconds, one), ids.uuid7(milliseconds + 1, other)
    assert earlier < later
    assert (earlier.version, earlier.variant) == (7, UUID(int=0x8 << 60).variant)


def test_ids_do_not_repeat():
    assert len({ids.new_id() for _ in range(10_000)}) == 10_000


@given(st.lists(st.text() | st.integers(), max_size=4))
def test_a_cursor_comes_back_as_it_was(key: list[str | int]):
    assert paging.decode(paging.encode(key), [type(part) for part in key]) == key


@given(st.text())
def test_any_other_cursor_is_refused_with_a_typed_error(cursor: str):
    with pytest.raises(BadInput):
        paging.decode(cursor, [str, int, str, int, str])


@given(st.text(st.characters(codec=None)))
def test_what_is_storable_has_no_nul_and_no_lone_surrogate(given_text: str):
    kept = text.storable(given_text)
    kept.encode("utf-8")
    assert "\x00" not in kept
    assert text.storable(kept) == kept


@given(st.text(), st.integers(2, 50))
def test_a_preview_is_one_line_of_at_most_its_length(given_text: str, limit: int):
    line = text.shorten(given_text, limit)
    assert len(line) <= limit
    assert "\n" not in line
