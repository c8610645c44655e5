"""For the network's operators: what could not be delivered, and delivering it again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel

from gigline.accounts.current import OperatorActor
from gigline.infra import deadletters
from gigline.infra.edge import ReadSession, WriteSession
from gigline.kit.errors import NotFound

router = APIRouter(prefix="/api/v1/ops", tags=["operations"])


class DeadLetterOut(BaseModel):
    """A delivery that was given up. `error` is the error's kind; its text may hold what people wrote."""

    id: int
    subscriber: str
    event: str
    brand_id: UUID
    conversation_id: UUID | None
    attempts: int
    error: str | None
    at: datetime


class DeadLetterList(BaseModel):
    items: list[DeadLetterOut]
    total: int


@router.get("/dead-letters")
async def list_dead_letters(
    r: ReadSession, _: OperatorActor, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> DeadLetterList:
    """Deliveries that failed too often, newest first."""
    found = await deadletters.listed(r, limit)
    items = [DeadLetterOut.model_validate(one, from_attributes=True) for one in found]
    return DeadLetterList(items=items, total=await deadletters.count(r))


@router.post("/dead-letters/{delivery_id}/replay", status_code=204)
async def replay_dead_letter(
    w: WriteSession, _: OperatorActor, delivery_id: Annotated[int, Path(ge=1, le=2**62)]
) -> None:
    """Deliver it again, from the first attempt."""
    if not await deadletters.replay(w, delivery_id):
        raise NotFound("There is no such dead letter.")
