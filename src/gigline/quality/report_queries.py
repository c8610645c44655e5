"""The one query of all figures in reports, and of the list of conversations behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

import asyncpg

from gigline.infra.db import Database, Reader, Writer
from gigline.quality.held_queries import next_contact
from gigline.quality.measures import FEW, MEASURES, WINDOWS, Figure, Measure

GroupBy = Literal["none", "brand", "channel", "topic", "kind", "language", "associate", "answered_by", "day", "weekday",
    "hour", "hour_of_week"]  # fmt: skip
GROUPS: tuple[GroupBy, ...] = get_args(GroupBy)
MOST_GROUPS = 1000
AT_ONCE = 5000

# The segments that are asked for, each with its rating.
_PICKED = """
WITH asked AS MATERIALIZED (
    SELECT a.*, gigline_now() AS now FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[], $4::text[])
        AS a (brand_id, since, until, zone)),
picked AS NOT MATERIALIZED (
    SELECT s.*, r.score, a.zone, a.now, coalesce(s.latest_topic, s.topic, '') AS called,
        coalesce(s.resolved_at, s.opened_at) AS ended_at,
        CASE WHEN s.person_answered THEN 'associate' WHEN s.bot_answered THEN 'bot' ELSE 'nobody' END AS answered_by,
        s.promises_broken + coalesce((s.promise_due_at < a.now)::int, 0) AS broken
    FROM asked a
    JOIN segments s ON s.brand_id = a.brand_id AND s.opened_at >= a.since AND s.opened_at < a.until
    LEFT JOIN ratings r ON (r.brand_id, r.conversation_id, r.segment) = (s.brand_id, s.conversation_id, s.segment)
    WHERE ($5::text IS NULL OR s.channel = $5)
      AND ($6::text IS NULL OR coalesce(s.latest_topic, s.topic, '') = $6)
      AND ($7::text IS NULL OR s.requester_kind = $7)
      AND ($8::text IS NULL OR s.language = $8)
      AND ($9::uuid IS NULL OR s.associate_id = $9))
"""


def _time(key: str, column: str) -> str:
    return f"count({column}) AS {key}_n, percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY {column}) AS {key}_q"


# Next responses are several of a segment: they have a part of their own.
_TIMES = ",\n        ".join(
    _time(one.key, f"{one.key}_s") for one in MEASURES if one.kind == "seconds" and one.key != "next"
)
_DUE = ",\n            ".join(
    f"p.started_with = 'bot' AND p.ended_at < p.now - interval '{window}' AS due_{key}"
    for key, window in WINDOWS.items()
)
_TRUE = ",\n        ".join(
    f"count(*) FILTER (WHERE held AND due_{key} AND coalesce(stayed > interval '{window}', true)) AS true_{key}_part, "
    f"count(*) FILTER (WHERE due_{key}) AS true_{key}_n"
    for key, window in WINDOWS.items()
)
# Most contacts are a person by themselves.
_NEXT_CONTACT = next_contact(
    "p", "CASE WHEN j.id IS NULL THEN ARRAY[p.contact_id] ELSE gigline_person(p.brand_id, p.contact_id) END"
)
_FIGURES = f"""{_PICKED},
-- Contacts who are not a person by themselves; few are, and only they are looked up the long way.
joined AS (
    SELECT brand_id, id FROM contacts WHERE brand_id = ANY($1::uuid[]) AND merged_into IS NOT NULL
    UNION SELECT brand_id, merged_into FROM contacts WHERE brand_id = ANY($1::uuid[]) AND merged_into IS NOT NULL),
