"""All SQL of planning. Offers, outcomes and assignments are only read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from gigline.infra.db import Database, Reader, Writer
from gigline.planning.models import Job, Measured, WhatIf

_MEASURED = """
SELECT
    (SELECT avg((o.state = 'accepted')::int)::float8 FROM offers o
     WHERE o.brand_id = $1 AND o.state IN ('accepted', 'declined', 'expired')
       AND o.ended_at > gigline_now() - interval '28 days') AS accepted,
    (SELECT avg(x.resolved::int)::float8 FROM routing_outcomes x
     WHERE x.brand_id = $1 AND x.at > gigline_now() - interval '28 days') AS resolved,
    (SELECT avg(x.csat::int)::float8 FROM routing_outcomes x
     WHERE x.brand_id = $1 AND x.at > gigline_now() - interval '28 days') AS satisfied,
    (SELECT count(*)::float8 / nullif(count(DISTINCT d.day), 0) FROM days d) AS worked_days,
    (SELECT avg(d.hours)::float8 FROM days d WHERE d.hours > 0.25) AS works_hours
"""
_DAYS = """
WITH days AS (
    SELECT a.associate_id, a.started_at::date AS day,
        extract(epoch FROM max(least(coalesce(a.ended_at, gigline_now()), a.started_at + interval '4 hours'))
            - min(a.started_at)) / 3600 AS hours
    FROM assignments a WHERE a.brand_id = $1 AND a.started_at > gigline_now() - interval '28 days'
    GROUP BY a.associate_id, a.started_at::date)
"""
_ASK = """
INSERT INTO what_ifs (brand_id, id, asked_by, asked, task) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
"""
_LISTED = """
SELECT brand_id, id, state, asked, progress, doing, result, created_at, ended_at FROM what_ifs
WHERE brand_id = $1 AND ($2::uuid IS NULL OR id = $2) ORDER BY created_at DESC LIMIT 10
"""
_CANCEL = """
UPDATE what_ifs SET state = 'cancelled', ended_at = gigline_now(), lease = NULL
WHERE brand_id = $1 AND id = $2 AND state IN ('waiting', 'running')
"""
# Whatever a dead worker left is begun again, once.
_TAKE = """
UPDATE what_ifs SET state = 'running', lease = $1, leased_until = gigline_now() + make_interval(secs => $2),
    tries = tries + 1, progress = 0
WHERE (brand_id, id) IN (
    SELECT brand_id, id FROM what_ifs
    WHERE state = 'waiting' OR (state = 'running' AND leased_until < gigline_now() AND tries < 2)
    ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING brand_id, id, lease, task
"""
_GIVE_UP = """
UPDATE what_ifs SET state = 'failed', ended_at = gigline_now(), lease = NULL
WHERE state = 'running' AND leased_until < gigline_now() AND tries >= 2
"""
_PROGRESS = """
UPDATE what_ifs SET progress = $3, doing = $4, leased_until = gigline_now() + make_interval(secs => $5)
WHERE id = $1 AND lease = $2 AND state = 'running' RETURNING id
"""
_FINISH = """
UPDATE what_ifs SET state = $3, result = $4, progress = 1, ended_at = gigline_now(), lease = NULL
WHERE id = $1 AND lease = $2 AND state = 'running'
"""


async def measured(r: Reader, brand_id: UUID) -> Measured:
    found = await r.one(Measured, _DAYS + _MEASURED, brand_id)
    assert found is not None, "aggregates have one row"
    return found


async def ask(w: Writer, *values: object) -> bool:
    """False if one is waiting or running for the brand."""
    return bool(await w.execute(_ASK, *values))


async def listed(r: Reader, brand_id: UUID) -> list[WhatIf]:
    return await r.all(WhatIf, _LISTED, brand_id, None)


async def get(r: Reader, brand_id: UUID, what_if_id: UUID) -> WhatIf | None:
    return await r.one(WhatIf, _LISTED, brand_id, what_if_id)


async def cancel(w: Writer, brand_id: UUID, what_if_id: UUID) -> bool:
    return bool(await w.execute(_CANCEL, brand_id, what_if_id))


async def take(w: Writer, lease_s: float) -> Job | None:
    """The oldest that waits, for this worker alone."""
    await w.execute(_GIVE_UP)
    return await w.one(Job, _TAKE, w.new_id(), lease_s)


async def note_progress(database: Database, job: Job, share: float, doing: str, lease_s: float) -> bool:
    """False if it is not this worker's any more: cancelled, or begun anew elsewhere."""
    return bool(await database.alone(_PROGRESS, job.id, job.lease, share, doing, lease_s))


async def finish(w: Writer, job: Job, state: str, result: dict[str, Any] | None) -> None:
    await w.execute(_FINISH, job.id, job.lease, state, result)
