"""The bot's own timer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gigline.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class SilenceDue(Event):
    """Time to look whether the requester went silent after the bot's turn on message `seq` (a timer, not a fact)."""

    STREAM: ClassVar[bool] = False

    conversation_id: UUID
    epoch: int
    seq: int
