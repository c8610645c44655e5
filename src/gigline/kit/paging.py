"""Keyset pages: a cursor is the sort key of the last row, opaque to the caller."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from gigline.kit.errors import BadInput

T = TypeVar("T")
Key = Sequence[str | int | float]


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows and the cursor of the next page (None at the end)."""

    items: list[T]
    next: str | None


def encode(key: Key) -> str:
    """The cursor of a row with this sort key."""
    return base64.urlsafe_b64encode(json.dumps(list(key)).encode()).decode().rstrip("=")


def decode(cursor: str, kinds: Sequence[type]) -> list[str | int | float]:
    """The sort key in a cursor; raises BadInput unless it has exactly these types."""
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError) as error:
        raise BadInput("This cursor is not one of ours: start again without it.") from error
    if not isinstance(key, list) or [type(part) for part in key] != list(kinds):
        raise BadInput("This cursor is not of this list: start again without it.")
    return key
