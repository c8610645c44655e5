"""The softphone's calls to the API: what rings at me, picking up, hold, transfers cold and warm, hanging up.

For calls by phone as well, but for the sound: that goes to the associate's own phone.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.requests import HTTPConnection

from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor, settings_of
from gigline.accounts.models import Actor
from gigline.calls import consultation_queries, consulting
from gigline.calls import service as calls
from gigline.calls.browser import joining, schemas
from gigline.calls.browser.switchboard import Switchboard
from gigline.calls.models import Call, Consultation
from gigline.contacts import service as contacts
from gigline.conversations import service as conversations
from gigline.conversations.schemas import ContactBrief, PersonBrief
from gigline.infra.db import Reader, Writer
from gigline.infra.edge import ReadSession, WriteSession, database_of

router = APIRouter(prefix="/api/v1", tags=["calls"])


def switchboard_of(connection: HTTPConnection) -> Switchboard:
    """The process's switchboard; the composition root puts it there."""
    board = connection.app.state.switchboard
    assert isinstance(board, Switchboard)
    return board


Board = Annotated[Switchboard, Depends(switchboard_of)]


@router.get("/calls/mine")
async def my_call(r: ReadSession, actor: CurrentActor, board: Board) -> schemas.MyCall:
    """The call that rings at me, that I am in, or about which a colleague asks me."""
    found = await calls.of_associate(r, actor.id)
    return schemas.MyCall(
        call=await _out(r, found, actor) if found else None,
        ice_servers=[schemas.ice_out(one) for one in board.ice_servers()],
    )


@router.post("/calls/{call_id}/join")
async def join_call(
    request: Request, actor: CurrentActor, board: Board, call_id: UUID, body: schemas.JoinCall
) -> schemas.CallAnswer:
    """Pick up, or come back after the page was reloaded or the network was lost: the answer to the browser's offer."""
    database = database_of(request)
    async with database.reader() as r:
        call = await joining.call_at(r, actor, call_id)
    offer = joining.checked(body.sdp, allow_private=settings_of(request).allow_private_fetch)
    joined = await joining.join(database, board, call, "associate", actor.id, offer)
    return schemas.CallAnswer(call_id=joined.call_id, sdp=joined.answer)


@router.post("/calls/{call_id}/hold")
async def hold_call(
    w: WriteSession, actor: CurrentActor, board: Board, call_id: UUID, body: schemas.HoldCall
) -> schemas.CallOut:
    """Put the caller on hold (they hear music, and are not heard), or come back to them."""
    await joining.call_of(w, actor, call_id)
    call = await (calls.hold(w, call_id) if body.on else calls.resume(w, call_id))
    return await _changed(w, board, call, actor)


@router.post("/calls/{call_id}/transfer")
async def transfer_call(
    w: WriteSession, actor: CurrentActor, board: Board, call_id: UUID, body: schemas.TransferCall
) -> schemas.CallOut:
    """Give the caller with the conversation to another associate, or to whoever is found; they hear music."""
    await joining.call_of(w, actor, call_id)
    call = await calls.transfer(w, actor, call_id, body.epoch, associate_id=body.associate_id, note=body.note)
    return await _changed(w, board, call, actor)


@router.post("/calls/{call_id}/consult")
async def consult_colleague(
    w: WriteSession, actor: CurrentActor, board: Board, call_id: UUID, body: schemas.ConsultCall
) -> schemas.CallOut:
    """Ask a colleague while the caller hears music; the two of you talk once they answer."""
    await joining.call_of(w, actor, call_id)
    call = await consulting.consult(w, actor, call_id, body.epoch, associate_id=body.associate_id, note=body.note)
    return await _changed(w, board, call, actor)


@router.post("/calls/{call_id}/consult/talk")
async def talk_to(
    w: WriteSession, actor: CurrentActor, board: Board, call_id: UUID, body: schemas.TalkCall
) -> schemas.CallOut:
    """Talk to the caller (`requester`), to the colleague, or let all three talk; whoever is left out hears music."""
    await joining.call_of(w, actor, call_id)
    return await _changed(w, board, await consulting.talk(w, call_id, body.to), actor)


@router.post("/calls/{call_id}/consult/complete")
async def complete_transfer(
    w: WriteSession, actor: CurrentActor, board: Board, call_id: UUID, body: schemas.CompleteCall
) -> schemas.CallOut:
    """The colleague goes on with the caller and the conversation."""
    await joining.call_of(w, actor, call_id)
    return await _changed(w, board, await consulting.complete(w, call_id, body.epoch), actor)


@router.post("/calls/{call_id}/consult/cancel")
async def cancel_consultation(w: WriteSession, actor: CurrentActor, board: Board, call_id: UUID) -> schemas.CallOut:
    """Let the colleague go, and be back with the caller."""
    await joining.call_of(w, actor, call_id)
    return await _changed(w, board, await consulting.cancel(w, call_id), actor)


@router.post("/calls/{call_id}/end")
async def end_call(w: WriteSession, actor: CurrentActor, board: Board, call_id: UUID) -> schemas.CallOut:
    """Hang up; the conversation goes on in writing. While it only rings here, somebody else is found for the caller.

    A colleague who is asked leaves, and the caller stays with whoever asked.
    """
    if await calls.consultation_with(w, actor, call_id) is not None:
        return await _changed(w, board, await consulting.refuse(w, call_id, actor.id), actor)
    call = await joining.call_of(w, actor, call_id)
    if call.state == "ringing_associate":
        await calls.not_answered(w, call_id, call.leg)
        call = await calls.get(w, call_id)
    else:
        call = await calls.end(w, call_id, "associate_hung_up")
    return await _changed(w, board, call, actor)


async def _changed(w: Writer, board: Switchboard, call: Call, actor: Actor) -> schemas.CallOut:
    w.after_commit(partial(board.changed, call))
    return await _out(w, call, actor)


async def _out(r: Reader, call: Call, actor: Actor) -> schemas.CallOut:
    contact = await contacts.get(r, call.brand_id, call.contact_id)
    c = await conversations.get(r, call.conversation_id)
    brief = ContactBrief(id=contact.id, name=contact.name, kind=c.requester_kind, verified=contact.verified)
    here = await consulting.sound_is_here(r, call, actor.id)
    asked = await calls.consultation_with(r, actor, call.id)
    one = asked or await consultation_queries.last_of(r, call, actor.id)
    told = await _told(r, one) if one else None
    return schemas.call_out(call, c.epoch, brief, told, in_console=here, asked=asked is not None)


async def _told(r: Reader, one: Consultation) -> schemas.ConsultationOut:
    asker, colleague = await accounts.person(r, one.asked_by), await accounts.person(r, one.associate_id)
    return schemas.ConsultationOut(
        state=one.state,
        colleague=PersonBrief(id=colleague.id, name=colleague.name),
        asked_by=PersonBrief(id=asker.id, name=asker.name),
        note=one.note,
    )
