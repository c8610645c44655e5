"""What happens when people judge the bot, and what is known of its answers later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gigline.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class TopicSwitched(Event):
    """Who answers a topic changed: `held_by` is people or bot."""

    topic: str
    held_by: str


@dataclass(frozen=True, kw_only=True)
class OutcomeNoted(Event):
    """It became known whether a segment was truly resolved (or judged anew)."""

    STREAM: ClassVar[bool] = False

    conversation_id: UUID
    segment: int
    truly: bool
