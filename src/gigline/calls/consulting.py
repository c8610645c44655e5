"""Warm transfers: the associate of a call asks a colleague while the caller waits, and hands over or comes back.

The caller's line is never at stake: whatever ends a consultation before it is completed leaves the call with whoever
asked, and nobody is put through to anybody who did not want that (decision 0040).
"""

from __future__ import annotations

from uuid import UUID

from gigline.accounts.models import Actor
from gigline.calls import consultation_queries, moving, queries, rules
from gigline.calls.errors import NeedsConsole, NobodyToAsk, NotInThisState
from gigline.calls.events import CallConnected, CallHeld, ConsultationDue
from gigline.calls.models import Call, Consultation
from gigline.calls.moving import Scene
from gigline.conversations import service as conversations
from gigline.conversations.models import Author
from gigline.infra import outbox
from gigline.infra.db import Reader, Writer
from gigline.routing import service as routing
from gigline.routing.consulting import Claimed
from gigline.routing.errors import NotEligible
from gigline.workforce import service as workforce

# Either the colleague is on the line, or they never were.
_GONE: dict[rules.Asking, rules.AskingStep] = {"ringing": "miss", "talking": "lose", "joined": "lose"}
_REFUSED: dict[rules.Asking, rules.AskingStep] = {"ringing": "decline", "talking": "leave", "joined": "leave"}


async def consult(
    w: Writer, actor: Actor, call_id: UUID, epoch: int, *, associate_id: UUID | None = None, note: str = ""
) -> Call:
    """Ring at a colleague, or (None) at whoever is suited and was not asked in this call; the caller hears music.

    Whom it may be is what a transfer's rules say, and all their room is claimed. Asking the same one twice is asking
    once. Raises NotInThisState, NeedsConsole, NobodyToAsk and what the routing's transfers raise.
    """
    scene = await moving.locked(w, call_id)
    known = await consultation_queries.open_of(w, scene.k)
    if known is not None and associate_id in {None, known.associate_id}:
        return scene.k
    if known is not None:
        raise NotInThisState("Somebody is being asked already.", current=moving.standing(scene.k))
    k = moving.step(scene.k, "consult")
    if k.host is None:
        raise _not_in_console()
    await _check_console(w, k, actor.id)
    claimed = await _claim(w, actor, scene, epoch, associate_id)
    one = await consultation_queries.insert(
        w, k.brand_id, w.new_id(), k.id, actor.id, claimed.associate_id, claimed.weight, note
    )
    due = ConsultationDue(brand_id=k.brand_id, conversation_id=k.conversation_id, call_id=k.id, consultation_id=one.id)
    await outbox.schedule(w, due, in_s=rules.RING_S)
    if note:
        await conversations.note(w, k.conversation_id, Author("associate", actor.id, actor.name), note)
    await moving.tell_asked(w, k, one)
    return await moving.save(w, k, CallHeld(**moving.facts(k), associate_id=actor.id))


async def _claim(w: Writer, actor: Actor, scene: Scene, epoch: int, associate_id: UUID | None) -> Claimed:
    c, k = scene
    if associate_id is not None:
        await _check_console(w, k, associate_id)
        return await routing.claim_colleague(w, actor, c.id, epoch, associate_id)
    asked = await consultation_queries.asked(w, k)
    for one in await routing.suited(w, c):
        if one in asked or not await sound_is_here(w, k, one):
            continue
        try:
            return await routing.claim_colleague(w, actor, c.id, epoch, one)
        except NotEligible:  # somebody else was quicker
            continue
    raise NobodyToAsk("Nobody who may take this call is free to be asked.")


async def sound_is_here(r: Reader, k: Call, associate_id: UUID) -> bool:
    """Whether the associate's sound of this call would come through the platform, and not over a phone of theirs."""
    return k.medium == "browser" or await queries.phone_of(r, associate_id) is None


async def _check_console(r: Reader, k: Call, associate_id: UUID) -> None:
    if not await sound_is_here(r, k, associate_id):
        raise _not_in_console()


def _not_in_console() -> NeedsConsole:
    return NeedsConsole("Who takes calls on a phone of their own can neither ask in a call nor be asked.")


async def answers(w: Writer, call_id: UUID, associate_id: UUID) -> bool:
    """The colleague is on the line; False when they are not asked (any more)."""
    _, k = await moving.locked(w, call_id)
    one = await _open_with(w, k, associate_id)
    if one is not None and one.state == "ringing":
        await moving.turn(w, k, one, "answer")
        await workforce.answered_offer(w, associate_id, accepted=True)
    return one is not None


