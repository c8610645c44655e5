"""Reports on quality, for leaders."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor
from gigline.infra.edge import ReadSession
from gigline.kit.errors import NotFound
from gigline.quality import queries, rules
from gigline.quality.models import Csat

router = APIRouter(prefix="/api/v1", tags=["reports"])


class Share(BaseModel):
    """`count` of `of`; `share` is None when there is nothing to divide."""

    count: int
    of: int
    share: float | None


class TrueResolution(BaseModel):
    h48: Share
    d7: Share
    d30: Share


class CsatOut(BaseModel):
    count: int
    mean: float | None
    good_share: float | None


class CsatByKind(CsatOut):
    requester_kind: str
    answered_by: str


class DayOut(BaseModel):
    day: datetime
    segments: int
    started_with_bot: int
    contained: int
    resolved: int
    handed_over: int


class ResolutionReport(BaseModel):
    """`definitions` says in words what each figure counts."""

    days: int
    segments: int
    resolved: int
    started_with_bot: int
    handed_over: int
    contained: Share
    assumed_resolved: Share
    true_resolved: TrueResolution
    csat: CsatOut
    csat_by_kind: list[CsatByKind]
    by_day: list[DayOut]
    definitions: dict[str, str]


@router.get("/reports/resolution")
async def resolution_report(
    r: ReadSession,
    actor: CurrentActor,
    brand: UUID | None = None,
    days: Annotated[int, Query(ge=1, le=400)] = 30,
) -> ResolutionReport:
    """True resolution beside containment and assumed resolution, and CSAT by requester kind."""
    led = [one.id for one in await accounts.brands_of(r, actor, "leader")]
    brands = led if brand is None else [one for one in led if one == brand]
    if not brands:
        raise NotFound("There is no such report.")
    found = await queries.resolutions(r, brands, days)
    ratings = await queries.csat(r, brands, days)
    begun = found.started_with_bot
    return ResolutionReport(
        days=days,
        segments=found.segments,
        resolved=found.resolved,
        started_with_bot=begun,
        handed_over=found.handed_over,
        contained=_share(found.contained, begun),
        assumed_resolved=_share(found.assumed_resolved, begun),
        true_resolved=TrueResolution(
            h48=_share(found.true_resolved_h48, found.due_h48),
            d7=_share(found.true_resolved_d7, found.due_d7),
            d30=_share(found.true_resolved_d30, found.due_d30),
        ),
        csat=CsatOut(**_csat(ratings)),
        csat_by_kind=[
            CsatByKind(requester_kind=one.requester_kind, answered_by=one.answered_by, **_csat([one]))
            for one in ratings
        ],
        by_day=[DayOut.model_validate(one, from_attributes=True) for one in await queries.by_day(r, brands, days)],
        definitions=rules.DEFINITIONS,
    )


def _share(part: int, whole: int) -> Share:
    return Share(count=part, of=whole, share=rules.share(part, whole))


def _csat(ratings: list[Csat]) -> dict[str, int | float | None]:
    count = sum(one.count for one in ratings)
    total, good = sum(one.total for one in ratings), sum(one.good for one in ratings)
    return {"count": count, "mean": rules.share(total, count), "good_share": rules.share(good, count)}
