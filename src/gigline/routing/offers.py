"""The life of an offer: made with its decision, ended exactly once. Callers hold the conversation's row lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from gigline.accounts.models import Actor
from gigline.accounts.schemas import BrandSettings
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation
from gigline.infra import outbox
from gigline.infra.db import Writer
from gigline.infra.failpoints import hit
from gigline.routing import choosing, explaining, queries
from gigline.routing.choosing import Choice
from gigline.routing.errors import NoSuchOffer, OfferGone
from gigline.routing.events import OfferDue, OfferEnded, OfferMade
from gigline.routing.models import Assignment, Offer, OfferState
from gigline.workforce import service as workforce
from gigline.workforce.models import Claim


@dataclass(frozen=True)
class Wanted:
    """An offer to be made: of this (locked) conversation, to whom was chosen for it."""

    conversation: Conversation
    settings: BrandSettings
    choice: Choice

    @property
    def expires_s(self) -> float:
        """For how long it may be answered."""
        expires = self.settings.queue.offer_expires_s
        return float(expires.email if self.conversation.medium == "email" else expires.chat)


async def make(w: Writer, wanted: Sequence[Wanted], *, wait: bool = True) -> list[Offer | None]:
    """The offers, None for those whose associate may not take it any more; `wait` as for workforce.claim."""
    await hit("reserve.after_select_before_cas")
    claims = [Claim(one.choice.chosen, one.conversation.medium) for one in wanted]
    taken = await workforce.claim(w, claims, wait=wait)
    kept = [(one, weight) for one, weight in zip(wanted, taken, strict=True) if weight is not None]
    if not kept:
        return [None] * len(wanted)
    made = await queries.insert_offers(w, [_row(w.new_id(), one, weight) for one, weight in kept])
    told = [(made[one.conversation.id], one.expires_s) for one, _ in kept]
    await outbox.publish_all(w, [_made(offer) for offer, _ in told])
    await outbox.schedule_all(w, [(OfferDue(brand_id=one.brand_id, offer_id=one.id), in_s) for one, in_s in told])
    return [made.get(one.conversation.id) for one in wanted]


def _row(id_: UUID, one: Wanted, weight: int) -> tuple[object, ...]:
    c, choice = one.conversation, one.choice
    rule = (choice.policy, choice.version, choice.seed)
    why = (explaining.reason(choice), choosing.record(choice))
    return (c.brand_id, id_, c.id, choice.associate_id, c.epoch, weight, *rule, *why, one.expires_s)


def _made(offer: Offer) -> OfferMade:
    return OfferMade(
        brand_id=offer.brand_id,
        conversation_id=offer.conversation_id,
        offer_id=offer.id,
        associate_id=offer.associate_id,
        expires_at=offer.expires_at,
    )


async def end(w: Writer, offer_id: UUID, state: OfferState, why: str | None = None) -> Offer | None:
    """End a live offer in another way than accepting it, and give the room back; None when it had ended already."""
    in_time = {"declined": True, "expired": False}.get(state)
    ended = await queries.end_offer(w, offer_id, state, why, in_time=in_time)
    if ended is None:
        return None
    await workforce.free(w, ended.associate_id, ended.weight, worked=False)
    paused = state == "expired" and await workforce.missed_offer(w, ended.associate_id)
    if state == "declined":
        await workforce.answered_offer(w, ended.associate_id, accepted=False)
    await _tell_ended(w, ended, paused=paused)
    return ended


async def accept(w: Writer, actor: Actor, offer_id: UUID) -> Conversation:
    """The associate takes the conversation. Raises NoSuchOffer, OfferGone, or StaleEpoch."""
    asked = await _own(w, actor, offer_id)
    c = await conversations.lock(w, asked.conversation_id)
    await hit("reserve.timeout_vs_accept")
    taken = await queries.end_offer(w, offer_id, "accepted", None, in_time=True)
    if taken is None:
        raise await _gone(w, offer_id)
    if c.epoch != taken.epoch:
        raise OfferGone("Somebody else took this conversation on meanwhile.", current={"state": "rescinded"})
    c = await conversations.assign(w, c.id, taken.epoch, actor.id, actor.name, cause="offer")
    await begin(w, c, actor.id, taken.weight, offer_id=taken.id)
    await workforce.answered_offer(w, actor.id, accepted=True)
    await _tell_ended(w, taken)
    return c


async def decline(w: Writer, actor: Actor, offer_id: UUID, why: str | None = None) -> None:
    """The associate does not want it; they are not asked for it again for five minutes. Raises as accept does."""
    asked = await _own(w, actor, offer_id)
    await conversations.lock(w, asked.conversation_id)
    if await end(w, offer_id, "declined", why) is None:
        raise await _gone(w, offer_id)


async def expire(w: Writer, offer_id: UUID) -> bool:
    """End the offer if its time is over by the database's clock; both the timer and the sweeper call this."""
    asked = await queries.offer(w, offer_id)
    if asked is None or asked.state != "offered":
        return False
    await conversations.lock(w, asked.conversation_id)
    await hit("reserve.timeout_vs_accept")
    return await end(w, offer_id, "expired", "nobody answered in time") is not None


async def release_offer(w: Writer, offer_id: UUID, why: str) -> bool:
    """End an offer whose associate is gone or signed off."""
    asked = await queries.offer(w, offer_id)
    if asked is None or asked.state != "offered":
        return False
    await conversations.lock(w, asked.conversation_id)
    return await end(w, offer_id, "released", why) is not None


async def begin(w: Writer, c: Conversation, associate_id: UUID, weight: int, *, offer_id: UUID | None = None) -> None:
    """Open the assignment that goes with the conversation's new holder; its room is reserved already."""
    await queries.start_assignment(w, c.brand_id, w.new_id(), c.id, associate_id, offer_id, weight, c.epoch, c.segment)


async def close(w: Writer, assignment: Assignment, why: str) -> None:
    """End an assignment and give its room back, once."""
    if await queries.close_assignment(w, assignment, why):
        await workforce.free(w, assignment.associate_id, assignment.weight, worked=True)


async def _own(w: Writer, actor: Actor, offer_id: UUID) -> Offer:
    found = await queries.offer(w, offer_id)
    if found is None or actor.kind != "person" or found.associate_id != actor.id:
        raise NoSuchOffer("There is no such offer.")
    return found


async def _gone(w: Writer, offer_id: UUID) -> OfferGone:
    """How it ended. One that is still `offered` here is past its time and about to be ended."""
    found = await queries.offer(w, offer_id)
    state = found.state if found is not None and found.state != "offered" else "expired"
    return OfferGone(f"This offer has ended: {state}.", current={"state": state})


async def _tell_ended(w: Writer, ended: Offer, *, paused: bool = False) -> None:
    await outbox.publish(
        w,
        OfferEnded(
            brand_id=ended.brand_id,
            conversation_id=ended.conversation_id,
            offer_id=ended.id,
            associate_id=ended.associate_id,
            outcome=ended.state,
            paused=paused,
        ),
    )
