"""The SQL of who may work for whom and how they stand: read whole, read as news, and claimed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from gigline.infra.db import Reader, Writer
from gigline.workforce.models import Availability

# What the standing rules go by, in one number: a claim made on other facts than are true now finds nobody.
_STANDING = """
hashtextextended(ROW(a.languages, g.topics, g.channels, g.clearance, g.certified, g.preferred)::text, 0)
"""
# Leases are found by their associate: a bare max() would go through everybody's by their ends.
_FACTS = f"""
g.brand_id, a.id, p.name, a.languages, g.topics, g.channels, g.clearance, a.availability,
    (SELECT max(l.expires_at + interval '0') FROM presence l WHERE l.associate_id = a.id AND NOT l.closing)
        AS present_until,
    a.paused_until, a.capacity, a.load, a.exclusive, a.idle_since, a.online_since, g.certified, g.preferred,
    g.experiences, {_STANDING} AS standing
"""
_CANDIDATES = f"""
SELECT {_FACTS}, gigline_now() AS now
FROM grants g JOIN associates a ON a.id = g.associate_id JOIN people p ON p.id = a.id
WHERE g.brand_id = ANY($1::uuid[]) AND p.disabled_at IS NULL AND ($2::uuid IS NULL OR a.id = $2)
ORDER BY g.brand_id, a.id
"""
# A transaction below `horizon` has ended, so that all it changed is in what was read; the next look asks from there.
# What this very transaction changed may still be undone: `unsure`. OFFSET 0: facts are looked up for those alone.
_NEWS = f"""
WITH look AS MATERIALIZED (
    SELECT gigline_now() AS now, pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon,
        pg_current_xact_id_if_assigned()::text::bigint AS own),
news AS (
    SELECT n.id, bool_or(n.changed = look.own) AS unsure FROM look CROSS JOIN (
        SELECT a.id, a.changed FROM associates a JOIN grants g ON g.associate_id = a.id
        WHERE g.brand_id = ANY($1::uuid[]) AND a.changed >= $2
        UNION ALL SELECT c.associate_id, c.changed FROM grant_changes c
        WHERE c.brand_id = ANY($1::uuid[]) AND c.changed >= $2
        UNION ALL SELECT asked.id, NULL FROM unnest($3::uuid[]) AS asked (id)) n
    GROUP BY n.id)
SELECT look.now, look.horizon, news.id AS person, coalesce(news.unsure, false) AS unsure, facts.*
FROM look LEFT JOIN news ON true LEFT JOIN LATERAL (
    SELECT {_FACTS} FROM grants g JOIN associates a ON a.id = g.associate_id JOIN people p ON p.id = a.id
    WHERE g.associate_id = news.id AND g.brand_id = ANY($1::uuid[]) AND p.disabled_at IS NULL OFFSET 0) facts ON true
"""
# Compare and set, where each is still who the claim takes them for. Their rows are locked already.
_CLAIM = f"""
UPDATE associates a
SET load = a.load + CASE WHEN c.whole THEN a.capacity ELSE c.weight END, exclusive = c.whole
FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::int[], $5::bool[], $6::int[])
    AS c (associate_id, brand_id, standing, weight, whole, most)
JOIN grants g ON (g.brand_id, g.associate_id) = (c.brand_id, c.associate_id)
JOIN people p ON p.id = c.associate_id
WHERE a.id = c.associate_id AND p.disabled_at IS NULL AND {_STANDING} = c.standing AND NOT a.exclusive
  AND CASE WHEN c.whole THEN a.load = 0 ELSE a.load + c.weight <= least(a.capacity, c.most) END
  AND a.availability = 'on' AND (a.paused_until IS NULL OR a.paused_until <= gigline_now())
  AND EXISTS (SELECT 1 FROM presence l
              WHERE l.associate_id = a.id AND NOT l.closing AND l.expires_at > gigline_now())
RETURNING a.id, CASE WHEN c.whole THEN a.capacity ELSE c.weight END AS taken
"""
_LOCK_FREE = """
SELECT a.id FROM associates a WHERE a.id = ANY($1::uuid[]) ORDER BY a.id FOR NO KEY UPDATE SKIP LOCKED
"""


@dataclass(frozen=True)
class CandidateRow:
    """The facts of somebody with a grant. `present_until`: the end of their last lease, which may be over."""

    brand_id: UUID
    id: UUID
    name: str
    languages: list[str]
    topics: list[str]
    channels: list[str]
    clearance: int
    availability: Availability
    present_until: datetime | None
    paused_until: datetime | None
    capacity: int
    load: int
    exclusive: bool
    idle_since: datetime
    online_since: datetime | None
    certified: list[str]
    preferred: list[str]
    experiences: list[str]
    standing: int


@dataclass(frozen=True)
class News:
    """What changed in the facts of these brands' people, as of `now`. `people`: whose facts were read, with or without
    a row. `unsure`: of those, who was changed by a transaction that may still be undone.
    """

    now: datetime
    horizon: int
    people: frozenset[UUID]
    unsure: frozenset[UUID]
    rows: list[CandidateRow]


_COLUMNS = tuple(one.name for one in fields(CandidateRow))


def _facts(record: Record) -> CandidateRow:
    return CandidateRow(*(record[name] for name in _COLUMNS))


async def candidates(
    r: Reader, brand_ids: Sequence[UUID], associate_id: UUID | None
) -> list[tuple[CandidateRow, datetime]]:
    """Each with the time at which this is so."""
    return [(_facts(one), one["now"]) for one in await r.rows(_CANDIDATES, list(brand_ids), associate_id)]


async def news(r: Reader, brand_ids: Sequence[UUID], horizon: int, again: Collection[UUID]) -> News:
    """What transactions from `horizon` on changed (0: everything), and these people in any case."""
    found = await r.rows(_NEWS, list(brand_ids), horizon, list(again))
    return News(
        found[0]["now"],
        found[0]["horizon"],
        frozenset(one["person"] for one in found if one["person"]),
        frozenset(one["person"] for one in found if one["unsure"]),
        [_facts(one) for one in found if one["id"]],
    )


async def lock_free(w: Writer, ids: Sequence[UUID]) -> set[UUID]:
    """Lock those of them whom nobody else has locked."""
    return {row["id"] for row in await w.rows(_LOCK_FREE, list(ids))}


async def claim(w: Writer, claims: Sequence[tuple[UUID, UUID, int, int, bool, int]]) -> dict[UUID, int]:
    """By associate, what was taken of their room. `claims`, one a person: id, brand, standing, weight, whole, most."""
    return {row["id"]: row["taken"] for row in await w.rows(_CLAIM, *map(list, zip(*claims, strict=True)))}
