"""What every event has. Slices define theirs in `events.py` as frozen dataclasses in the past tense."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact of one brand, written in the transaction that made it true.

    `STREAM` events get a position in the brand's live stream after their commit; the others
    (timers, work for the background) only reach their subscribers.
    """

    STREAM: ClassVar[bool] = True

    brand_id: UUID
    conversation_id: UUID | None = None
