"""The softphone's calls to the API: what rings at me, picking up, hold, transfer, hanging up.

For calls by phone as well, but for the sound: that goes to the associate's own phone.
"""

from __future__ import annotations

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.requests import HTTPConnection

from gigline.accounts.current import CurrentActor, settings_of
from gigline.calls import service as calls
from gigline.calls.browser import joining, schemas
from gigline.calls.browser.switchboard import Switchboard
from gigline.calls.models import Call
from gigline.contacts import service as contacts
from gigline.conversations import service as conversations
from gigline.conversations.schemas import ContactBrief
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
    """The call that rings at me or that I am in."""
    found = await calls.of_associate(r, actor.id)
    return schemas.MyCall(
        call=await _out(r, found) if found else None, ice_servers=[schemas.ice_out(one) for one in board.ice_servers()]
    )


@router.post("/calls/{call_id}/join")
async def join_call(
    request: Request, actor: CurrentActor, board: Board, call_id: UUID, body: schemas.JoinCall
) -> schemas.CallAnswer:
    """Pick up, or come back after the page was reloaded or the network was lost: the answer to the browser's offer."""
    database = database_of(request)
    async with database.reader() as r:
        call = await joining.call_of(r, actor, call_id)
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
    return await _changed(w, board, call)


@router.post("/calls/{call_id}/transfer")
async def transfer_call(
    w: WriteSession, actor: CurrentActor, board: Board, call_id: UUID, body: schemas.TransferCall
) -> schemas.CallOut:
    """Give the caller with the conversation to another associate, or to whoever is found; they hear music."""
    await joining.call_of(w, actor, call_id)
    call = await calls.transfer(w, actor, call_id, body.epoch, associate_id=body.associate_id, note=body.note)
    return await _changed(w, board, call)


@router.post("/calls/{call_id}/end")
async def end_call(w: WriteSession, actor: CurrentActor, board: Board, call_id: UUID) -> schemas.CallOut:
    """Hang up; the conversation goes on in writing. While it only rings here, somebody else is found for the caller."""
    call = await joining.call_of(w, actor, call_id)
    if call.state == "ringing_associate":
        await calls.not_answered(w, call_id, call.leg)
        call = await calls.get(w, call_id)
    else:
        call = await calls.end(w, call_id, "associate_hung_up")
    return await _changed(w, board, call)


async def _changed(w: Writer, board: Switchboard, call: Call) -> schemas.CallOut:
    w.after_commit(partial(board.changed, call))
    return await _out(w, call)


async def _out(r: Reader, call: Call) -> schemas.CallOut:
    contact = await contacts.get(r, call.brand_id, call.contact_id)
    c = await conversations.get(r, call.conversation_id)
    brief = ContactBrief(id=contact.id, name=contact.name, kind=c.requester_kind, verified=contact.verified)
    own = await calls.phone_of(r, call.associate_id) if call.medium == "phone" and call.associate_id else None
    return schemas.call_out(call, c.epoch, brief, in_console=own is None)
