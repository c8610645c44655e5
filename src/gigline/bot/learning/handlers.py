"""What learning listens to."""

from __future__ import annotations

from typing import Any

from gigline.bot.assistant import Assistant
from gigline.bot.learning import auditing, collecting, outcomes
from gigline.bot.learning.events import OutcomeNoted
from gigline.conversations.events import Answered, Resolved
from gigline.infra.db import Writer
from gigline.infra.outbox import Subscription


def subscriptions(assistant: Assistant) -> list[Subscription[Any]]:
    """Its subscriptions, with the assistant that they work with."""

    async def on_resolved(w: Writer, event: Resolved) -> None:
        """A person may have answered: see what can be learned from it."""
        await collecting.collect(w, assistant, event.conversation_id, event.segment)

    async def on_outcome(w: Writer, event: OutcomeNoted) -> None:
        """It held, or it did not."""
        await outcomes.learn(w, assistant, event)

    async def on_answered(w: Writer, event: Answered) -> None:
        """Somebody may have to look at the bot's answer."""
        await auditing.sample(w, event)

    return [
        Subscription("learning.resolved", Resolved, on_resolved),
        Subscription("learning.answered", Answered, on_answered, when=lambda e: e.by == "bot"),
        Subscription("learning.outcome", OutcomeNoted, on_outcome, lane=lambda e: str(e.brand_id)),
    ]
