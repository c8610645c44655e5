"""Reports as files: the table as it is shown, and the conversations behind it; and who took them out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

import structlog

from gigline.accounts.models import Actor
from gigline.infra.db import Database, Writer
from gigline.kit.csv_text import csv_line
from gigline.quality import report_queries, reporting
from gigline.quality.measures import MEASURES, Figure, Measure
from gigline.quality.report_queries import GroupBy, Row, Segment
from gigline.quality.reporting import Asked

log = structlog.get_logger()

# Of a conversation: no names, no addresses and nothing that anybody wrote.
_COLUMNS = (
    "brand", "conversation", "segment", "began", "channel", "topic", "requester_kind", "language", "answered_by",
    "associate", "started_with", "first_s", "first_open_s", "first_person_s", "first_person_open_s", "next_s", "wait_s",
    "handle_s", "resolution_s", "promises_kept", "promises_broken", "transfers", "resolved_by", "reopened", "score",
)  # fmt: skip


async def note(w: Writer, actor: Actor, asked: Asked, what: str, by: GroupBy | None = None) -> None:
    """Keep for each brand who took what out, before any of it leaves."""
    filters = {key: str(value) for key, value in asdict(asked.filters).items() if value is not None}
    said: dict[str, Any] = {"from": str(asked.first), "to": str(asked.last), **filters, **({"by": by} if by else {})}
    for one in asked.brands:
        await report_queries.note_export(w, one.brand.id, what, said, actor.id, actor.name)
        log.info("report_exported", what=what, brand=str(one.brand.id), by=str(actor.id))


async def table(rows: Sequence[Row], names: Mapping[str, str], by: GroupBy) -> AsyncIterator[str]:
    """A line for each group: of each measure what it is, and how many it rests on."""
    yield csv_line([by, "name", *(title for measure in MEASURES for title in _titles(measure))])
    for row in rows:
        cells = [cell for measure in MEASURES for cell in _cells(measure, row.figures[measure.key])]
        yield csv_line([row.key, names.get(row.key, row.key), *cells])


def _titles(measure: Measure) -> list[str]:
    key = measure.key
    titles = {"count": [key], "seconds": [key, f"{key}_p90", f"{key}_count"]}
    return titles.get(measure.kind, [key, f"{key}_count"])


def _cells(measure: Measure, figure: Figure) -> Sequence[float | None]:
    if measure.kind == "count":
        return [figure.count]
    p90 = [figure.p90] if measure.kind == "seconds" else []
    return [figure.value, *p90, figure.count]


async def conversations(database: Database, asked: Asked) -> AsyncIterator[str]:
    """A line for each conversation. A slow reader holds no connection."""
    brands = {one.brand.id: one.brand.name for one in asked.brands}
    topics = reporting.topic_names(asked)
    people: dict[UUID, str] = {}
    yield csv_line(_COLUMNS)
    async for piece in report_queries.conversations(database, asked.spans, asked.filters):
        new = {one.associate_id for one in piece if one.associate_id is not None} - people.keys()
        async with database.reader() as r:
            people |= await report_queries.names(r, sorted(new))
        yield "".join(csv_line(_line(one, brands, topics, people)) for one in piece)


def _line(
    one: Segment, brands: Mapping[UUID, str], topics: Mapping[str, str], people: Mapping[UUID, str]
) -> list[object]:
    return [
        brands[one.brand_id], one.conversation_id, one.segment, one.opened_at, one.channel,
        topics.get(one.topic, one.topic), one.requester_kind, one.language, one.answered_by,
        people.get(one.associate_id, "") if one.associate_id else "", one.started_with, one.first_s, one.first_open_s,
        one.first_person_s, one.first_person_open_s, " ".join(map(str, one.next_s)), one.wait_s, one.handle_s,
        one.resolution_s, one.promises_kept, one.promises_broken, one.transfers, one.resolved_by or "", one.reopened,
        one.score,
    ]  # fmt: skip