judged AS (
    SELECT p.counted, p.first_s, p.first_open_s, p.first_person_s, p.first_person_open_s, p.next_s, p.wait_s,
        p.handle_s, p.resolution_s, p.promises_kept, p.queued, p.taken, p.transfers, p.reopened, p.score, p.ended_at,
        p.broken, p.resolved_at IS NOT NULL AS resolved, p.resolved_by IN ('bot', 'silence', 'requester') AS by_itself,
        p.queued AND p.taken = 0 AND p.resolved_by IN ('requester', 'silence') AS abandoned,
        b.*, CASE WHEN b.held THEN {_NEXT_CONTACT} - p.ended_at END AS stayed,
        CASE $10::text
            WHEN 'brand' THEN p.brand_id::text
            WHEN 'channel' THEN coalesce(p.channel, '')
            WHEN 'topic' THEN p.called
            WHEN 'kind' THEN p.requester_kind
            WHEN 'language' THEN coalesce(p.language, '')
            WHEN 'associate' THEN coalesce(p.associate_id::text, '')
            WHEN 'answered_by' THEN p.answered_by
            WHEN 'day' THEN to_char(p.opened_at AT TIME ZONE p.zone, 'YYYY-MM-DD')
            WHEN 'weekday' THEN to_char(p.opened_at AT TIME ZONE p.zone, 'ID')
            WHEN 'hour' THEN to_char(p.opened_at AT TIME ZONE p.zone, 'HH24')
            WHEN 'hour_of_week' THEN to_char(p.opened_at AT TIME ZONE p.zone, 'ID HH24')
            ELSE '' END AS key
    FROM picked p
    LEFT JOIN joined j ON (j.brand_id, j.id) = (p.brand_id, p.contact_id)
    CROSS JOIN LATERAL (
        SELECT p.started_with = 'bot' AS bot,
            p.started_with = 'bot' AND p.handed_over_at IS NULL AND NOT p.person_answered AS contained,
            p.started_with = 'bot' AND p.handed_over_at IS NULL AND NOT p.person_answered AND p.bot_answered
                AND coalesce(p.score, 5) > 2 AS held,
            {_DUE}) AS b),
nexts AS (
    SELECT key, {_time("next", "one")}
    FROM judged, unnest(next_s) AS one GROUP BY key),
told AS (
    SELECT key, count(*) AS volume_n, count(*) FILTER (WHERE NOT counted) AS behind,
        {_TIMES},
        sum(promises_kept) AS sla_part, sum(promises_kept + broken) AS sla_n,
        count(*) FILTER (WHERE abandoned) AS abandoned_part,
        count(*) FILTER (WHERE queued AND (taken > 0 OR resolved)) AS abandoned_n,
        count(*) FILTER (WHERE taken > 0 AND transfers > 0) AS transferred_part,
        count(*) FILTER (WHERE taken > 0) AS transferred_n,
        count(*) FILTER (WHERE resolved) AS resolved_part, count(*) AS resolved_n,
        count(*) FILTER (WHERE resolved AND reopened) AS reopened_part, count(*) FILTER (WHERE resolved) AS reopened_n,
        count(*) FILTER (WHERE contained) AS contained_part, count(*) FILTER (WHERE bot) AS contained_n,
        count(*) FILTER (WHERE contained AND by_itself) AS assumed_part, count(*) FILTER (WHERE bot) AS assumed_n,
        {_TRUE},
        count(score) AS csat_n, sum(score) AS csat_part,
        count(score) AS csat_good_n, count(*) FILTER (WHERE score >= 4) AS csat_good_part,
        count(*) FILTER (WHERE resolved) AS csat_response_n, count(score) FILTER (WHERE resolved) AS csat_response_part
    FROM judged GROUP BY key)
SELECT told.*, next_n, next_q FROM told LEFT JOIN nexts USING (key)
ORDER BY CASE WHEN $10 IN ('day', 'weekday', 'hour', 'hour_of_week') THEN 0 ELSE -volume_n END, key LIMIT $11
"""
_CONVERSATIONS = f"""{_PICKED}
SELECT p.brand_id, p.conversation_id, p.segment, p.opened_at, coalesce(p.channel, '') AS channel, p.called AS topic,
    p.requester_kind, coalesce(p.language, '') AS language, p.answered_by, p.associate_id, p.started_with,
    p.first_s, p.first_open_s, p.first_person_s, p.first_person_open_s, p.next_s, p.wait_s, p.handle_s, p.resolution_s,
    p.promises_kept, p.broken AS promises_broken, p.transfers, p.resolved_by, p.reopened, p.score
FROM picked p
WHERE $10::timestamptz IS NULL OR (p.opened_at, p.conversation_id, p.segment) > ($10, $11::uuid, $12::int)
ORDER BY p.opened_at, p.conversation_id, p.segment LIMIT $13
"""
# A plan for all periods alike is five times as slow, and sorting on disk half as slow again.
_PREPARE = """
SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('work_mem', '64MB', true)
"""
_NAMES = "SELECT id, name FROM people WHERE id = ANY($1::uuid[])"
_NOTE_EXPORT = """
INSERT INTO report_exports (brand_id, id, what, asked, by_id, by_name) VALUES ($1, $2, $3, $4, $5, $6)
"""
_EXPORTS = """
SELECT what, asked, by_name, at FROM report_exports WHERE brand_id = $1 ORDER BY at DESC, id DESC LIMIT 100
"""


@dataclass(frozen=True)
class Span:
    """A brand's part of the period: from `since` to before `until`, and the time zone of its days and hours."""

    brand_id: UUID
    since: datetime
    until: datetime
    zone: str


