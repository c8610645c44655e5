"""What happens in quality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gigline.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class Rated(Event):
    """A requester rated how a segment was resolved (1 to 5), for the first time or anew."""

    conversation_id: UUID
    segment: int
    score: int
    answered_by: str
    associate_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class OutcomeDue(Event):
    """Time to look whether a resolved segment stayed so for `window_h` hours (a timer, not a fact)."""

    STREAM: ClassVar[bool] = False

    conversation_id: UUID
    segment: int
    window_h: int