async def talk(w: Writer, call_id: UUID, to: rules.Talk) -> Call:
    """Whoever asked talks to the requester, to the colleague, or all three talk. Raises NotInThisState."""
    _, k = await moving.locked(w, call_id)
    one = await _open(w, k)
    if to == "all" and one.state != "joined":
        await moving.turn(w, k, one, "join")
    elif to == "requester" and one.state == "joined":
        await moving.turn(w, k, one, "part")
    return await moving.hold(w, k, on=to == "colleague")


async def complete(w: Writer, call_id: UUID, epoch: int) -> Call:
    """The colleague has the call from now on, and the conversation under a new epoch; whoever asked is out of it.

    Raises NotInThisState, StaleEpoch, NotEligible.
    """
    scene = await moving.locked(w, call_id)
    return await _hand_over(w, scene, await _open(w, scene.k), epoch)


async def cancel(w: Writer, call_id: UUID) -> Call:
    """The colleague is let go and the requester is back. When nobody is asked (any more) that is all there is to do."""
    _, k = await moving.locked(w, call_id)
    if (one := await consultation_queries.open_of(w, k)) is not None:
        await moving.turn(w, k, one, "cancel")
    return await moving.hold(w, k, on=False)


async def refuse(w: Writer, call_id: UUID, associate_id: UUID) -> Call:
    """The colleague does not want to be asked, or leaves. The requester stays with whoever they were with."""
    _, k = await moving.locked(w, call_id)
    if (one := await _open_with(w, k, associate_id)) is not None:
        await moving.turn(w, k, one, _REFUSED[one.state])
    return k


async def colleague_lost(w: Writer, call_id: UUID, associate_id: UUID) -> None:
    """The colleague's line is dead, or never came through."""
    _, k = await moving.locked(w, call_id)
    if (one := await _open_with(w, k, associate_id)) is not None:
        await moving.turn(w, k, one, _GONE[one.state])


async def not_answered(w: Writer, call_id: UUID, consultation_id: UUID) -> None:
    """The colleague had their time to answer."""
    _, k = await moving.locked(w, call_id)
    one = await consultation_queries.open_of(w, k)
    if one is not None and one.id == consultation_id and one.state == "ringing":
        await moving.turn(w, k, one, "miss")


async def taken_from_lost(w: Writer, call_id: UUID, associate_id: UUID) -> bool:
    """Their line is dead: a colleague whom they asked and who is on the line has the call.

    True as well when the call was not theirs any more; False when it is, and nobody else is there.
    """
    scene = await moving.locked(w, call_id)
    return scene.k.associate_id != associate_id or await _to_colleague(w, scene)


async def left_to_colleague(w: Writer, scene: Scene) -> bool:
    """The conversation went back to the queue because whoever asked is gone: as above. False where it did not."""
    one = await consultation_queries.open_of(w, scene.k)
    if one is None or one.asked_by not in await workforce.absent(w, [one.asked_by]):
        return False
    return await _to_colleague(w, scene)


async def set_right(w: Writer, one: Consultation) -> None:
    """What an older process left open when it moved the call."""
    _, k = await moving.locked(w, one.call_id)
    if k.state not in {"connected", "held"} or k.associate_id != one.asked_by:
        await moving.drop(w, k)


async def _open(r: Reader, k: Call) -> Consultation:
    one = await consultation_queries.open_of(r, k)
    if one is None:
        raise NotInThisState("Nobody is asked in this call.", current=moving.standing(k))
    return one


async def _open_with(r: Reader, k: Call, colleague_id: UUID) -> Consultation | None:
    one = await consultation_queries.open_of(r, k)
    return one if one is not None and one.associate_id == colleague_id else None


async def _to_colleague(w: Writer, scene: Scene) -> bool:
    one = await consultation_queries.open_of(w, scene.k)
    if one is None or one.state not in rules.ANSWERED or scene.c.status != "open":
        return False
    try:
        async with w.savepoint():
            await _hand_over(w, scene, one, scene.c.epoch)
    except NotEligible:
        return False
    return True


async def _hand_over(w: Writer, scene: Scene, one: Consultation, epoch: int) -> Call:
    k = moving.step(scene.k, "hand_over", associate_id=one.associate_id)
    await moving.turn(w, scene.k, one, "complete")
    await routing.hand_over(w, scene.c, epoch, one.associate_id, one.weight)
    await moving.note(w, k, "call_transferred", to="associate")
    return await moving.save(w, k, CallConnected(**moving.facts(k), associate_id=one.associate_id))
