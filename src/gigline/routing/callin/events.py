"""What happens to calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gigline.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class AssociateCalled(Event):
    """`associate_id` is asked to come to work until `expires_at`, as part of a wave."""

    associate_id: UUID
    call_id: UUID
    wave_id: UUID
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class CallInEnded(Event):
    """`outcome`: accepted, declined, expired, or withdrawn (they are not needed any more)."""

    associate_id: UUID
    call_id: UUID
    outcome: str
