"""The routing API: offers for associates, moves for holders and leaders, the board."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.requests import HTTPConnection

from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor
from gigline.conversations.listing import one_row
from gigline.conversations.schemas import ConversationRow
from gigline.infra.db import Reader
from gigline.infra.edge import ReadSession, WriteSession, database_of
from gigline.routing import outside, outside_schemas, schemas, service, together, together_schemas

router = APIRouter(prefix="/api/v1", tags=["routing"])


async def _snapshot(connection: HTTPConnection) -> AsyncIterator[Reader]:
    async with database_of(connection).snapshot() as reader:
        yield reader


Snapshot = Annotated[Reader, Depends(_snapshot, scope="function")]


@router.get("/offers/mine")
async def list_offers(r: ReadSession, actor: CurrentActor) -> schemas.OfferList:
    """What I am asked to take now."""
    return schemas.OfferList(items=[schemas.offer_out(one) for one in await service.offers_for(r, actor)])


@router.post("/offers/{offer_id}/accept")
async def accept_offer(w: WriteSession, actor: CurrentActor, offer_id: UUID) -> schemas.Accepted:
    """I take it. 409 offer_gone when the offer has ended; `current.state` says how."""
    c = await service.accept(w, actor, offer_id)
    return schemas.Accepted(conversation_id=c.id, epoch=c.epoch)


@router.post("/offers/{offer_id}/decline", status_code=204)
async def decline_offer(
    w: WriteSession, actor: CurrentActor, offer_id: UUID, body: schemas.Decline | None = None
) -> None:
    """I do not take it; that costs nothing."""
    await service.decline(w, actor, offer_id, body.reason if body else None)


@router.get("/offers/{offer_id}/why")
async def why(r: ReadSession, actor: CurrentActor, offer_id: UUID) -> schemas.Why:
    """Why this came to me, in plain words."""
    offer, sentences = await service.why(r, actor, offer_id)
    return schemas.Why(offer_id=offer.id, state=offer.state, sentences=sentences)


@router.get("/offers/not-mine")
async def list_not_offered(r: ReadSession, actor: CurrentActor) -> schemas.NotOfferedList:
    """What went to others while I was available, within a day, and why not to me, in plain words; the newest."""
    return schemas.NotOfferedList(items=[schemas.NotOfferedOut.of(one) for one in await service.not_offered(r, actor)])


@router.get("/offers/{offer_id}/decision")
async def decision(r: ReadSession, actor: CurrentActor, offer_id: UUID) -> schemas.DecisionOut:
    """The whole decision record, replayed on the spot (leaders)."""
    return schemas.DecisionOut.of(await service.decision_of(r, actor, offer_id))


@router.get("/conversations/{conversation_id}/offers")
async def list_offers_of(r: ReadSession, actor: CurrentActor, conversation_id: UUID) -> schemas.OfferLines:
    """Whom it was offered to, the newest first (leaders)."""
    rows = await service.offers_of(r, actor, conversation_id)
    return schemas.OfferLines(items=[schemas.OfferLineOut(**vars(one)) for one in rows])


@router.post("/conversations/{conversation_id}/take-over")
async def take_over(
    w: WriteSession, actor: CurrentActor, conversation_id: UUID, body: schemas.AtEpoch
) -> ConversationRow:
    """I take it from the bot or the queue (leaders: from anybody)."""
    await service.take_over(w, actor, conversation_id, body.epoch)
    return await one_row(w, conversation_id)


@router.post("/conversations/{conversation_id}/transfer")
async def transfer(
    w: WriteSession, actor: CurrentActor, conversation_id: UUID, body: schemas.Transfer
) -> ConversationRow:
    """To the queue, to a named associate, or to the bot, with a private note."""
    to = body.to
    if to.associate_id is not None:
        await service.transfer_to_associate(w, actor, conversation_id, body.epoch, to.associate_id, to.note)
    elif to.kind == "bot":
        await service.transfer_to_bot(w, actor, conversation_id, body.epoch, to.note)
    else:
        await service.transfer_to_queue(w, actor, conversation_id, body.epoch, to.note)
    return await one_row(w, conversation_id)


@router.post("/conversations/{conversation_id}/pull-back")
async def pull_back(
    w: WriteSession, actor: CurrentActor, conversation_id: UUID, body: schemas.AtEpoch
) -> ConversationRow:
    """From its associate back to the queue (leaders)."""
    await service.pull_back(w, actor, conversation_id, body.epoch)
    return await one_row(w, conversation_id)


@router.post("/conversations/{conversation_id}/assign")
async def assign(w: WriteSession, actor: CurrentActor, conversation_id: UUID, body: schemas.Assign) -> ConversationRow:
    """To an eligible associate with room (leaders). 409 not_eligible names the filter that says no."""
    await service.assign(w, actor, conversation_id, body.epoch, body.associate_id)
    return await one_row(w, conversation_id)


@router.post("/conversations/together")
async def work_on_several(
    connection: Request, actor: CurrentActor, body: together_schemas.Together
) -> together_schemas.TogetherResults:
    """The same step with up to 50 conversations, each under its epoch; what failed is told of each."""
    found = await together.do(database_of(connection), actor, body.step, body.conversations)
    return together_schemas.TogetherResults(items=[_result_out(one) for one in found])


def _result_out(result: together.Result) -> together_schemas.TogetherResult:
    error = result.error
    return together_schemas.TogetherResult(
        id=result.one.id, epoch=result.epoch, error=error.code if error else None, detail=str(error) if error else ""
    )


@router.post("/brands/{brand_id}/route")
async def route(
    w: WriteSession, actor: CurrentActor, brand_id: UUID, body: outside_schemas.Question
) -> outside_schemas.Chosen:
    """Who should get a conversation of another help desk, and why (leaders, and keys with that role)."""
    await accounts.access_brand(w, actor, brand_id, "leader")
    return await outside.choose(w, brand_id, body)


@router.get("/brands/{brand_id}/route/{decision_id}")
async def routed(r: ReadSession, actor: CurrentActor, brand_id: UUID, decision_id: UUID) -> outside_schemas.Recorded:
    """Such a decision with all that it followed from, decided once more on the spot (leaders)."""
    await accounts.access_brand(r, actor, brand_id, "leader")
    question, answer = await outside.recorded(r, brand_id, decision_id)
    again = await asyncio.to_thread(outside.decide, question)
    same = outside_schemas.Chosen(id=decision_id, **again) == answer
    return outside_schemas.Recorded(question=question, answer=answer, replays=same)


@router.get("/board")
async def get_board(r: Snapshot, actor: CurrentActor, brand: UUID | None = None) -> schemas.Board:
    """The live board of a brand, or of all I lead."""
    return await service.board(r, await service.led_brands(r, actor, brand))
