"""All SQL of the providers slice."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from gigline.infra.db import Reader, Writer
from gigline.providers.models import KnownJob, Recommendation

_SAVE = """
INSERT INTO provider_directories (brand_id, source) VALUES ($1, $2)
ON CONFLICT (brand_id) DO UPDATE SET source = $2, version = provider_directories.version + 1
"""
_DROP = "DELETE FROM provider_directories WHERE brand_id = $1"
_VERSION = "SELECT version FROM provider_directories WHERE brand_id = $1"
_SOURCE = "SELECT source FROM provider_directories WHERE brand_id = $1"
_NOW = """
SELECT extract(isodow FROM t)::int AS weekday, (extract(hour FROM t) * 60 + extract(minute FROM t))::int AS minute,
    to_char(t, 'YYYY-MM-DD') AS day
FROM (SELECT gigline_now() AT TIME ZONE $1 AS t) now
"""
_INSERT = """
INSERT INTO recommendations (brand_id, id, conversation_id, asked_by, kind, place, shown, facts, record)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING
"""
_GET = """
SELECT r.brand_id, r.id, r.conversation_id, r.asked_by, r.kind, r.place, r.shown, r.facts, r.record, r.chosen, o.done,
    o.rating, r.created_at
FROM recommendations r LEFT JOIN provider_outcomes o ON (o.brand_id, o.recommendation_id) = (r.brand_id, r.id)
WHERE r.brand_id = $1 AND r.id = $2
"""
_LATEST = """
SELECT r.brand_id, r.id, r.conversation_id, r.asked_by, r.kind, r.place, r.shown, r.facts, r.record, r.chosen, o.done,
    o.rating, r.created_at
FROM recommendations r LEFT JOIN provider_outcomes o ON (o.brand_id, o.recommendation_id) = (r.brand_id, r.id)
WHERE r.brand_id = $1 AND r.conversation_id = $2 ORDER BY r.created_at DESC LIMIT 10
"""
_CHOOSE = """
UPDATE recommendations SET chosen = $3, chosen_at = gigline_now()
WHERE brand_id = $1 AND id = $2 AND $3 = ANY(shown) AND (chosen IS NULL OR chosen = $3)
"""
_OUTCOME_LOCK = "SELECT pg_advisory_xact_lock(hashtext('gigline.provider_outcomes'))"
# The first word counts.
_OUTCOME = """
INSERT INTO provider_outcomes (brand_id, recommendation_id, provider_id, done, rating)
SELECT r.brand_id, r.id, r.chosen, $3, $4 FROM recommendations r
WHERE r.brand_id = $1 AND r.id = $2 AND r.chosen IS NOT NULL ON CONFLICT DO NOTHING
"""
_JOBS = """
SELECT o.n, o.provider_id, r.kind, r.place, coalesce(r.record -> 'asked' ->> 'language', '') AS language, o.done,
    o.rating, o.at
FROM provider_outcomes o JOIN recommendations r ON (r.brand_id, r.id) = (o.brand_id, o.recommendation_id)
WHERE o.brand_id = $1 AND o.n > $2 ORDER BY o.n LIMIT $3
"""


async def save(w: Writer, brand_id: UUID, source: dict[str, Any] | None) -> None:
    if source is None:
        await w.execute(_DROP, brand_id)
    else:
        await w.execute(_SAVE, brand_id, source)


async def version(r: Reader, brand_id: UUID) -> int | None:
    found: int | None = await r.value(_VERSION, brand_id)
    return found


async def source(r: Reader, brand_id: UUID) -> dict[str, Any] | None:
    found: dict[str, Any] | None = await r.value(_SOURCE, brand_id)
    return found


async def now(r: Reader, time_zone: str) -> tuple[int, str]:
    """The minute of the week (from Monday) and the day, by this clock."""
    [row] = await r.rows(_NOW, time_zone)
    return (row["weekday"] - 1) * 1440 + row["minute"], row["day"]


async def insert(w: Writer, *values: object) -> None:
    await w.execute(_INSERT, *values)


async def get(r: Reader, brand_id: UUID, recommendation_id: UUID) -> Recommendation | None:
    return await r.one(Recommendation, _GET, brand_id, recommendation_id)


async def latest(r: Reader, brand_id: UUID, conversation_id: UUID) -> list[Recommendation]:
    return await r.all(Recommendation, _LATEST, brand_id, conversation_id)


async def choose(w: Writer, brand_id: UUID, recommendation_id: UUID, provider_id: str) -> bool:
    return bool(await w.execute(_CHOOSE, brand_id, recommendation_id, provider_id))


async def note_outcome(w: Writer, brand_id: UUID, recommendation_id: UUID, done: bool, rating: int | None) -> bool:
    """Numbered under a lock, so that the numbers are the order of the commits; False if it was known already."""
    await w.value(_OUTCOME_LOCK)
    return bool(await w.execute(_OUTCOME, brand_id, recommendation_id, done, rating))


async def jobs_after(r: Reader, brand_id: UUID, n: int, limit: int) -> list[KnownJob]:
    return await r.all(KnownJob, _JOBS, brand_id, n, limit)
