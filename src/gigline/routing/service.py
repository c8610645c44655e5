"""The public face of the routing slice: offers, moves, matching, the board's numbers, places in the queue."""

from __future__ import annotations

from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation
from gigline.infra.db import Reader
from gigline.routing import matching, queries, rules
from gigline.routing.arriving import arrived, match, match_next
from gigline.routing.board import board
from gigline.routing.consulting import claim_colleague, hand_over, let_colleague_go, suited
from gigline.routing.errors import NoSuchOffer
from gigline.routing.explaining import decision_of, offers_of, why
from gigline.routing.matching import Waiting, note_outcome, waiting
from gigline.routing.models import Offer, PendingOffer, QueuePlace
from gigline.routing.moves import (
    assign,
    give_back,
    pull_back,
    take_over,
    transfer_to_associate,
    transfer_to_bot,
    transfer_to_queue,
)
from gigline.routing.not_offered import not_offered
from gigline.routing.offers import accept, decline, expire, release_offer
from gigline.routing.reconciling import let_go, reconcile, request_matching
from gigline.routing.voices import call_began, call_ended, call_unanswered
from gigline.workforce import service as workforce

__all__ = [
    "Waiting",
    "accept",
    "arrived",
    "assign",
    "board",
    "call_began",
    "call_ended",
    "call_unanswered",
    "claim_colleague",
    "decision_of",
    "decline",
    "expire",
    "give_back",
    "hand_over",
    "led_brands",
    "let_colleague_go",
    "let_go",
    "match",
    "match_next",
    "not_offered",
    "note_outcome",
    "offer",
    "offers_for",
    "offers_of",
    "pending_offer",
    "pull_back",
    "queue_position",
    "reconcile",
    "release_offer",
    "request_matching",
    "suited",
    "take_over",
    "transfer_to_associate",
    "transfer_to_bot",
    "transfer_to_queue",
    "waiting",
    "why",
]


async def offer(r: Reader, offer_id: UUID) -> Offer:
    """The offer in whatever state; raises NoSuchOffer."""
    found = await queries.offer(r, offer_id)
    if found is None:
        raise NoSuchOffer("There is no such offer.")
    return found


async def offers_for(r: Reader, actor: Actor) -> list[PendingOffer]:
    """What the actor is asked to take now, the most pressing first."""
    if actor.kind != "person":
        return []
    return await queries.pending(r, associate_id=actor.id)


async def pending_offer(r: Reader, offer_id: UUID) -> PendingOffer | None:
    """One live offer as its associate sees it (schemas.offer_out masks it); None once it has ended."""
    found = await queries.pending(r, offer_id=offer_id)
    return found[0] if found else None


async def queue_position(r: Reader, conversation: Conversation) -> QueuePlace | None:
    """Where the requester stands in the brand's queue, and an honest range of seconds if there is one.

    None when it does not wait. The range comes from the gaps between the brand's accepts of the last half hour
    (rules.eta_s); both ends are None when the brand is closed, nobody is online or too little is known.
    """
    c = conversation
    if not matching.is_waiting(c):
        return None
    ahead = await queries.ahead(r, c, rules.PRIORITY_WORTH_S)
    online = sum(one.online for one in await workforce.associates_of(r, [c.brand_id]))
    ago = await queries.accepts_ago_s(r, c.brand_id, rules.RECENT_ACCEPTS_S)
    calendar = accounts.settings_of(await accounts.brand(r, c.brand_id)).calendar()
    closed = calendar is not None and not calendar.is_open(await conversations.now(r))
    low, high = (None, None) if closed else rules.eta_s(ahead + 1, ago, online) or (None, None)
    return QueuePlace(ahead + 1, low, high)


async def led_brands(r: Reader, actor: Actor, brand_id: UUID | None) -> list[UUID]:
    """The brands whose board the actor may see: this one (NoSuchBrand if not), or all they lead."""
    if brand_id is not None:
        return [(await accounts.access_brand(r, actor, brand_id, "leader")).id]
    return [one.id for one in await accounts.brands_of(r, actor, "leader")]
