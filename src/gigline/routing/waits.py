"""One who waits, as a decision sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gigline.conversations.models import Conversation
from gigline.routing import rules

# What a bot that failed wrote into its record: somebody experienced goes first then.
FAILED = frozenset({"low_confidence", "failed_turns", "bot_failed", "action_failed"})


@dataclass(frozen=True)
class Wait:
    """Somebody who waits without an offer. `asked`: who shall not be asked for it now, and why. `policy`: the brand's,
    or that of the experiment it is in. `wishes`: shared experience that counts (affinity.wishes).
    """

    conversation: Conversation
    need: rules.Need
    sla_s: float
    asked: Mapping[UUID, str]
    policy: str
    wishes: tuple[str, ...] = ()

    @property
    def since(self) -> datetime:
        return self.conversation.queued_at or self.conversation.last_message_at

    @property
    def after_bot(self) -> bool:
        """Whether a bot tried and failed."""
        return (self.conversation.handover or {}).get("reason") in FAILED
