"""Calls that were promised: kept with the conversation, made when an associate has it and is ready."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from gigline.calls import moving, queries, rules
from gigline.calls.events import CallbackDue, CallbackPromised, CallStarted
from gigline.calls.models import Call, Callback
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation
from gigline.infra import outbox
from gigline.infra.db import Writer
from gigline.routing import service as routing

AGAIN_AFTER = timedelta(minutes=10)


async def promise_callback(w: Writer, call_id: UUID, number: str, due_at: datetime | None = None) -> Callback:
    """The caller is called back at `number`: when it is their turn (their place is kept), or at `due_at`.

    Raises NotInThisState. Told twice, it is one promise.
    """
    scene = await moving.locked(w, call_id)
    known = await queries.open_callback(w, scene.k.brand_id, scene.c.id)
    if known is not None and known.call_id == call_id:
        return known
    if rules.is_over(scene.k.state):
        k = moving.step(scene.k, "promise_callback")
        c = scene.c
    else:
        c, k = await moving.over(w, scene, "promise_callback", "callback_promised")
    promised = await queries.promise(w, k, w.new_id(), number, due_at)
    if c.status == "resolved":
        c = await conversations.reopen(w, c.id, c.epoch, conversations.SYSTEM)
    else:
        c = await conversations.request_person(w, c.id)
    await conversations.set_call(w, c, on_call=True, callback_at=due_at)
    due = due_at.isoformat() if due_at else None
    await moving.note(w, k, "callback_promised", due_at=due)
    await moving.save(w, k, CallbackPromised(**moving.facts(k), callback_id=promised.id))
    return promised


async def take_up(w: Writer, c: Conversation) -> None:
    """An associate has a (locked) conversation in which a call was promised: it is made now."""
    if c.status != "open" or c.holder != "associate":
        return
    promised = await queries.open_callback(w, c.brand_id, c.id)
    if promised is not None and promised.state == "promised":
        await outbox.publish(w, CallbackDue(brand_id=c.brand_id, conversation_id=c.id, callback_id=promised.id))


async def begin_callback(w: Writer, brand_id: UUID, conversation_id: UUID) -> Call | None:
    """The call that keeps the promise, about to be dialled; None when there is nothing (more) to be kept.

    Whoever gets one dials it, once: the second time it is asked for, there is none.
    """
    c = await conversations.lock(w, conversation_id)
    promised = await queries.open_callback(w, brand_id, c.id)
    ready = c.status == "open" and c.holder == "associate"
    if promised is None or promised.state != "promised" or not ready or await queries.live(w, brand_id, c.id):
        return None
    k = await queries.insert(
        w, brand_id, w.new_id(), c.id, c.contact_id, promised.account_id, "phone", "out", None, promised.number,
        c.language, c.seq,
    )  # fmt: skip
    await queries.set_callback(w, promised, "calling", made_call_id=k.id, attempts=promised.attempts + 1)
    await moving.note(w, k, "call_started", direction="out")
    await conversations.set_call(w, c, on_call=True)
    return await moving.save(w, k, CallStarted(**moving.facts(k), medium="phone", direction="out"))


async def callback_kept(w: Writer, k: Call) -> None:
    """Somebody answered the call that we made (its conversation is locked)."""
    promised = await queries.open_callback(w, k.brand_id, k.conversation_id)
    if promised is not None and promised.made_call_id == k.id:
        await queries.set_callback(w, promised, "kept", made_call_id=k.id, attempts=promised.attempts)


async def callback_missed(w: Writer, call_id: UUID, reason: str) -> None:
    """Nobody answered: tried again a little later, three times in all; then it is for a person to write instead."""
    scene = await moving.locked(w, call_id)
    promised = await queries.open_callback(w, scene.k.brand_id, scene.c.id)
    if not rules.is_over(scene.k.state):
        scene = await moving.over(w, scene, "fail", reason)
    c = scene.c
    if promised is None or promised.made_call_id != call_id:
        return
    again = promised.attempts < rules.CALLBACK_ATTEMPTS
    await queries.set_callback(
        w, promised, "promised" if again else "missed", made_call_id=None, attempts=promised.attempts
    )
    if again and c.status == "open":
        c = await conversations.set_call(w, c, on_call=True, callback_at=await queries.now(w) + AGAIN_AFTER)
        if c.holder == "associate":
            await routing.call_unanswered(w, c, missed=False)
