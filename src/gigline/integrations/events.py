"""What happens with actions."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from gigline.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class ActionSettled(Event):
    """A run ended as `state`: succeeded, refused, failed (nothing changed) or unknown.

    `contact_id` is for whom; `runner` is bot, associate or cleared, `runner_id` which associate. Values of inputs
    and answers are not in it.
    """

    run_id: UUID
    contact_id: UUID
    action: str
    title: str
    risk: str
    state: str
    why: str
    runner: str
    runner_id: UUID | None
    runner_name: str
