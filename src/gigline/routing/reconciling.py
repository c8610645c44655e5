"""Offers and assignments made to agree with their conversation, whatever happened to it and whoever did it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation
from gigline.infra import outbox
from gigline.infra.db import Writer
from gigline.routing import matching, offers, queries, rules, sight
from gigline.routing.events import MatchRequested
from gigline.routing.models import Assignment, Offer
from gigline.workforce import service as workforce


async def reconcile(w: Writer, conversation_id: UUID, *, cause: str = "resolved") -> Conversation:
    """Rescind an offer the conversation outgrew, close an assignment whose holder is gone, open a missing one.

    Does nothing when all is well, so events may come late, twice or not at all (the sweeper looks too).
    `cause`: why an assignment that is found over has ended.
    """
    c = await conversations.lock(w, conversation_id)
    live = await queries.live_offer(w, c.brand_id, c.id)
    held = await queries.open_assignment(w, c.brand_id, c.id)
    over = held is not None and not _holds(c, held)
    missing = _is_worked_on(c) and (held is None or over)
    await workforce.lock(
        w,
        (
            live.associate_id if live else None,
            held.associate_id if held and over else None,
            c.associate_id if missing else None,
        ),
    )
    if live is not None and not (matching.is_waiting(c) and c.epoch == live.epoch and await _still_may(w, c, live)):
        await offers.end(w, live.id, "rescinded", "the conversation changed")
    if held is not None and over:
        await offers.close(w, held, "snoozed" if c.snoozed_until else cause)
    if missing:
        return await _adopt(w, c)
    return c


def _holds(c: Conversation, held: Assignment) -> bool:
    return _is_worked_on(c) and c.associate_id == held.associate_id


def _is_worked_on(c: Conversation) -> bool:
    """Whether it takes an associate's room: what is put off does not."""
    return c.status == "open" and c.holder == "associate" and c.snoozed_until is None


async def _still_may(w: Writer, c: Conversation, live: Offer) -> bool:
    """Whether a standing rule (grant, language, channel, topic, clearance) still lets the associate have it."""
    one = await workforce.candidate(w, c.brand_id, live.associate_id)
    if one is None:
        return False
    found = rules.exclusion(sight.need_of(c, await matching.settings_of(w, c.brand_id), None), one, {})
    return found is None or found.filter not in rules.STANDING


async def _adopt(w: Writer, c: Conversation) -> Conversation:
    """An associate holds it and nothing says so here: write it down if they have room, else back to the queue."""
    assert c.associate_id is not None
    weight = await workforce.reserve(w, c.associate_id, c.medium, unasked=True)
    if weight is None:
        return await conversations.release(w, c.id, c.epoch, cause="lost")
    await offers.begin(w, c, c.associate_id, weight)
    return c


async def let_go(w: Writer, conversation_id: UUID, associate_id: UUID, cause: str) -> bool:
    """Take the conversation from an associate who is lost, or no longer granted the brand, back to the queue."""
    c = await conversations.lock(w, conversation_id)
    if not _is_worked_on(c) or c.associate_id != associate_id:
        return False
    if cause == "lost" and associate_id not in await workforce.absent(w, [associate_id]):
        return False
    held = await queries.open_assignment(w, c.brand_id, c.id)
    await conversations.release(w, c.id, c.epoch, cause="lost" if cause == "lost" else "signed_off")
    if held is not None:
        await offers.close(w, held, cause)
    return True


async def request_matching(w: Writer, associate_ids: Iterable[UUID]) -> None:
    """These associates may have room: look for work in all their brands, in transactions of their own."""
    brands = {grant.brand_id for one in associate_ids for grant in await workforce.grants(w, one)}
    for brand_id in sorted(brands):
        await outbox.publish(w, MatchRequested(brand_id=brand_id))
