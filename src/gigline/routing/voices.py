"""A conversation becomes a call and stops being one: what its associate carries, and its offer, follow.

Callers hold the conversation's row lock and have said so there already (`conversations.set_call`).
"""

from __future__ import annotations

from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation
from gigline.infra.db import Writer
from gigline.routing import matching, offers, queries, reconciling
from gigline.workforce import service as workforce


async def call_began(w: Writer, c: Conversation) -> Conversation:
    """Whoever holds it keeps it if they hold nothing else; otherwise it goes back to the queue, for somebody free.

    An offer that was made of it as a chat is withdrawn.
    """
    await _withdraw(w, c, "a call began")
    held = await queries.open_assignment(w, c.brand_id, c.id)
    if held is None or c.status != "open" or c.holder != "associate":
        return c
    weight = await workforce.widen(w, held.associate_id, held.weight)
    if weight is not None:
        await queries.weigh(w, held, weight)
        return c
    c = await conversations.release(w, c.id, c.epoch, cause="transferred")
    await offers.close(w, held, "transferred")
    return c


async def call_ended(w: Writer, c: Conversation) -> None:
    """Whoever holds it goes on with it in writing and has room again; if it still waits, it waits as what it was."""
    await _withdraw(w, c, "the call ended")
    held = await queries.open_assignment(w, c.brand_id, c.id)
    if held is not None and c.status == "open" and c.holder == "associate":
        weight = await workforce.narrow(w, held.associate_id, held.weight, c.medium)
        await queries.weigh(w, held, weight)
        await reconciling.request_matching(w, [held.associate_id])


async def call_unanswered(w: Writer, c: Conversation, *, missed: bool = True) -> Conversation:
    """Back to the queue from an associate who was rung and did not pick up (`missed`), or who has nobody to talk to.

    They are not asked for it again for five minutes; who misses two in a row is paused, as with offers.
    """
    held = await queries.open_assignment(w, c.brand_id, c.id)
    associate_id = c.associate_id
    assert associate_id is not None, "somebody was rung"
    c = await conversations.release(w, c.id, c.epoch, cause="transferred")
    if held is not None:
        await offers.close(w, held, "transferred")
    if missed:
        await workforce.missed_offer(w, associate_id)
    return c


async def _withdraw(w: Writer, c: Conversation, why: str) -> None:
    live = await queries.live_offer(w, c.brand_id, c.id)
    if live is not None and matching.is_waiting(c):
        await offers.end(w, live.id, "rescinded", why)
