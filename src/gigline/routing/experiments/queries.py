"""All SQL of experiments. Segments, offers and outcomes are only read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from gigline.infra.db import Reader, Writer
from gigline.routing.experiments.models import Experiment, Measure, Past, Pool, Seen

_RUNNING = """
SELECT brand_id, id, name, kind, language, topics, a, b, share, measure, seed, block_s, wash_out_s, planned, started_at,
    ended_at
FROM experiments WHERE brand_id = ANY($1::uuid[]) AND ended_at IS NULL
"""
_LISTED = """
SELECT brand_id, id, name, kind, language, topics, a, b, share, measure, seed, block_s, wash_out_s, planned, started_at,
    ended_at
FROM experiments WHERE brand_id = $1 ORDER BY started_at DESC LIMIT 50
"""
_GET = """
SELECT brand_id, id, name, kind, language, topics, a, b, share, measure, seed, block_s, wash_out_s, planned, started_at,
    ended_at
FROM experiments WHERE brand_id = $1 AND id = $2
"""
_START = """
INSERT INTO experiments (brand_id, id, name, kind, language, topics, a, b, share, measure, seed, block_s, wash_out_s,
    planned, started_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
"""
_END = """
UPDATE experiments SET ended_at = gigline_now(), ended_by = $3 WHERE brand_id = $1 AND id = $2 AND ended_at IS NULL
"""
# What came to the queue, with the measure once it is known. In time: a person took it within the promise. The topic is
# that with which it came: what it was called later may be the arm's doing.
_SEEN = """
SELECT extract(epoch FROM s.at)::float8 AS at, s.contact_id, CASE $2::text
        WHEN 'resolved' THEN o.resolved::int::float8
        WHEN 'csat' THEN r.score::float8
        WHEN 'in_time' THEN CASE
            WHEN s.first_at IS NOT NULL THEN (s.first_at <= s.at + make_interval(secs => $6))::int::float8
            WHEN s.at + make_interval(secs => $6) < gigline_now() THEN 0 END
    END AS value
FROM (SELECT g.brand_id, g.conversation_id, g.segment, g.contact_id, coalesce(g.handed_over_at, g.opened_at) AS at,
        (SELECT min(x.started_at) FROM assignments x
         WHERE (x.brand_id, x.conversation_id, x.segment) = (g.brand_id, g.conversation_id, g.segment)) AS first_at
      FROM segments g JOIN conversations c ON (c.brand_id, c.id) = (g.brand_id, g.conversation_id)
      WHERE g.brand_id = $1 AND (g.handed_over_at IS NOT NULL OR g.started_with = 'queue')
        AND coalesce(g.handed_over_at, g.opened_at) >= $4 AND coalesce(g.handed_over_at, g.opened_at) < $5
        AND ($3::text IS NULL OR split_part(c.language, '-', 1) = $3)
        AND ($7::text[] = '{}' OR g.topic = ANY($7))) s
LEFT JOIN routing_outcomes o ON (o.brand_id, o.conversation_id, o.segment) = (s.brand_id, s.conversation_id, s.segment)
LEFT JOIN ratings r ON (r.brand_id, r.conversation_id, r.segment) = (s.brand_id, s.conversation_id, s.segment)
ORDER BY s.at, s.conversation_id
"""
_NOW = "SELECT gigline_now()"
_PAST = """
SELECT f.decision, (f.decision ->> 'pass')::uuid AS pass_id, o.resolved, o.csat
FROM offers f JOIN assignments a ON (a.brand_id, a.offer_id) = (f.brand_id, f.id)
JOIN routing_outcomes o ON (o.brand_id, o.conversation_id, o.segment) = (a.brand_id, a.conversation_id, a.segment)
WHERE f.brand_id = $1 AND f.state = 'accepted' AND f.policy = 'gigline' AND o.associate_id = f.associate_id
  AND f.offered_at > gigline_now() - make_interval(days => $2)
ORDER BY f.offered_at DESC LIMIT $3
"""


async def running(r: Reader, brand_ids: Sequence[UUID]) -> list[Experiment]:
    return await r.all(Experiment, _RUNNING, list(brand_ids))


async def listed(r: Reader, brand_id: UUID) -> list[Experiment]:
    return await r.all(Experiment, _LISTED, brand_id)


async def get(r: Reader, brand_id: UUID, experiment_id: UUID) -> Experiment | None:
    return await r.one(Experiment, _GET, brand_id, experiment_id)


async def start(w: Writer, *values: object) -> bool:
    """False, and nothing more can be done in the transaction, if one is running in a part of its pool."""
    try:
        await w.execute(_START, *values)
    except asyncpg.ExclusionViolationError:
        return False
    return True


async def end(w: Writer, brand_id: UUID, experiment_id: UUID, by: UUID | None) -> bool:
    return bool(await w.execute(_END, brand_id, experiment_id, by))


async def seen(
    r: Reader, brand_id: UUID, measure: Measure, pool: Pool, since: datetime, until: datetime, sla_s: float
) -> list[Seen]:
    """What is known of the measure, of the conversations of the pool that came within these times."""
    rows = await r.rows(_SEEN, brand_id, measure, pool.language, since, until, sla_s, sorted(pool.topics))
    return [Seen(row["at"], row["contact_id"], row["value"]) for row in rows if row["value"] is not None]


async def now(r: Reader) -> datetime:
    found: datetime = await r.value(_NOW)
    return found


async def past(r: Reader, brand_id: UUID, days: int, most: int) -> list[Past]:
    return await r.all(Past, _PAST, brand_id, days, most)
