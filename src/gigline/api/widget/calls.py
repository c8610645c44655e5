"""The widget's calls: a requester talks with somebody from the page. A requester is in one call at most: their own."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request

from gigline.accounts.current import WidgetToken, settings_of
from gigline.accounts.models import WidgetClaims
from gigline.api import limits
from gigline.api.widget import schemas, sessions
from gigline.calls import service as calls
from gigline.calls.browser import joining
from gigline.calls.browser.endpoints import Board
from gigline.calls.browser.schemas import CallAnswer, CallBrief, JoinCall, ice_out
from gigline.calls.errors import NoSuchCall
from gigline.calls.models import Call
from gigline.channels.adapters.webchat.settings import WebchatSettings
from gigline.infra.db import Reader
from gigline.infra.edge import ReadSession, WriteSession, database_of
from gigline.kit.errors import NotFound

router = APIRouter(prefix="/api/v1/widget", tags=["widget"])


@router.get("/call", dependencies=[limits.PER_REQUESTER])
async def get_call(r: ReadSession, claims: WidgetToken, board: Board) -> schemas.WidgetCall:
    """How the requester's call stands, and how to join one."""
    call = await joining.own_call(r, claims.brand_id, claims.contact_id)
    return schemas.WidgetCall(
        call=None if call is None else CallBrief(id=call.id, state=call.state, connected_at=call.connected_at),
        ice_servers=[ice_out(one) for one in board.ice_servers()],
    )


@router.post("/call", dependencies=[limits.PER_REQUESTER])
async def start_call(request: Request, claims: WidgetToken, board: Board, body: schemas.StartCall) -> CallAnswer:
    """Call, with the browser's offer; the call joins the conversation. 503 calls_busy when all lines are taken."""
    database = database_of(request)
    offer = joining.checked(body.sdp, allow_private=settings_of(request).allow_private_fetch)
    async with database.reader() as r:
        where = await sessions.place(r, claims.account)
        chat = WebchatSettings.model_validate(where.account.settings)
        if not chat.calls:
            raise NotFound("This chat takes no calls.")
        who = await sessions.requester(r, where, claims)
    record = body.record if chat.record_calls else None
    joined = await joining.begin(database, board, who, where.account.id, offer, record=record)
    return CallAnswer(call_id=joined.call_id, sdp=joined.answer)


@router.post("/call/join", dependencies=[limits.PER_REQUESTER])
async def rejoin_call(request: Request, claims: WidgetToken, board: Board, body: JoinCall) -> CallAnswer:
    """Come back to the call after the network was lost."""
    database = database_of(request)
    offer = joining.checked(body.sdp, allow_private=settings_of(request).allow_private_fetch)
    async with database.reader() as r:
        call = await _own(r, claims)
    joined = await joining.join(database, board, call, "requester", claims.contact_id, offer)
    return CallAnswer(call_id=joined.call_id, sdp=joined.answer)


@router.post("/call/end", status_code=204, dependencies=[limits.PER_REQUESTER])
async def end_call(w: WriteSession, claims: WidgetToken, board: Board) -> None:
    """Hang up; the conversation goes on in writing. Nothing when there is no call."""
    call = await joining.own_call(w, claims.brand_id, claims.contact_id)
    if call is not None:
        ended = await calls.end(w, call.id)
        w.after_commit(partial(board.changed, ended))


async def _own(r: Reader, claims: WidgetClaims) -> Call:
    call = await joining.own_call(r, claims.brand_id, claims.contact_id)
    if call is None:
        raise NoSuchCall("There is no such call.")
    return call
