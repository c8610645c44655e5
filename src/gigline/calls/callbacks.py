"""Calls that were promised, in a call or by whoever has the conversation: made when an associate has it and is ready.

They stand in the one list of people who want to be called (`conversations.callbacks`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from gigline.calls import moving, queries, rules
from gigline.calls.events import CallbackDue, CallbackPromised, CallStarted
from gigline.calls.models import Call
from gigline.conversations import callback_queries, callbacks
from gigline.conversations import service as conversations
from gigline.conversations.errors import NotAllowedNow
from gigline.conversations.models import Author, Callback, Conversation
from gigline.infra import outbox
from gigline.infra.db import Writer
from gigline.routing import service as routing

AGAIN_AFTER = timedelta(minutes=10)


async def promise_callback(w: Writer, call_id: UUID, number: str, due_at: datetime | None = None) -> Callback:
    """The caller is called back at `number`: when it is their turn (their place is kept), or at `due_at`.

    Raises NotInThisState. Told twice, it is one promise.
    """
    scene = await moving.locked(w, call_id)
    known = await callback_queries.open_of(w, scene.c)
    if known is not None and known.call_id == call_id:
        return known
    if rules.is_over(scene.k.state):
        k = moving.step(scene.k, "promise_callback")
        c = scene.c
    else:
        c, k = await moving.over(w, scene, "promise_callback", "callback_promised")
    promised = await callbacks.promised_in_call(w, c, number, due_at, k.account_id, k.id)
    if c.status == "resolved":
        c = await conversations.reopen(w, c.id, c.epoch, conversations.SYSTEM)
    else:
        c = await conversations.request_person(w, c.id)
    await conversations.set_call(w, c, on_call=True, callback_at=due_at)
    due = due_at.isoformat() if due_at else None
    await moving.note(w, k, "callback_promised", due_at=due)
    await moving.save(w, k, CallbackPromised(**moving.facts(k), callback_id=promised.id))
    return promised


async def call_now(w: Writer, conversation_id: UUID, author: Author) -> None:
    """Whoever has the conversation wants the platform to call its requester, with them or with whoever is free for it.

    Raises NoSuchCallback, NotAllowedNow.
    """
    c = await conversations.lock(w, conversation_id)
    if c.status != "open" or await queries.live(w, c.brand_id, c.id) is not None:
        raise NotAllowedNow("Nobody can be called now.", current={"status": c.status})
    await callbacks.let_call(w, c, author)
    c = await conversations.set_call(w, c, on_call=True)
    await take_up(w, await routing.call_began(w, c))


async def take_up(w: Writer, c: Conversation) -> None:
    """An associate has a (locked) conversation in which a call was promised: it is made now."""
    if c.status != "open" or c.holder != "associate":
        return
    promised = await callback_queries.open_of(w, c)
    if promised is not None and promised.state == "promised":
        await outbox.publish(w, CallbackDue(brand_id=c.brand_id, conversation_id=c.id, callback_id=promised.id))


async def begin_callback(w: Writer, brand_id: UUID, conversation_id: UUID) -> Call | None:
    """The call that keeps the promise, about to be dialled; None when there is nothing (more) to be kept.

    Whoever gets one dials it, once: the second time it is asked for, there is none.
    """
    c = await conversations.lock(w, conversation_id)
    promised = await callback_queries.open_of(w, c)
    ready = c.status == "open" and c.holder == "associate"
    if promised is None or promised.state != "promised" or not ready or await queries.live(w, brand_id, c.id):
        return None
    k = await queries.insert(
        w, brand_id, w.new_id(), c.id, c.contact_id, promised.account_id, "phone", "out", None, promised.phone,
        c.language, c.seq,
    )  # fmt: skip
    await callback_queries.move_on(w, promised, "calling", k.id, promised.attempts + 1)
    await moving.note(w, k, "call_started", direction="out")
    await conversations.set_call(w, c, on_call=True)
    return await moving.save(w, k, CallStarted(**moving.facts(k), medium="phone", direction="out"))


async def callback_kept(w: Writer, c: Conversation, k: Call) -> None:
    """Somebody answered the call that we made (its conversation is locked)."""
    promised = await callback_queries.open_of(w, c)
    if promised is not None and promised.made_call_id == k.id:
        await callback_queries.move_on(w, promised, "kept", k.id, promised.attempts)


async def callback_missed(w: Writer, call_id: UUID, reason: str) -> None:
    """Nobody answered: tried again a little later, three times in all; then it stays in the list for a person."""
    scene = await moving.locked(w, call_id)
    promised = await callback_queries.open_of(w, scene.c)
    if not rules.is_over(scene.k.state):
        scene = await moving.over(w, scene, "fail", reason)
    c = scene.c
    if promised is None or promised.made_call_id != call_id:
        return
    again = promised.attempts < rules.CALLBACK_ATTEMPTS
    await callback_queries.move_on(w, promised, "promised" if again else "missed", None, promised.attempts)
    if again and c.status == "open":
        c = await conversations.set_call(w, c, on_call=True, callback_at=await queries.now(w) + AGAIN_AFTER)
        if c.holder == "associate":
            await routing.call_unanswered(w, c, missed=False)
