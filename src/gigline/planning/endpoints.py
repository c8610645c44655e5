"""What-ifs and staffing for leaders."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor
from gigline.infra.edge import ReadSession, WriteSession
from gigline.planning import schemas, service

router = APIRouter(prefix="/api/v1/brands/{brand_id}", tags=["planning"])


@router.get("/staffing")
async def get_staffing(
    r: ReadSession, actor: CurrentActor, brand_id: UUID, in_time: Annotated[float, Query(ge=0.1, le=0.99)] = 0.8
) -> schemas.Staffing:
    """How many people each of the next 24 hours asks for, so that this share is answered in time."""
    await accounts.access_brand(r, actor, brand_id, "leader")
    found = await service.staffing(r, brand_id, in_time)
    return schemas.Staffing(items=[schemas.NeedOut(**vars(one)) for one in found])


@router.get("/what-ifs")
async def list_what_ifs(r: ReadSession, actor: CurrentActor, brand_id: UUID) -> schemas.WhatIfList:
    """The latest what-ifs with their progress and results."""
    await accounts.access_brand(r, actor, brand_id, "leader")
    return schemas.WhatIfList(items=[schemas.WhatIfOut.of(one) for one in await service.listed(r, brand_id)])


@router.post("/what-ifs")
async def ask_what_if(
    w: WriteSession, actor: CurrentActor, brand_id: UUID, body: schemas.AskWhatIf
) -> schemas.WhatIfOut:
    """Simulate the brand as it is and as it would be, in the background. 409 what_if_running."""
    await accounts.access_brand(w, actor, brand_id, "leader")
    by = actor.id if actor.kind == "person" else None
    return schemas.WhatIfOut.of(await service.ask(w, brand_id, by, list(body.policies), body.changes()))


@router.post("/what-ifs/{what_if_id}/cancel")
async def cancel_what_if(w: WriteSession, actor: CurrentActor, brand_id: UUID, what_if_id: UUID) -> schemas.WhatIfOut:
    """Stop it."""
    await accounts.access_brand(w, actor, brand_id, "leader")
    return schemas.WhatIfOut.of(await service.cancel(w, brand_id, what_if_id))
