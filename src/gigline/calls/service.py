"""The public face of the calls slice: plain functions on a session, one for each step of a call.

Each locks the conversation and then the call, and each may be told the same thing twice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor
from gigline.calls import consultation_queries, moving, queries, rules
from gigline.calls.callbacks import begin_callback, call_now, callback_kept, callback_missed, promise_callback
from gigline.calls.errors import NoSuchCall, NotInThisState
from gigline.calls.events import CallConnected, CallStarted, CallTransferring
from gigline.calls.following import follow, not_answered
from gigline.calls.models import Call, Caller, Consent, Consultation
from gigline.calls.moving import Scene
from gigline.calls.transcripts import append_transcript, keep_recording, leave_voicemail
from gigline.conversations import service as conversations
from gigline.conversations.errors import NoSuchConversation
from gigline.conversations.models import Author, Conversation
from gigline.infra.db import Reader, Writer
from gigline.routing import service as routing

__all__ = [
    "access_call",
    "append_transcript",
    "begin_callback",
    "call_now",
    "callback_missed",
    "connect",
    "consultation_with",
    "end",
    "follow",
    "get",
    "greet",
    "hold",
    "keep_recording",
    "known_as",
    "leave_voicemail",
    "next_turn",
    "not_answered",
    "note_consent",
    "note_waiting",
    "of_associate",
    "phone_of",
    "promise_callback",
    "put_through",
    "resume",
    "save_phone",
    "speak",
    "start",
    "told",
    "transfer",
]


async def start(w: Writer, caller: Caller) -> tuple[Call, bool]:
    """A call comes in; False with the call that is known already. It joins what the caller has open, on any channel.

    A call of theirs that was still on has been replaced by this one.
    """
    who = caller.requester
    if (known := await _known(w, caller)) is not None:
        return known, False
    settings = accounts.settings_of(await accounts.brand(w, who.brand_id))
    c = await conversations.open_for_person(w, who, settings, starts_with=None if caller.with_bot else "queue")
    # Told twice at the same moment: whoever comes second finds it under the lock.
    if (known := await _known(w, caller)) is not None:
        return known, False
    if (before := await queries.live(w, who.brand_id, c.id)) is not None:
        scene = await moving.locked(w, before.id)
        c = (await moving.over(w, scene, "hang_up", "replaced")).c
    c = await conversations.set_call(w, c, on_call=True)
    c = await routing.call_began(w, c)
    k = await queries.insert(
        w, c.brand_id, w.new_id(), c.id, who.contact_id, caller.account_id, caller.medium, "in",
        caller.provider_id, caller.number, who.language or c.language, c.seq,
    )  # fmt: skip
    await moving.note(w, k, "call_started", direction=k.direction)
    await moving.save(w, k, CallStarted(**moving.facts(k), medium=k.medium, direction=k.direction))
    return k, True


async def _known(r: Reader, caller: Caller) -> Call | None:
    if caller.provider_id is None:
        return None
    return await queries.by_provider_id(r, caller.requester.brand_id, caller.account_id, caller.provider_id)


async def greet(w: Writer, call_id: UUID) -> Call:
    """The call is answered by the house: greeting, choices, the bot."""
    scene = await moving.locked(w, call_id)
    if scene.k.state == "greeting":
        return scene.k
    return await moving.save(w, moving.step(scene.k, "greet"))


async def known_as(w: Writer, call_id: UUID, provider_id: str) -> Call:
    """The provider calls it so."""
    _, k = await moving.locked(w, call_id)
    return await moving.save(w, replace(k, provider_id=provider_id))


async def next_turn(w: Writer, call_id: UUID, turn: int) -> Call | None:
    """The call after its answer to question `turn`; None when that was answered already, and nothing may happen."""
    _, k = await moving.locked(w, call_id)
    if k.turn != turn:
        return None
    return await moving.save(w, replace(k, turn=k.turn + 1))


async def told(w: Writer, call_id: UUID, seq: int) -> Call:
    """The caller heard the log's entries up to this one."""
    _, k = await moving.locked(w, call_id)
    return await moving.save(w, replace(k, said_seq=max(k.said_seq, seq)))


async def put_through(w: Writer, call_id: UUID) -> Call:
    """The caller's line was told to go to whoever is rung now."""
    _, k = await moving.locked(w, call_id)
    return await moving.save(w, replace(k, put_through=k.leg))


async def speak(w: Writer, call_id: UUID, language: str) -> Call:
    """The caller chose a language, which whoever answers has to speak."""
    c, k = await moving.locked(w, call_id)
    await conversations.speaks(w, c, language)
    return await moving.save(w, replace(k, language=language))


async def note_consent(w: Writer, call_id: UUID, consent: Consent) -> Call:
    """The caller let us record the call, or did not."""
    scene = await moving.locked(w, call_id)
    if scene.k.consent == consent:
        return scene.k
    await moving.note(w, scene.k, "recording_consent", consent=consent)
    return await moving.save(w, replace(scene.k, consent=consent))


async def note_waiting(w: Writer, call_id: UUID) -> Call:
    """The caller wants a person: the conversation goes to the queue, or it rings at whoever holds it already."""
    c, k = await moving.locked(w, call_id)
    if k.state in {"waiting", "ringing_associate", *rules.OVER}:
        return k
    if c.status == "resolved":
        c = await conversations.reopen(w, c.id, c.epoch, conversations.SYSTEM)
    elif c.holder == "bot":
        c = await conversations.request_person(w, c.id)
    k = await moving.wait(w, Scene(c, k))
    if c.holder == "associate" and c.associate_id is not None:
        k = await moving.ring(w, k, c.associate_id)
    return k


