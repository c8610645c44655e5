"""One step of a call: its row, the conversation it belongs to, and the event that tells of it, together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from gigline.calls import queries, rules
from gigline.calls.errors import NoSuchCall, NotInThisState
from gigline.calls.events import CallEnded, CallEvent, CallRings, CallWaits, RingDue
from gigline.calls.models import Call
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, Conversation
from gigline.infra import outbox
from gigline.infra.db import Writer
from gigline.routing import service as routing


class Scene(NamedTuple):
    """A call and its conversation, both locked."""

    c: Conversation
    k: Call


async def locked(w: Writer, call_id: UUID) -> Scene:
    """Both, the conversation first; raises NoSuchCall."""
    found = await queries.get(w, call_id)
    if found is None:
        raise NoSuchCall("There is no such call.")
    c = await conversations.lock(w, found.conversation_id)
    k = await queries.lock(w, found.brand_id, call_id)
    assert k is not None, "calls are never deleted alone"
    return Scene(c, k)


def step(k: Call, name: rules.Step, **changes: Any) -> Call:
    """The call after this step; raises NotInThisState."""
    state = rules.after(k.state, name)
    if state is None:
        raise NotInThisState(f"A call that is {k.state} has no such step.", current=standing(k))
    return replace(k, state=state, **changes)


def standing(k: Call) -> dict[str, object]:
    """How the call stands, for whoever came too late."""
    return {"state": k.state, "leg": k.leg, "associate": str(k.associate_id) if k.associate_id else None}


def facts(k: Call) -> dict[str, Any]:
    """What every event of the call says."""
    return {
        "brand_id": k.brand_id,
        "conversation_id": k.conversation_id,
        "call_id": k.id,
        "state": k.state,
        "leg": k.leg,
    }


async def save(w: Writer, k: Call, event: CallEvent | None = None) -> Call:
    """Keep the locked row and tell of it."""
    await queries.save(w, k)
    if event is not None:
        await outbox.publish(w, event)
    return k


async def note(w: Writer, k: Call, what: str, author: Author = conversations.SYSTEM, **data: Any) -> None:
    """A line of the log about the call."""
    said = {"call": str(k.id), "medium": k.medium, **data}
    await conversations.activity(w, k.conversation_id, what, said, author=author)


async def wait(w: Writer, scene: Scene) -> Call:
    """The caller waits for a person; nothing when they do already."""
    if scene.k.state == "waiting":
        return scene.k
    since = scene.k.waiting_since or await queries.now(w)
    k = step(scene.k, "wait", associate_id=None, waiting_since=since)
    return await save(w, k, CallWaits(**facts(k)))


async def ring(w: Writer, k: Call, associate_id: UUID) -> Call:
    """It rings at the associate who has the conversation, for a while."""
    k = step(k, "ring", associate_id=associate_id, leg=k.leg + 1, rung_at=await queries.now(w))
    due = RingDue(brand_id=k.brand_id, conversation_id=k.conversation_id, call_id=k.id, leg=k.leg)
    await outbox.schedule(w, due, in_s=rules.RING_S)
    return await save(w, k, CallRings(**facts(k), associate_id=associate_id))


async def over(w: Writer, scene: Scene, name: rules.Step, reason: str) -> Scene:
    """The line is dead, by this step: the conversation goes on in writing, or not at all."""
    now = await queries.now(w)
    k = step(scene.k, name, ended_at=now, end_reason=reason)
    talked_s = round((now - k.connected_at).total_seconds()) if k.connected_at else None
    await save(w, k, CallEnded(**facts(k), reason=reason, associate_id=k.associate_id))
    await note(w, k, "call_ended", state=k.state, reason=reason, talked_s=talked_s)
    c = await conversations.set_call(w, await conversations.lock(w, scene.c.id), on_call=False)
    await routing.call_ended(w, c)
    return Scene(await conversations.lock(w, c.id), k)
