"""Keeps the segments up with what happens to conversations, in whatever order it is heard of."""

from __future__ import annotations

from collections.abc import Sequence

from gigline.contacts.events import IdentitySplit
from gigline.conversations.events import Answered, Assigned, ConversationOpened, Queued, Resolved
from gigline.infra.db import Writer
from gigline.infra.outbox import AnySubscription, BatchSubscription, Subscription
from gigline.quality import outcomes, queries, rules
from gigline.quality.events import OutcomeDue, Rated


async def on_opened(w: Writer, events: Sequence[ConversationOpened]) -> None:
    for event in events:
        await queries.opened(w, event.conversation_id, event.segment, event.holder, event.holdout)
        await outcomes.came_back(w, event)


async def on_handed_over(w: Writer, event: Queued) -> None:
    await queries.handed_over(w, event.brand_id, event.conversation_id, event.segment, event.topic)


async def on_assigned(w: Writer, event: Assigned) -> None:
    """A person came in: also without a hand-over (taken over from the bot)."""
    await queries.handed_over(w, event.brand_id, event.conversation_id, event.segment, None)


async def on_answered(w: Writer, event: Answered) -> None:
    await queries.answered(w, event.brand_id, event.conversation_id, event.segment, event.by == "bot")


async def on_resolved(w: Writer, event: Resolved) -> None:
    await queries.resolved(w, event.brand_id, event.conversation_id, event.segment, event.by)
    await outcomes.wait_for(w, event)


async def on_rated(w: Writer, event: Rated) -> None:
    """Whoever was not helped says so: nothing has to be waited for."""
    if event.score <= rules.BAD_SCORE:
        await outcomes.did_not_hold(w, event.brand_id, event.conversation_id, event.segment)


async def on_identity_split(w: Writer, event: IdentitySplit) -> None:
    await queries.follow(w, event.brand_id, event.new_id)


async def on_outcome_due(w: Writer, event: OutcomeDue) -> None:
    await outcomes.judge(w, event)


SUBSCRIPTIONS: list[AnySubscription] = [
    BatchSubscription("quality.opened", ConversationOpened, on_opened),
    Subscription("quality.queued", Queued, on_handed_over, when=lambda e: e.cause == "handover"),
    Subscription("quality.assigned", Assigned, on_assigned),
    Subscription("quality.answered", Answered, on_answered),
    Subscription("quality.resolved", Resolved, on_resolved),
    Subscription("quality.rated", Rated, on_rated),
    Subscription("quality.split", IdentitySplit, on_identity_split),
    # No lane: a timer that waits must not hold up anything.
    Subscription("quality.outcome_due", OutcomeDue, on_outcome_due),
]
