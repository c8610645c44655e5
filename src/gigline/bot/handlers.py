"""What the bot listens to. Events only make it look at what is unanswered, so that none can be one too many."""

from __future__ import annotations

from typing import Any

from gigline.bot import service
from gigline.bot.assistant import Assistant
from gigline.bot.events import SilenceDue
from gigline.conversations.events import ConversationEvent, GivenToBot, RequesterWrote
from gigline.infra.db import Writer
from gigline.infra.outbox import Subscription


def _lane(event: ConversationEvent) -> str:
    return str(event.conversation_id)


def subscriptions(assistant: Assistant) -> list[Subscription[Any]]:
    """The bot's subscriptions, with the assistant that they work with."""

    async def on_requester_wrote(w: Writer, event: RequesterWrote) -> None:
        """Answer."""
        await service.respond(w, assistant, event.conversation_id)

    async def on_given_to_bot(w: Writer, event: GivenToBot) -> None:
        """A person gave it (back) to the bot: see to what nobody answered."""
        await service.respond(w, assistant, event.conversation_id, again=True)

    return [
        # Unless somebody else held the conversation when it was written.
        Subscription(
            "bot.requester_wrote", RequesterWrote, on_requester_wrote, lane=_lane, when=lambda e: e.holder == "bot"
        ),
        Subscription("bot.given_to_bot", GivenToBot, on_given_to_bot, lane=_lane),
        # No lane: a timer that waits must not hold up anything.
        Subscription("bot.silence", SilenceDue, service.on_silence),
    ]
