"""Rows of the quality slice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class RatingState:
    """The resolution that may be rated now, and how it was rated (None: not yet)."""

    segment: int
    score: int | None
    comment: str


@dataclass(frozen=True)
class Resolutions:
    """Counts over segments that began in the reporting period; see rules.DEFINITIONS for each."""

    started_with_bot: int
    contained: int
    assumed_resolved: int
    true_resolved_h48: int
    true_resolved_d7: int
    true_resolved_d30: int
    due_h48: int
    due_d7: int
    due_d30: int
    handed_over: int
    segments: int
    resolved: int


@dataclass(frozen=True)
class Csat:
    """Ratings of one requester kind and who answered. `good` are scores of 4 and 5."""

    requester_kind: str
    answered_by: str
    count: int
    total: int
    good: int


@dataclass(frozen=True)
class Day:
    """One day of the reporting period."""

    day: datetime
    segments: int
    started_with_bot: int
    contained: int
    resolved: int
    handed_over: int


@dataclass(frozen=True)
class RatedSegment:
    """Who answered a segment, as ratings are counted."""

    segment: int
    requester_kind: str
    answered_by: str
    associate_id: UUID | None
