"""Reports on quality, for leaders."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from starlette.responses import StreamingResponse

from gigline.accounts import service as accounts
from gigline.accounts.current import CurrentActor
from gigline.conversations.filters import ListFilter
from gigline.conversations.models import RequesterKind
from gigline.infra.db import Reader
from gigline.infra.edge import ReadSession, SnapshotSession, WriteSession, database_of
from gigline.quality import downloads, measures, report_queries, reporting
from gigline.quality.report_queries import Filters, GroupBy, Row
from gigline.quality.reporting import Asked

router = APIRouter(prefix="/api/v1", tags=["reports"])

Word = Annotated[str | None, Query(max_length=60, pattern=r"^[A-Za-z0-9_-]+$")]


class MeasureOut(BaseModel):
    """A figure's name and its definition in words."""

    key: str
    name: str
    kind: measures.Kind
    definition: str


class FigureOut(BaseModel):
    """`value`: the median in seconds (`p90` beside it), the share (`part` of `count`), the mean, or the count itself.
    Null where `count`, which it rests on, is too small to say.
    """

    count: int
    part: int | None
    value: float | None
    p90: int | None


class RowOut(BaseModel):
    """A group: its key, what it is called, and its figures by the measures' keys."""

    key: str
    name: str
    figures: dict[str, FigureOut]


class FiguresReport(BaseModel):
    """`rows`: one for each group, or one for all together (`by` none); none where there is nothing. `behind`: of so
    many something happened that is not counted yet.
    """

    first: date
    last: date
    by: GroupBy
    rows: list[RowOut]
    behind: int
    few: int
    measures: list[MeasureOut]


class ExportOut(BaseModel):
    """Somebody took figures or a list out."""

    what: Literal["figures", "conversations"]
    asked: dict[str, Any]
    by_name: str
    at: datetime


class ExportList(BaseModel):
    items: list[ExportOut]


class Question:
    """The filters that all reports share."""

    def __init__(
        self,
        brand: UUID | None = None,
        first: Annotated[date | None, Query(alias="from")] = None,
        last: Annotated[date | None, Query(alias="to")] = None,
        channel: Word = None,
        topic: Word = None,
        kind: RequesterKind | None = None,
        language: Word = None,
        associate: UUID | None = None,
    ):
        self.brand, self.first, self.last = brand, first, last
        self.filters = Filters(channel, topic, kind, language, associate)

    async def of(self, r: Reader, actor: CurrentActor) -> Asked:
        """What it asks; raises NotFound unless the actor leads these brands."""
        return await reporting.asked(r, actor, self.brand, self.first, self.last, self.filters)


Asking = Annotated[Question, Depends()]


@router.get("/reports/figures")
async def figures(r: SnapshotSession, actor: CurrentActor, question: Asking, by: GroupBy = "none") -> FiguresReport:
    """All figures of the conversations that began in a period, together or by group."""
    asked = await question.of(r, actor)
    rows = await report_queries.figures(r, asked.spans, asked.filters, by)
    names = await reporting.named(r, asked, by, rows)
    return FiguresReport(
        first=asked.first,
        last=asked.last,
        by=by,
        rows=[_row(one, names.get(one.key, one.key)) for one in rows],
        behind=sum(one.behind for one in rows),
        few=measures.FEW,
        measures=[MeasureOut.model_validate(one, from_attributes=True) for one in measures.MEASURES],
    )


def _row(row: Row, name: str) -> RowOut:
    shown = {key: FigureOut.model_validate(one, from_attributes=True) for key, one in row.figures.items()}
    return RowOut(key=row.key, name=name, figures=shown)


@router.get("/reports/figures.csv", response_class=StreamingResponse)
async def figures_file(
    w: WriteSession, actor: CurrentActor, question: Asking, by: GroupBy = "none"
) -> StreamingResponse:
    """The same table as a CSV file; who asked for it is kept."""
    asked = await question.of(w, actor)
    await downloads.note(w, actor, asked, "figures", by)
    rows = await report_queries.figures(w, asked.spans, asked.filters, by)
    names = await reporting.named(w, asked, by, rows)
    return _file(downloads.table(rows, names, by), f"figures-by-{by}", asked)


@router.get("/reports/conversations.csv", response_class=StreamingResponse)
async def conversations_file(
    request: Request, w: WriteSession, actor: CurrentActor, question: Asking
) -> StreamingResponse:
    """The conversations behind the figures as a CSV file, without names and words; who asked for it is kept."""
    asked = await question.of(w, actor)
    await downloads.note(w, actor, asked, "conversations")
    return _file(downloads.conversations(database_of(request), asked), "conversations", asked)


@router.get("/conversations.csv", response_class=StreamingResponse)
async def list_file(
    request: Request, w: WriteSession, actor: CurrentActor, asked: Annotated[ListFilter, Query()]
) -> StreamingResponse:
    """The list of the inbox as a CSV file under the same filter, with names and without words (leaders); who asked for
    it is kept.
    """
    led = await reporting.led_by(w, actor, asked.brand)
    await downloads.note_list(w, actor, led, asked)
    return _sent(downloads.inbox(database_of(request), actor, led, asked), "inbox")


def _file(text: AsyncIterator[str], name: str, asked: Asked) -> StreamingResponse:
    return _sent(text, f"{name}-{asked.first}-{asked.last}")


def _sent(text: AsyncIterator[str], name: str) -> StreamingResponse:
    named = f'attachment; filename="{name}.csv"'
    return StreamingResponse(
        text, media_type="text/csv; charset=utf-8", headers={"Content-Disposition": named, "Cache-Control": "no-store"}
    )


@router.get("/brands/{brand_id}/report-exports")
async def report_exports(r: ReadSession, actor: CurrentActor, brand_id: UUID) -> ExportList:
    """Who took figures and lists out of the brand, the latest hundred (leaders)."""
    await accounts.access_brand(r, actor, brand_id, "leader")
    return ExportList(items=_exports(await report_queries.exports(r, brand_id)))


def _exports(found: Sequence[report_queries.Export]) -> list[ExportOut]:
    return [ExportOut.model_validate(one, from_attributes=True) for one in found]
