"""What calls do when their conversation moves, and when it rang for long enough. All of it may come late or twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gigline.calls import consulting, queries, service
from gigline.calls.events import ConsultationDue, RingDue
from gigline.conversations.events import Assigned, GivenToBot, Queued, Released, Resolved
from gigline.infra.db import Writer
from gigline.infra.outbox import AnySubscription, BatchSubscription, Subscription


async def on_moved(w: Writer, event: Assigned | GivenToBot | Released | Resolved) -> None:
    """Somebody else has the conversation now, or nobody."""
    await service.follow(w, event.conversation_id)


async def on_queued(w: Writer, events: Sequence[Queued]) -> None:
    """Whoever is on the phone waits there. Most who are queued never called, and their conversations stay unlocked."""
    asked = [(event.brand_id, event.conversation_id) for event in events]
    for conversation_id in sorted(await queries.live_among(w, asked)):
        await service.follow(w, conversation_id)


async def on_ring_due(w: Writer, event: RingDue) -> None:
    await service.not_answered(w, event.call_id, event.leg)


async def on_consultation_due(w: Writer, event: ConsultationDue) -> None:
    await consulting.not_answered(w, event.call_id, event.consultation_id)


def _lane(event: Any) -> str:
    return str(event.conversation_id)


SUBSCRIPTIONS: list[AnySubscription] = [
    Subscription("calls.assigned", Assigned, on_moved, lane=_lane),
    Subscription("calls.given_to_bot", GivenToBot, on_moved, lane=_lane),
    BatchSubscription("calls.queued", Queued, on_queued, lane=_lane),
    Subscription("calls.released", Released, on_moved, lane=_lane),
    Subscription("calls.resolved", Resolved, on_moved, lane=_lane),
    # No lane: a timer that waits must not hold up anything.
    Subscription("calls.ring_due", RingDue, on_ring_due),
    Subscription("calls.consultation_due", ConsultationDue, on_consultation_due),
]
