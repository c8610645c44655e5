"""A brand's live stream: events in the order of positions that are given after their commit.

Insert-time ids are no cursor: a transaction that commits late would be skipped by a reader who is already past
its id. So one stamper at a time (an advisory lock) numbers what is committed and not yet numbered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog

from gigline.infra import telemetry
from gigline.infra.db import Database, Reader
from gigline.infra.live import Bus

log = structlog.get_logger()

CHANNEL = "gigline_stream"
BATCH = 500

_STAMP = """
WITH fresh AS (
    SELECT id, brand_id, row_number() OVER (PARTITION BY brand_id ORDER BY id) AS nth
    FROM (SELECT id, brand_id FROM events WHERE stream AND position IS NULL ORDER BY id LIMIT $1) waiting),
heads AS (
    UPDATE streams s SET position = s.position + counted.n
    FROM (SELECT brand_id, count(*) AS n FROM fresh GROUP BY brand_id) counted
    WHERE s.brand_id = counted.brand_id
    RETURNING s.brand_id, s.position, s.position - counted.n AS base),
stamped AS (
    UPDATE events e SET position = heads.base + fresh.nth
    FROM fresh JOIN heads USING (brand_id) WHERE e.id = fresh.id
    RETURNING 1)
SELECT (SELECT count(*) FROM stamped) AS stamped, heads.brand_id, heads.position"""
_TELLING = """,
    pg_notify($2, json_build_object('brand', heads.brand_id, 'position', heads.position)::text)"""
_HEAD = "SELECT brand_id, epoch, position, floor FROM streams WHERE brand_id = $1"
_HEADS = "SELECT brand_id, epoch, position, floor FROM streams"
_SINCE = """
SELECT position, type, conversation_id, payload, at FROM events
WHERE brand_id = $1 AND position > $2 ORDER BY position LIMIT $3
"""
_PRUNE = """
WITH gone AS (
    DELETE FROM events e WHERE e.at < gigline_now() - make_interval(days => $1)
      AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.event_id = e.id)
      AND (NOT e.stream OR e.position IS NOT NULL)
    RETURNING e.brand_id, e.position)
UPDATE streams s SET floor = greatest(s.floor, p.position)
FROM (SELECT brand_id, max(position) AS position FROM gone WHERE position IS NOT NULL GROUP BY brand_id) p
WHERE s.brand_id = p.brand_id
"""


@dataclass(frozen=True)
class Head:
    """Where a brand's stream stands. Events up to `floor` are no longer kept."""

    brand_id: UUID
    epoch: str
    position: int
    floor: int


@dataclass(frozen=True)
class Streamed:
    """An event with its position in the brand's stream."""

    position: int
    type: str
    conversation_id: UUID | None
    payload: dict[str, Any]
    at: datetime


async def stamp(database: Database, bus: Bus | None = None) -> int:
    """Number what is committed and not yet numbered, and hint at the new heads; how many events.

    Without a `bus` the hint is a NOTIFY of the same statement: it goes out with the commit, at no round trip's cost.
    """
    async with database.writer() as writer:
        if not await writer.value("SELECT pg_try_advisory_xact_lock(hashtext('gigline.stream'))"):
            return 0
        if bus is None:
            heads = await writer.rows(f"{_STAMP}{_TELLING} FROM heads", BATCH, CHANNEL)
        else:
            heads = await writer.rows(f"{_STAMP} FROM heads", BATCH)
    if bus is not None:
        await _tell(bus, [(row["brand_id"], row["position"]) for row in heads])
    return int(heads[0]["stamped"]) if heads else 0


async def _tell(bus: Bus, heads: list[tuple[UUID, int]]) -> None:
    try:
        for brand_id, position in heads:
            await bus.send(CHANNEL, {"brand": str(brand_id), "position": position})
    except OSError as error:
        log.warning("stream_hint_lost", error=telemetry.where(error))


async def head(reader: Reader, brand_id: UUID) -> Head | None:
    """The newest position of a brand's stream."""
    return await reader.one(Head, _HEAD, brand_id)


async def since(reader: Reader, brand_id: UUID, position: int, *, limit: int = 500) -> list[Streamed]:
    """The events after `position`, oldest first, at most `limit`."""
    return await reader.all(Streamed, _SINCE, brand_id, position, limit)


async def prune(database: Database, *, days: int = 7) -> None:
    """Forget delivered events older than `days`; readers from before resynchronise."""
    async with database.writer() as writer:
        await writer.execute(_PRUNE, days)


async def heads(reader: Reader) -> list[Head]:
    """The newest position of every brand's stream."""
    return await reader.all(Head, _HEADS)
