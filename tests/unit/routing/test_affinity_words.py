"""What an associate reads of shared experience, and how experiences are told apart between brands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from gigline.routing import affinity, explaining

BRAND, OTHER = UUID(int=1), UUID(int=2)


def _said(adds: float | None, *matched: str) -> str:
    match: dict[str, Any] = {"wished": ["city:porto", "hobby:golf"], "matched": list(matched), "adds": adds}
    return " ".join(explaining._shared(match))


@pytest.mark.parametrize(
    ("adds", "words"),
    [
        (0.021, "2 points higher"),
        (0.008, "1 point higher"),
        (-0.03, "3 points lower"),
        (0.001, "still being learned"),
        (None, "not used this time"),
    ],
)
def test_what_it_did_is_said_in_points(adds: float | None, words: str) -> None:
    said = _said(adds, "city:porto", "hobby:golf")
    assert "and so did you: Porto, golf." in said
    assert words in said


def test_who_shares_nothing_is_told_nothing() -> None:
    assert _said(None) == ""
    assert explaining._shared(None) == []


def test_kinds_are_shared_by_brands_and_experiences_are_not() -> None:
    mine, theirs = (affinity.in_engine(one, ["city:porto"]) for one in (BRAND, OTHER))
    assert mine != theirs
    assert {one.partition(":")[0] for one in (*mine, *theirs)} == {"city"}
