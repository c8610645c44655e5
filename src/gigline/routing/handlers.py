"""What routing does when conversations and associates change. Every handler may come late or twice."""

from __future__ import annotations

from collections.abc import Sequence

from gigline.conversations.events import Assigned, Classified, GivenToBot, Queued, Released, RequesterWrote, Resolved
from gigline.infra import outbox
from gigline.infra.db import Writer
from gigline.infra.outbox import AnySubscription, BatchSubscription, Subscription
from gigline.kit.events import Event
from gigline.routing import queries, service
from gigline.routing.events import AssignmentOrphaned, MatchRequested, OfferDue, OfferEnded, OfferOrphaned
from gigline.workforce.events import AvailabilityChosen, CapacityChosen, GrantChanged, PresenceChanged


async def on_queued(w: Writer, events: Sequence[Queued]) -> None:
    """Somebody has to be found."""
    await service.arrived(w, [event.conversation_id for event in events])


async def on_woke(w: Writer, event: Queued) -> None:
    """Whoever had put it off comes first."""
    assert event.associate_before is not None
    if not await service.give_back(w, event.conversation_id, event.epoch, event.associate_before):
        await service.arrived(w, [event.conversation_id])


async def on_released(w: Writer, event: Released) -> None:
    """Their part in it is over: free the room and look for what they can take next."""
    await service.reconcile(w, event.conversation_id, cause=event.cause)
    await service.request_matching(w, [event.associate_id])


async def on_moved(w: Writer, event: Assigned | GivenToBot | Resolved) -> None:
    """An offer that is still open has become pointless."""
    await service.reconcile(w, event.conversation_id)


async def on_still_there(w: Writer, event: RequesterWrote) -> None:
    """A waiting requester who was asked whether they are still there is."""
    await service.match(w, event.conversation_id)


async def on_classified(w: Writer, event: Classified) -> None:
    """Another topic may need somebody else."""
    await service.reconcile(w, event.conversation_id)
    await service.match(w, event.conversation_id)


async def on_offer_due(w: Writer, event: OfferDue) -> None:
    await service.expire(w, event.offer_id)


async def on_offer_ended(w: Writer, event: OfferEnded) -> None:
    """Nobody took it: ask the next one, and look what else this associate can take."""
    if event.outcome == "accepted":
        return
    await service.match(w, event.conversation_id)
    await service.request_matching(w, [event.associate_id])


async def on_offer_orphaned(w: Writer, event: OfferOrphaned) -> None:
    await service.release_offer(w, event.offer_id, event.why)


async def on_assignment_orphaned(w: Writer, event: AssignmentOrphaned) -> None:
    await service.let_go(w, event.conversation_id, event.associate_id, event.cause)


async def on_match_requested(w: Writer, event: MatchRequested) -> None:
    await service.match_next(w, event.brand_id)


async def on_availability_chosen(w: Writer, event: AvailabilityChosen) -> None:
    """On: look for work. Otherwise: what was offered goes to others, what they hold stays."""
    if event.availability == "on":
        await outbox.publish(w, MatchRequested(brand_id=event.brand_id))
        return
    for offer_id in await queries.live_offers_of(w, [event.associate_id], event.brand_id):
        orphaned = OfferOrphaned(brand_id=event.brand_id, offer_id=offer_id, why="signed off")
        await outbox.publish(w, orphaned)


async def on_more_room(w: Writer, event: PresenceChanged | CapacityChosen) -> None:
    await outbox.publish(w, MatchRequested(brand_id=event.brand_id))


async def on_grant_changed(w: Writer, event: GrantChanged) -> None:
    """A revoked grant ends what they hold of the brand."""
    if not event.revoked:
        await outbox.publish(w, MatchRequested(brand_id=event.brand_id))
        return
    for offer_id in await queries.live_offers_of(w, [event.associate_id], event.brand_id):
        await outbox.publish(w, OfferOrphaned(brand_id=event.brand_id, offer_id=offer_id, why="grant revoked"))
    for held in await queries.held_by(w, [event.associate_id], event.brand_id):
        lost = AssignmentOrphaned(
            brand_id=event.brand_id,
            conversation_id=held.conversation_id,
            associate_id=event.associate_id,
            cause="revoked",
        )
        await outbox.publish(w, lost)


def _lane(event: Event) -> str:
    return str(event.conversation_id)


SUBSCRIPTIONS: list[AnySubscription] = [
    BatchSubscription("routing.queued", Queued, on_queued, lane=_lane, when=lambda e: e.associate_before is None),
    Subscription("routing.woke", Queued, on_woke, lane=_lane, when=lambda e: e.associate_before is not None),
    Subscription("routing.released", Released, on_released, lane=_lane),
    Subscription("routing.assigned", Assigned, on_moved, lane=_lane),
    Subscription("routing.given_to_bot", GivenToBot, on_moved, lane=_lane),
    Subscription("routing.resolved", Resolved, on_moved, lane=_lane),
    Subscription(
        "routing.still_there",
        RequesterWrote,
        on_still_there,
        lane=_lane,
        when=lambda e: e.holder == "queue" and e.still_there,
    ),
    Subscription("routing.classified", Classified, on_classified, lane=_lane),
    Subscription("routing.offer_due", OfferDue, on_offer_due),
    Subscription("routing.offer_ended", OfferEnded, on_offer_ended, lane=_lane),
    Subscription("routing.offer_orphaned", OfferOrphaned, on_offer_orphaned),
    Subscription("routing.assignment_orphaned", AssignmentOrphaned, on_assignment_orphaned, lane=_lane),
    Subscription("routing.match", MatchRequested, on_match_requested),
    Subscription("routing.availability", AvailabilityChosen, on_availability_chosen),
    Subscription("routing.presence", PresenceChanged, on_more_room),
    Subscription("routing.capacity", CapacityChosen, on_more_room),
    Subscription("routing.grants", GrantChanged, on_grant_changed),
]