@dataclass(frozen=True)
class Filters:
    """Which segments; None: all. A topic or language of "" is none."""

    channel: str | None = None
    topic: str | None = None
    kind: str | None = None
    language: str | None = None
    associate: UUID | None = None


@dataclass(frozen=True)
class Row:
    """The figures of one group. `behind`: how many of it are not counted yet."""

    key: str
    behind: int
    figures: dict[str, Figure]


@dataclass(frozen=True)
class Segment:
    """One conversation of the list, with what was counted of it."""

    brand_id: UUID
    conversation_id: UUID
    segment: int
    opened_at: datetime
    channel: str
    topic: str
    requester_kind: str
    language: str
    answered_by: str
    associate_id: UUID | None
    started_with: str
    first_s: int | None
    first_open_s: int | None
    first_person_s: int | None
    first_person_open_s: int | None
    next_s: list[int]
    wait_s: int | None
    handle_s: int | None
    resolution_s: int | None
    promises_kept: int
    promises_broken: int
    transfers: int
    resolved_by: str | None
    reopened: bool
    score: int | None


@dataclass(frozen=True)
class Export:
    """Somebody took figures or a list out."""

    what: Literal["figures", "conversations"]
    asked: dict[str, Any]
    by_name: str
    at: datetime


async def figures(r: Reader, spans: Sequence[Span], filters: Filters, by: GroupBy) -> list[Row]:
    """By group: times in their order, others by volume, at most MOST_GROUPS. `none`: all together, if there are any.

    In a transaction: what it sets for the query ends with that.
    """
    await r.rows(_PREPARE)
    found = await r.rows(_FIGURES, *_asked(spans, filters), by, MOST_GROUPS)
    return [Row(one["key"], one["behind"], {m.key: _figure(one, m) for m in MEASURES}) for one in found]


def _asked(spans: Sequence[Span], filters: Filters) -> list[object]:
    columns = [list(one) for one in zip(*((s.brand_id, s.since, s.until, s.zone) for s in spans), strict=True)]
    return [*columns, filters.channel, filters.topic, filters.kind, filters.language, filters.associate]


def _figure(record: asyncpg.Record, measure: Measure) -> Figure:
    count = record[f"{measure.key}_n"] or 0
    if measure.kind == "count":
        return Figure(count, value=float(count))
    if measure.kind == "seconds":
        p50, p90 = record[f"{measure.key}_q"] if count >= FEW else (None, None)
        return Figure(count, value=p50, p90=p90)
    part = record[f"{measure.key}_part"] or 0
    return Figure(count, part, part / count if count >= FEW else None)


async def conversations(database: Database, spans: Sequence[Span], filters: Filters) -> AsyncIterator[list[Segment]]:
    """The segments behind the figures, oldest first, in pieces that are each read on their own."""
    after: tuple[datetime | None, UUID | None, int | None] = None, None, None
    while True:
        async with database.reader() as r:
            found = await r.all(Segment, _CONVERSATIONS, *_asked(spans, filters), *after, AT_ONCE)
        if found:
            yield found
        if len(found) < AT_ONCE:
            return
        last = found[-1]
        after = last.opened_at, last.conversation_id, last.segment
        # What was told is not looked through again.
        spans = [replace(one, since=max(one.since, last.opened_at)) for one in spans]


async def names(r: Reader, ids: Sequence[UUID]) -> dict[UUID, str]:
    """What these people are called."""
    return {one["id"]: one["name"] for one in await r.rows(_NAMES, list(ids))}


async def note_export(w: Writer, brand_id: UUID, what: str, asked: dict[str, Any], by_id: UUID, by_name: str) -> None:
    await w.execute(_NOTE_EXPORT, brand_id, w.new_id(), what, asked, by_id, by_name)


async def exports(r: Reader, brand_id: UUID) -> list[Export]:
    """The latest hundred."""
    return await r.all(Export, _EXPORTS, brand_id)
