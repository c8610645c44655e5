"""Rows of the quality slice."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class RatingState:
    """The resolution that may be rated now, and how it was rated (None: not yet)."""

    segment: int
    score: int | None
    comment: str


@dataclass(frozen=True)
class RatedSegment:
    """Who answered a segment, as ratings are counted."""

    segment: int
    requester_kind: str
    answered_by: str
    associate_id: UUID | None
