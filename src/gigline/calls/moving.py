"""One step of a call: its row, the conversation it belongs to, and the event that tells of it, together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.calls import consultation_queries, queries, rules
from gigline.calls.errors import NoSuchCall, NotInThisState
from gigline.calls.events import CallConsulted, CallEnded, CallEvent, CallHeld, CallRings, CallWaits, RingDue
from gigline.calls.models import Call, Consultation
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, Conversation
from gigline.infra import outbox
from gigline.infra.db import Writer
from gigline.routing import service as routing

_REPLIED: dict[rules.Asking, bool] = {"declined": True, "unanswered": False}


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


async def drop(w: Writer, k: Call) -> None:
    """Whatever becomes of the call, nobody is asked about it any more."""
    if (one := await consultation_queries.open_of(w, k)) is not None:
        await turn(w, k, one, "drop")


async def turn(w: Writer, k: Call, one: Consultation, name: rules.AskingStep) -> Consultation:
    """A step of a consultation of the (locked) call; where it is its end, the colleague has their room again.

    Raises NotInThisState.
    """
    state = rules.after_asking(one.state, name)
    if state is None:
        raise NotInThisState(f"A consultation that is {one.state} has no such step.", current=standing(k))
    now = await queries.now(w)
    over = state in rules.ASKING_OVER
    answered_at = now if name == "answer" else one.answered_at
    one = replace(one, state=state, answered_at=answered_at, ended_at=now if over else None)
    await consultation_queries.save(w, one)
    if over:
        await _note_asked(w, k, one)
    if over and state != "completed":
        worked, replied = answered_at is not None, _REPLIED.get(state)
        await routing.let_colleague_go(
            w, one.associate_id, one.weight, asked_by=one.asked_by, worked=worked, replied=replied
        )
    await tell_asked(w, k, one)
    return one


async def tell_asked(w: Writer, k: Call, one: Consultation) -> None:
    """Tell both associates how the consultation stands."""
    asked = CallConsulted(
        **facts(k), consultation_id=one.id, associate_id=one.associate_id, asked_by=one.asked_by, asking=one.state
    )
    await outbox.publish(w, asked)


async def _note_asked(w: Writer, k: Call, one: Consultation) -> None:
    """A private note that somebody was asked; what they said to each other is written down nowhere."""
    asker, colleague = await accounts.person(w, one.asked_by), await accounts.person(w, one.associate_id)
    talked_s = round((one.ended_at - one.answered_at).total_seconds()) if one.ended_at and one.answered_at else None
    body = f"Asked {colleague.name} in the call{'' if one.answered_at else ', without an answer'}."
    data = {"call": str(k.id), "consulted": str(one.associate_id), "outcome": one.state, "talked_s": talked_s}
    author = Author("associate", one.asked_by, asker.name)
    await conversations.note(w, k.conversation_id, author, body, data=data, client_id=f"asked-{one.id.hex}")


async def wait(w: Writer, scene: Scene) -> Call:
    """The caller waits for a person; nothing when they do already."""
    if scene.k.state == "waiting":
        return scene.k
    await drop(w, scene.k)
    since = scene.k.waiting_since or await queries.now(w)
    k = step(scene.k, "wait", associate_id=None, waiting_since=since)
    return await save(w, k, CallWaits(**facts(k)))


async def hold(w: Writer, k: Call, *, on: bool) -> Call:
    """The caller has music, or the associate back; nothing where that is so already."""
    if k.state == ("held" if on else "connected"):
        return k
    k = step(k, "hold" if on else "resume")
    assert k.associate_id is not None, "a call that is held has an associate"
    if (one := await consultation_queries.open_of(w, k)) is not None:
        await tell_asked(w, k, one)
    return await save(w, k, CallHeld(**facts(k), associate_id=k.associate_id))


async def ring(w: Writer, k: Call, associate_id: UUID) -> Call:
    """It rings at the associate who has the conversation, for a while."""
    await drop(w, k)
    k = step(k, "ring", associate_id=associate_id, leg=k.leg + 1, rung_at=await queries.now(w))
    due = RingDue(brand_id=k.brand_id, conversation_id=k.conversation_id, call_id=k.id, leg=k.leg)
    await outbox.schedule(w, due, in_s=rules.RING_S)
    return await save(w, k, CallRings(**facts(k), associate_id=associate_id))


async def over(w: Writer, scene: Scene, name: rules.Step, reason: str) -> Scene:
    """The line is dead, by this step: the conversation goes on in writing, or not at all."""
    await drop(w, scene.k)
    now = await queries.now(w)
    k = step(scene.k, name, ended_at=now, end_reason=reason)
    talked_s = round((now - k.connected_at).total_seconds()) if k.connected_at else None
    await save(w, k, CallEnded(**facts(k), reason=reason, associate_id=k.associate_id))
    await note(w, k, "call_ended", state=k.state, reason=reason, talked_s=talked_s)
    c = await conversations.set_call(w, await conversations.lock(w, scene.c.id), on_call=False)
    await routing.call_ended(w, c)
    return Scene(await conversations.lock(w, c.id), k)
