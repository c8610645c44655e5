"""The audit over HTTP, for leaders."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor
from gigline.infra.edge import ReadSession
from gigline.routing.audit import schemas, service

router = APIRouter(prefix="/api/v1/brands/{brand_id}", tags=["audit"])


@router.get("/bias-audit/affinity")
async def audit_affinity(
    r: ReadSession, actor: CurrentActor, brand_id: UUID, days: Annotated[int, Query(ge=1, le=366)] = 90
) -> schemas.AffinityAudit:
    """How offers, minutes and outcomes fell to people with and without each experience (leaders)."""
    await accounts.access_brand(r, actor, brand_id, "leader")
    found = await service.affinity(r, brand_id, days)
    return schemas.AffinityAudit(
        days=found.days, offers=found.offers, whole=found.whole, rows=[schemas.audit_row(one) for one in found.rows]
    )
