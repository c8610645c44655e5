"""A call does what its conversation does: rings where that went, waits when nobody has it, ends when it is settled."""

from __future__ import annotations

from uuid import UUID

from gigline.calls import callbacks, consulting, moving, queries, rules
from gigline.calls.moving import Scene
from gigline.conversations import service as conversations
from gigline.infra.db import Writer
from gigline.routing import service as routing


async def follow(w: Writer, conversation_id: UUID) -> None:
    """Make the live call agree with who holds the conversation; nothing where it does. May come late or twice."""
    c = await conversations.lock(w, conversation_id)
    found = await queries.live(w, c.brand_id, c.id)
    if found is None:
        await callbacks.take_up(w, c)
        return
    k = await queries.lock(w, c.brand_id, found.id)
    assert k is not None, "calls are never deleted alone"
    if c.holder == "queue" and await consulting.left_to_colleague(w, Scene(c, k)):
        return
    with_somebody = k.state in rules.WITH_ASSOCIATE or k.state == "transferring"
    if c.status == "resolved":
        if with_somebody:
            await moving.over(w, Scene(c, k), "hang_up", "resolved")
    elif c.holder == "associate" and c.associate_id is not None:
        # Somebody who is called back has their own phone ringing first.
        rings = k.direction == "out" and k.state == "ringing"
        if not rings and (k.associate_id != c.associate_id or not with_somebody):
            await moving.ring(w, k, c.associate_id)
    elif c.holder == "queue" and (with_somebody or k.state == "greeting"):
        await moving.wait(w, Scene(c, k))
    elif c.holder == "bot" and (with_somebody or k.state == "waiting"):
        await moving.drop(w, k)
        await moving.save(w, moving.step(k, "greet", associate_id=None))


async def not_answered(w: Writer, call_id: UUID, leg: int) -> bool:
    """The associate who was rung as `leg` did not pick up: the caller waits for somebody else. False when they did."""
    c, k = await moving.locked(w, call_id)
    if k.state != "ringing_associate" or k.leg != leg:
        return False
    if c.status == "open" and c.holder == "associate" and c.associate_id == k.associate_id:
        c = await routing.call_unanswered(w, c)
    await moving.wait(w, Scene(c, k))
    return True
