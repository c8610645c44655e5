"""Reports as files: the table as it is shown, and the conversations behind it; and who took them out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

import structlog

from gigline.accounts.models import Actor
from gigline.conversations import listing
from gigline.conversations.filters import ListFilter
from gigline.conversations.schemas import ConversationRow
from gigline.infra.db import Database, Writer
from gigline.kit.csv_text import csv_line
from gigline.quality import report_queries, reporting
from gigline.quality.measures import MEASURES, Figure, Measure
from gigline.quality.report_queries import GroupBy, Row, Segment
from gigline.quality.reporting import Asked, Led

log = structlog.get_logger()

AT_ONCE = 100


@dataclass(frozen=True)
class Names:
    """What ids and keys are called in files."""

    brands: Mapping[UUID, str]
    topics: Mapping[str, str]
    people: dict[UUID, str] = field(default_factory=dict)


T = TypeVar("T")
Columns = Mapping[str, Callable[[T, Names], object]]


def _plain(*columns: str) -> dict[str, Callable[[Any, Names], object]]:
    """Columns that are called as the values they show."""
    return {one: _showing(attrgetter(one)) for one in columns}


def _showing(get: Callable[[Any], object]) -> Callable[[Any, Names], object]:
    return lambda row, _: get(row)


# Of what the figures count: no names, no addresses and nothing that anybody wrote.
_SEGMENT: Columns[Segment] = {
    "brand": lambda one, names: names.brands[one.brand_id],
    "conversation": lambda one, _: one.conversation_id,
    "segment": lambda one, _: one.segment,
    "began": lambda one, _: one.opened_at,
    "channel": lambda one, _: one.channel,
    "topic": lambda one, names: names.topics.get(one.topic, one.topic),
    **_plain("requester_kind", "language", "answered_by"),
    "associate": lambda one, names: names.people.get(one.associate_id, "") if one.associate_id else "",
    **_plain("started_with", "first_s", "first_open_s", "first_person_s", "first_person_open_s"),
    "next_s": lambda one, _: " ".join(map(str, one.next_s)),
    **_plain("wait_s", "handle_s", "resolution_s", "promises_kept", "promises_broken", "transfers", "resolved_by",
        "reopened", "score"),
}  # fmt: skip
# Of the list as it stands: who, and nothing that anybody wrote.
_ROW: Columns[ConversationRow] = {
    "brand": lambda one, names: names.brands[one.brand_id],
    "conversation": lambda one, _: one.id,
    "requester": lambda one, _: one.contact.name,
    **_plain("requester_kind", "channel", "language", "status", "holder"),
    "associate": lambda one, _: one.associate.name if one.associate else "",
    "topic": lambda one, names: names.topics.get(one.topic or "", one.topic),
    **_plain("priority", "opened_at", "last_message_at", "awaiting_reply_since", "sla_due_at", "snoozed_until",
        "snoozed_for"),
}  # fmt: skip


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
    names = Names({one.brand.id: one.brand.name for one in asked.brands}, reporting.topic_names(asked.brands))
    yield csv_line(_SEGMENT)
    async for piece in report_queries.conversations(database, asked.spans, asked.filters):
        new = {one.associate_id for one in piece if one.associate_id is not None} - names.people.keys()
        async with database.reader() as r:
            names.people.update(await report_queries.names(r, sorted(new)))
        yield "".join(_line(_SEGMENT, one, names) for one in piece)


def _line(columns: Columns[T], one: T, names: Names) -> str:
    return csv_line(value(one, names) for value in columns.values())


async def note_list(w: Writer, actor: Actor, led: Sequence[Led], asked: ListFilter) -> None:
    """Keep for each brand who took its list out, before any of it leaves."""
    said = {"list": True, **asked.model_dump(mode="json", exclude={"brand"}, exclude_defaults=True)}
    for one in led:
        await report_queries.note_export(w, one.brand.id, "conversations", said, actor.id, actor.name)
        log.info("list_exported", brand=str(one.brand.id), by=str(actor.id))


async def inbox(database: Database, actor: Actor, led: Sequence[Led], asked: ListFilter) -> AsyncIterator[str]:
    """A line for each conversation that the filter finds, brand by brand. A slow reader holds no connection."""
    names = Names({one.brand.id: one.brand.name for one in led}, reporting.topic_names(led))
    yield csv_line(_ROW)
    for one in led:
        cursor, within = None, asked.model_copy(update={"brand": one.brand.id})
        while True:
            async with database.reader() as r:
                page = await listing.page(r, actor, within, cursor=cursor, limit=AT_ONCE)
            yield "".join(_line(_ROW, row, names) for row in page.items)
            if (cursor := page.next) is None:
                break
