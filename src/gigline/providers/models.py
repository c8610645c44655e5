"""Rows of the providers slice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

AskedBy = Literal["associate", "bot", "api"]


@dataclass(frozen=True)
class Recommendation:
    """One row of `recommendations`. `shown`: ids, best first. `facts`: what was said of each then."""

    brand_id: UUID
    id: UUID
    conversation_id: UUID | None
    asked_by: AskedBy
    kind: str
    place: str
    shown: list[str]
    facts: list[dict[str, Any]]
    record: dict[str, Any]
    chosen: str | None
    done: bool | None
    rating: int | None
    created_at: datetime


@dataclass(frozen=True)
class KnownJob:
    """What came of a recommendation that somebody chose, in the order in which it became known."""

    n: int
    provider_id: str
    kind: str
    place: str
    language: str
    done: bool
    rating: int | None
    at: datetime