async def connect(w: Writer, call_id: UUID, associate_id: UUID, *, leg: int | None = None) -> Call:
    """The associate picked up. Raises NotInThisState when it no longer rings at them (or not as this `leg`)."""
    c, k = await moving.locked(w, call_id)
    if k.state == "connected" and k.associate_id == associate_id:
        return k
    if k.associate_id != associate_id or (leg is not None and leg != k.leg):
        raise NotInThisState("This call does not ring here.", current=moving.standing(k))
    k = moving.step(k, "connect", connected_at=k.connected_at or await queries.now(w))
    if k.direction == "out":
        await callback_kept(w, c, k)
    person = await accounts.person(w, associate_id)
    await moving.note(w, k, "call_connected", Author("associate", associate_id, person.name if person else ""))
    return await moving.save(w, k, CallConnected(**moving.facts(k), associate_id=associate_id))


async def hold(w: Writer, call_id: UUID) -> Call:
    """The caller hears music; the associate is free to look something up."""
    return await moving.hold(w, (await moving.locked(w, call_id)).k, on=True)


async def resume(w: Writer, call_id: UUID) -> Call:
    """The associate is back."""
    return await moving.hold(w, (await moving.locked(w, call_id)).k, on=False)


async def transfer(
    w: Writer, actor: Actor, call_id: UUID, epoch: int, *, associate_id: UUID | None = None, note: str = ""
) -> Call:
    """Give the caller to another associate, or (None) to whoever is found; raises what the routing's transfers raise.

    The caller hears music until somebody answers.
    """
    c, k = await moving.locked(w, call_id)
    before = k.associate_id
    if await consultation_queries.open_of(w, k) is not None:
        raise NotInThisState("A colleague is being asked: hand over, or let them go first.", current=moving.standing(k))
    k = moving.step(k, "transfer")
    if associate_id is None:
        c = await routing.transfer_to_queue(w, actor, c.id, epoch, note)
    else:
        c = await routing.transfer_to_associate(w, actor, c.id, epoch, associate_id, note)
    assert before is not None, "a call that is transferred has an associate"
    await moving.save(w, k, CallTransferring(**moving.facts(k), associate_id=before))
    await moving.note(w, k, "call_transferred", to="associate" if associate_id else "queue")
    if associate_id is not None:
        return await moving.ring(w, k, associate_id)
    return await moving.wait(w, Scene(c, k))


async def end(
    w: Writer, call_id: UUID, reason: str = "hung_up", *, how: Literal["hang_up", "fail"] = "hang_up"
) -> Call:
    """The line is dead, or shall be; how that counts is the table's to say. The first word on it stays."""
    scene = await moving.locked(w, call_id)
    if rules.is_over(scene.k.state):
        return scene.k
    ended = await moving.over(w, scene, how, reason)
    if ended.k.direction == "out" and ended.k.connected_at is None:
        await callback_missed(w, call_id, reason)
        return ended.k
    if ended.k.state == "abandoned":
        await _settle_silent(w, ended.c)
    return ended.k


async def _settle_silent(w: Writer, c: Conversation) -> None:
    """Whoever hung up without a word asked nothing that anybody could answer."""
    if c.status != "open" or c.holder == "associate":
        return
    said = await conversations.entries(w, c, public_only=True)
    if not any(one.kind == "message" and one.author_kind == "requester" and one.segment == c.segment for one in said):
        await conversations.resolve(w, c.id, c.epoch, by="silence")


async def get(r: Reader, call_id: UUID) -> Call:
    """The call, for callers that know they may; raises NoSuchCall."""
    found = await queries.get(r, call_id)
    if found is None:
        raise NoSuchCall("There is no such call.")
    return found


async def access_call(r: Reader, actor: Actor, call_id: UUID, need: Literal["read", "write"]) -> Call:
    """The call of a conversation that the actor may see so; NoSuchCall otherwise."""
    found = await get(r, call_id)
    try:
        await conversations.access_conversation(r, actor, found.conversation_id, need)
    except NoSuchConversation as error:
        raise NoSuchCall("There is no such call.") from error
    return found


async def consultation_with(r: Reader, actor: Actor, call_id: UUID) -> Consultation | None:
    """The open consultation of the call in which the actor is asked; None for everybody else."""
    one = await consultation_queries.with_colleague(r, actor.id)
    asked = one is not None and one.call_id == call_id and actor.kind == "person"
    return one if one is not None and asked and actor.has_role(one.brand_id, "associate") else None


async def of_associate(r: Reader, associate_id: UUID) -> Call | None:
    """The call that rings at the associate, that they are in, or that they are asked about."""
    if (one := await consultation_queries.with_colleague(r, associate_id)) is not None:
        return await get(r, one.call_id)
    return await queries.with_associate(r, associate_id)


async def phone_of(r: Reader, associate_id: UUID) -> str | None:
    """The associate's own phone, where they want calls to come there; None: to the console."""
    return await queries.phone_of(r, associate_id)


async def save_phone(w: Writer, associate_id: UUID, number: str | None) -> None:
    """Where the associate wants calls to come (E.164, or None for the console)."""
    await queries.set_phone(w, associate_id, number)
