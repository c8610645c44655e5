"""Moves that people make: take over, assign, transfer, pull back. Each is decided under the conversation's epoch."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from gigline.accounts.models import Actor
from gigline.conversations import service as conversations
from gigline.conversations.errors import NoSuchConversation, NotAllowedNow, StaleEpoch
from gigline.conversations.models import Conversation
from gigline.infra.db import Writer
from gigline.routing import matching, offers, queries, rules, sight
from gigline.routing.errors import NotEligible
from gigline.routing.models import Offer
from gigline.workforce import service as workforce
from gigline.workforce.models import Candidate

Cause = Literal["take_over", "assigned", "transferred", "woke"]


async def take_over(w: Writer, actor: Actor, conversation_id: UUID, epoch: int) -> Conversation:
    """The actor takes it: associates from the bot or the queue what they are eligible for, and what they put off;
    leaders anything.

    Capacity holds for both, and both must be connected. Raises NoSuchConversation, StaleEpoch, NotAllowedNow,
    NotEligible.
    """
    c = await conversations.lock(w, conversation_id)
    if actor.kind != "person" or not actor.has_role(c.brand_id, "associate"):
        raise _unknown()
    check_epoch(c, epoch)
    if _works_on(c, actor.id):
        return c
    leader = actor.has_role(c.brand_id, "leader")
    if c.holder == "associate" and not leader and not (c.status == "open" and c.associate_id == actor.id):
        raise _unknown()
    if not leader:
        await check(w, c, actor.id, only=rules.STANDING)
    live = await queries.live_offer(w, c.brand_id, c.id)
    if live is not None and live.associate_id == actor.id and live.expires_at > await queries.now(w):
        return await offers.accept(w, actor, live.id)
    return await hand_to(w, c, actor.id, actor.name, cause="take_over", live=live, unasked=True)


async def assign(w: Writer, actor: Actor, conversation_id: UUID, epoch: int, associate_id: UUID) -> Conversation:
    """A leader gives it to an eligible associate with room, without an offer. Raises as take_over does."""
    c = await lock_for(w, actor, conversation_id, epoch, holder_may=False)
    return await _give(w, c, associate_id, "assigned")


async def transfer_to_associate(
    w: Writer, actor: Actor, conversation_id: UUID, epoch: int, associate_id: UUID, note: str
) -> Conversation:
    """Its holder or a leader gives it to another eligible associate with room, with a private note."""
    c = await lock_for(w, actor, conversation_id, epoch, holder_may=True)
    c = await _give(w, c, associate_id, "transferred")
    if note:
        await conversations.note(w, c.id, conversations.author_of(actor), note)
    return c


async def transfer_to_queue(w: Writer, actor: Actor, conversation_id: UUID, epoch: int, note: str) -> Conversation:
    """Its holder or a leader puts it back into the queue; the holder is not asked for it again for five minutes."""
    c = await lock_for(w, actor, conversation_id, epoch, holder_may=True)
    return await _release(w, actor, c, "transferred", note)


async def transfer_to_bot(w: Writer, actor: Actor, conversation_id: UUID, epoch: int, note: str) -> Conversation:
    """Its holder or a leader lets the bot go on with it."""
    c = await lock_for(w, actor, conversation_id, epoch, holder_may=True)
    live = await queries.live_offer(w, c.brand_id, c.id)
    held = await queries.open_assignment(w, c.brand_id, c.id)
    moved = await conversations.give_to_bot(w, c.id, epoch, note=note, author=conversations.author_of(actor))
    if live is not None:
        await offers.end(w, live.id, "rescinded", "given to the bot")
    if held is not None:
        await offers.close(w, held, "transferred")
    return moved


async def pull_back(w: Writer, actor: Actor, conversation_id: UUID, epoch: int) -> Conversation:
    """A leader takes it from its associate back into the queue."""
    c = await lock_for(w, actor, conversation_id, epoch, holder_may=False)
    return await _release(w, actor, c, "pulled_back", "")


async def _release(
    w: Writer, actor: Actor, c: Conversation, cause: Literal["pulled_back", "transferred"], note: str
) -> Conversation:
    held = await queries.open_assignment(w, c.brand_id, c.id)
    moved = await conversations.release(w, c.id, c.epoch, cause=cause, note=note, author=conversations.author_of(actor))
    if held is not None:
        await offers.close(w, held, cause)
    return moved


async def _give(w: Writer, c: Conversation, associate_id: UUID, cause: Cause) -> Conversation:
    if _works_on(c, associate_id):
        raise NotAllowedNow("They hold this conversation already.")
    one = await check(w, c, associate_id, skipping=rules.PASSING)
    live = await queries.live_offer(w, c.brand_id, c.id)
    return await hand_to(w, c, associate_id, one.name, cause=cause, live=live)


async def give_back(w: Writer, conversation_id: UUID, epoch: int, associate_id: UUID) -> bool:
    """What woke goes to whoever had put it off, if it still waits and they are there, may have it and have room."""
    c = await conversations.lock(w, conversation_id)
    if not matching.is_waiting(c) or c.epoch != epoch:
        return False
    try:
        async with w.savepoint():
            one = await check(w, c, associate_id, only=rules.STANDING)
            live = await queries.live_offer(w, c.brand_id, c.id)
            await hand_to(w, c, associate_id, one.name, cause="woke", live=live)
    except NotEligible:
        return False
    return True


def _works_on(c: Conversation, associate_id: UUID) -> bool:
    return c.status == "open" and c.associate_id == associate_id and c.snoozed_until is None


async def hand_to(
    w: Writer,
    c: Conversation,
    associate_id: UUID,
    name: str,
    *,
    cause: Cause,
    live: Offer | None,
    unasked: bool = False,
    claimed: int | None = None,
) -> Conversation:
    """Conversation, offer, assignment and room change hands together. `claimed`: the room that is reserved already."""
    if c.status != "open":
        raise NotAllowedNow("This conversation is resolved: open it again first.")
    held = await queries.open_assignment(w, c.brand_id, c.id)
    await workforce.lock(w, (associate_id, live.associate_id if live else None, held.associate_id if held else None))
    if live is not None:
        await offers.end(w, live.id, "rescinded", "somebody took the conversation")
    if held is not None:
        await offers.close(w, held, "taken_over" if cause == "take_over" else "transferred")
    weight = claimed
    if weight is None:
        weight = await workforce.reserve(w, associate_id, c.medium, unasked=unasked)
    if weight is None:
        raise await no_room(w, c, associate_id)
    assigned = await conversations.assign(w, c.id, c.epoch, associate_id, name, cause=cause)
    await offers.begin(w, assigned, associate_id, weight)
    return assigned


async def check(
    w: Writer,
    c: Conversation,
    associate_id: UUID,
    *,
    only: tuple[rules.Filter, ...] | None = None,
    skipping: frozenset[rules.Filter] = frozenset(),
) -> Candidate:
    """The associate as a candidate; raises NotEligible with the first filter in question that excludes them."""
    one = await workforce.candidate(w, c.brand_id, associate_id)
    if one is None:
        raise _not_eligible("grant", {})
    settings = await matching.settings_of(w, c.brand_id)
    found = rules.exclusion(sight.need_of(c, settings, None), one, {})
    if found is not None and found.filter not in skipping and (only is None or found.filter in only):
        raise _not_eligible(found.filter, found.because)
    return one


async def no_room(w: Writer, c: Conversation, associate_id: UUID) -> NotEligible:
    """Why the reservation was refused: not connected, or no room."""
    associate = await workforce.me(w, associate_id)
    if not associate.present:
        return _not_eligible("presence", {"present": False})
    return _not_eligible("capacity", {"load": associate.load, "capacity": associate.capacity})


_WORDS: dict[rules.Filter, str] = {
    "grant": "They have no grant for this brand.",
    "language": "They do not speak the requester's language.",
    "channel": "They are not granted this channel.",
    "topic": "They are not granted this topic.",
    "clearance": "This topic needs a clearance they do not have.",
    "availability": "They are off or on a break.",
    "presence": "They are not connected.",
    "paused": "They left offers unanswered and are paused.",
    "capacity": "They have no room for another conversation.",
}


def _not_eligible(name: rules.Filter, because: dict[str, object]) -> NotEligible:
    return NotEligible(_WORDS.get(name, "They may not take it now."), current={"filter": name, **because})


async def lock_for(w: Writer, actor: Actor, conversation_id: UUID, epoch: int, *, holder_may: bool) -> Conversation:
    """Lock it for a leader of its brand or, if allowed, its holder; for others it does not exist."""
    c = await conversations.lock(w, conversation_id)
    leads = actor.kind in {"person", "api_key"} and actor.has_role(c.brand_id, "leader")
    works = actor.kind == "person" and actor.has_role(c.brand_id, "associate")
    if not leads and not (holder_may and works and c.associate_id == actor.id and c.status == "open"):
        raise _unknown()
    check_epoch(c, epoch)
    return c


def check_epoch(c: Conversation, epoch: int) -> None:
    """Raise StaleEpoch where it was decided under another."""
    if c.epoch != epoch:
        associate = str(c.associate_id) if c.associate_id else None
        current = {"epoch": c.epoch, "status": c.status, "holder": c.holder, "associate": associate}
        raise StaleEpoch("Somebody else took this conversation on meanwhile.", current=current)


def _unknown() -> NoSuchConversation:
    return NoSuchConversation("There is no such conversation.")
