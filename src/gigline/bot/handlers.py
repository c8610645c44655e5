"""What the bot listens to. Events only make it look at what is unanswered, so that none can be one too many."""

from __future__ import annotations

from gigline.bot import flow_actions, flow_turns, service
from gigline.bot.assistant import Assistant
from gigline.bot.events import FlowActionDue, GuestAnswered, SilenceDue
from gigline.bot.guest import drafting
from gigline.conversations.events import Assigned, ConversationEvent, GivenToBot, Queued, RequesterWrote
from gigline.infra.db import Database, Writer
from gigline.infra.outbox import AnySubscription, ExternalSubscription, Subscription
from gigline.integrations.service import Backends


def _lane(event: ConversationEvent) -> str:
    return str(event.conversation_id)


def _flow_lane(event: FlowActionDue) -> str:
    return str(event.conversation_id)


def subscriptions(assistant: Assistant, backends: Backends | None = None) -> list[AnySubscription]:
    """The bot's subscriptions, with the assistant and the back ends that they work with.

    Without back ends, flows that want to act go to people.
    """

    async def on_requester_wrote(w: Writer, event: RequesterWrote) -> None:
        """Answer."""
        await service.respond(w, assistant, event.conversation_id)

    async def on_given_to_bot(w: Writer, event: GivenToBot) -> None:
        """A person gave it (back) to the bot: see to what nobody answered."""
        await service.respond(w, assistant, event.conversation_id, again=True)

    async def on_flow_action(database: Database, event: FlowActionDue) -> None:
        """Run what a flow waits for."""
        await flow_actions.run(database, assistant, backends, event)

    async def on_guest_answered(w: Writer, event: GuestAnswered) -> None:
        """The language model was heard: take the turn that waited for it."""
        assert event.conversation_id is not None
        await service.respond(w, assistant, event.conversation_id)

    async def on_queued(w: Writer, event: Queued) -> None:
        """Add what flows know to the record of whoever takes it, and have it summed up where the brand wants that."""
        await flow_turns.amend(w, event.conversation_id)
        await drafting.have_summed_up(w, assistant.guest, event)

    async def on_assigned(w: Writer, event: Assigned) -> None:
        """The same for somebody who took it over unasked."""
        await flow_turns.amend(w, event.conversation_id)

    return [
        # Unless somebody else held the conversation when it was written.
        Subscription(
            "bot.requester_wrote", RequesterWrote, on_requester_wrote, lane=_lane, when=lambda e: e.holder == "bot"
        ),
        Subscription("bot.given_to_bot", GivenToBot, on_given_to_bot, lane=_lane),
        Subscription("bot.guest_answered", GuestAnswered, on_guest_answered, lane=lambda e: str(e.conversation_id)),
        # No lane: a timer that waits must not hold up anything.
        Subscription("bot.silence", SilenceDue, service.on_silence),
        Subscription("bot.queued", Queued, on_queued, lane=_lane, when=lambda e: e.cause == "handover"),
        Subscription("bot.assigned", Assigned, on_assigned, lane=_lane),
        ExternalSubscription("bot.flow_action", FlowActionDue, on_flow_action, lane=_flow_lane),
    ]
