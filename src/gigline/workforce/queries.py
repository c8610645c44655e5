"""All SQL of the workforce slice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gigline.infra.db import Reader, Writer
from gigline.workforce.models import Availability, Grant, Said

_ENSURE = "INSERT INTO associates (id) SELECT p.id FROM people p WHERE p.id = $1 ON CONFLICT DO NOTHING"
_SAVE = "UPDATE associates SET languages = $2, capacity = $3 WHERE id = $1"
_GRANT = """
INSERT INTO grants (brand_id, associate_id, topics, channels, clearance, certified, preferred)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (brand_id, associate_id)
DO UPDATE SET topics = EXCLUDED.topics, channels = EXCLUDED.channels, clearance = EXCLUDED.clearance,
    certified = EXCLUDED.certified, preferred = EXCLUDED.preferred
"""
# Whoever gets a grant again has let nothing count yet.
_REVOKE = """
WITH closed AS (
    UPDATE experience_choices SET withdrawn_at = gigline_now()
    WHERE brand_id = $1 AND associate_id = $2 AND withdrawn_at IS NULL)
DELETE FROM grants WHERE brand_id = $1 AND associate_id = $2
"""
_SAID = """
SELECT x.brand_id, x.experience, x.said_at FROM experience_choices x
WHERE x.associate_id = $1 AND x.withdrawn_at IS NULL ORDER BY x.said_at
"""
_LOCK_GRANT = "SELECT true FROM grants WHERE brand_id = $1 AND associate_id = $2 FOR NO KEY UPDATE"
_SAY = """
WITH said AS (
    INSERT INTO experience_choices (id, brand_id, associate_id, experience) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING RETURNING experience)
UPDATE grants g SET experiences = array_append(g.experiences, said.experience) FROM said
WHERE g.brand_id = $2 AND g.associate_id = $3
"""
_WITHDRAW = """
WITH withdrawn AS (
    UPDATE experience_choices SET withdrawn_at = gigline_now()
    WHERE brand_id = $1 AND associate_id = $2 AND experience = $3 AND withdrawn_at IS NULL RETURNING experience)
UPDATE grants g SET experiences = array_remove(g.experiences, withdrawn.experience) FROM withdrawn
WHERE g.brand_id = $1 AND g.associate_id = $2
"""
_GRANTS = """
SELECT g.brand_id, b.name AS brand_name, g.topics, g.channels, g.clearance, g.certified, g.preferred
FROM grants g JOIN brands b ON b.id = g.brand_id WHERE g.associate_id = $1 ORDER BY b.name
"""
_ASSOCIATES = """
SELECT p.id, p.name, coalesce(a.languages, '{}') AS languages, coalesce(a.availability, 'off') AS availability,
    coalesce(a.capacity, 3) AS capacity, coalesce(a.load, 0) AS load, a.online_since,
    CASE WHEN a.paused_until > gigline_now() THEN a.paused_until END AS paused_until, gigline_now() AS now,
    coalesce(extract(epoch FROM gigline_now() - a.idle_since), 0)::float8 AS idle_s,
    EXISTS (SELECT 1 FROM presence l
            WHERE l.associate_id = p.id AND NOT l.closing AND l.expires_at > gigline_now()) AS present
FROM people p LEFT JOIN associates a ON a.id = p.id
WHERE p.id = ANY($1::uuid[]) ORDER BY p.name, p.id
"""
_ELSEWHERE = "SELECT DISTINCT associate_id FROM grants WHERE associate_id = ANY($2::uuid[]) AND brand_id <> $1"
_OF_BRANDS = "SELECT DISTINCT associate_id FROM grants WHERE brand_id = ANY($1::uuid[])"
# Not FOR UPDATE: offers and assignments refer to the key alone.
_LOCK = "SELECT a.id FROM associates a WHERE a.id = ANY($1::uuid[]) ORDER BY a.id FOR NO KEY UPDATE"
_BECAME_ON = """
UPDATE associates SET availability = $2,
    availability_at = CASE WHEN availability = $2 THEN availability_at ELSE gigline_now() END,
    online_since = CASE WHEN $2 = 'on' AND availability = 'off' THEN gigline_now() ELSE online_since END,
    idle_since = CASE WHEN $2 = 'on' AND availability = 'off' THEN gigline_now() ELSE idle_since END,
    unanswered = 0, paused_until = NULL
WHERE id = $1
"""
_SET_CAPACITY = "UPDATE associates SET capacity = $2 WHERE id = $1 AND capacity <> $2"

_RENEW = """
UPDATE presence SET expires_at = gigline_now() + make_interval(secs => $3)
WHERE associate_id = $1 AND connection_id = $2 AND NOT closing AND expires_at > gigline_now()
"""
_LEASES = """
SELECT count(*) FILTER (WHERE NOT l.closing) AS open, count(*) AS kept
FROM presence l WHERE l.associate_id = $1 AND l.expires_at > gigline_now()
"""
_CONNECT = """
INSERT INTO presence (associate_id, connection_id, expires_at)
VALUES ($1, $2, gigline_now() + make_interval(secs => $3))
ON CONFLICT (associate_id, connection_id) DO UPDATE SET expires_at = EXCLUDED.expires_at, closing = false
"""
_CAME_BACK = "UPDATE associates SET online_since = gigline_now(), idle_since = gigline_now() WHERE id = $1"
_LEAVE = """
UPDATE presence SET closing = true, expires_at = least(expires_at, gigline_now() + make_interval(secs => $3))
WHERE associate_id = $1 AND connection_id = $2
"""
_EXPIRED = "SELECT DISTINCT l.associate_id FROM presence l WHERE l.expires_at <= gigline_now() LIMIT $1"
_FORGET = "DELETE FROM presence WHERE associate_id = $1 AND expires_at <= gigline_now()"
_ABSENT = """
SELECT a.id FROM associates a JOIN people p ON p.id = a.id
WHERE a.id = ANY($1::uuid[]) AND (p.disabled_at IS NOT NULL OR NOT EXISTS (
    SELECT 1 FROM presence l WHERE l.associate_id = a.id AND l.expires_at > gigline_now()))
"""

# Compare and set: `whole` needs an empty associate and fills them, anything else needs room under the limit.
_RESERVE = """
UPDATE associates a
SET load = a.load + CASE WHEN $3 THEN a.capacity ELSE $2 END, exclusive = $3
WHERE a.id = $1 AND NOT a.exclusive
  AND CASE WHEN $3 THEN a.load = 0 ELSE a.load + $2 <= least(a.capacity, $4) END
  AND ($5 OR (a.availability = 'on' AND (a.paused_until IS NULL OR a.paused_until <= gigline_now())))
  AND EXISTS (SELECT 1 FROM presence l
              WHERE l.associate_id = a.id AND NOT l.closing AND l.expires_at > gigline_now())
RETURNING CASE WHEN $3 THEN a.capacity ELSE $2 END
"""
# Nothing but this one weighs on them: what they hold becomes all that they can hold.
_WIDEN = """
UPDATE associates a SET load = greatest(a.capacity, $2), exclusive = true
WHERE a.id = $1 AND NOT a.exclusive AND a.load = $2
RETURNING a.load
"""
_NARROW = """
UPDATE associates a SET load = a.load - $2 + $3, exclusive = false WHERE a.id = $1 AND a.exclusive RETURNING a.load
"""
_FREE = """
UPDATE associates SET load = load - $2, exclusive = exclusive AND load - $2 > 0,
    idle_since = CASE WHEN $3 THEN gigline_now() ELSE idle_since END
WHERE id = $1
"""
_ANSWERED = """
UPDATE associates SET unanswered = 0, paused_until = NULL,
    idle_since = CASE WHEN $2 THEN gigline_now() ELSE idle_since END
WHERE id = $1
"""
_MISSED = """
UPDATE associates SET unanswered = unanswered + 1,
    paused_until = CASE WHEN unanswered + 1 >= $2 THEN gigline_now() + make_interval(secs => $3) ELSE paused_until END
WHERE id = $1 RETURNING unanswered >= $2
"""


@dataclass(frozen=True)
class AssociateRow:
    id: UUID
    name: str
    languages: list[str]
    availability: Availability
    capacity: int
    load: int
    online_since: datetime | None
    paused_until: datetime | None
    now: datetime
    idle_s: float
    present: bool


@dataclass(frozen=True)
class Leases:
    """Unexpired leases: `open` ones, and `kept` ones with those that are closing."""

    open: int
    kept: int


async def ensure(w: Writer, person_id: UUID) -> None:
    await w.execute(_ENSURE, person_id)


async def save(w: Writer, associate_id: UUID, languages: Sequence[str], capacity: int) -> None:
    await w.execute(_SAVE, associate_id, list(languages), capacity)


async def save_grant(
    w: Writer,
    brand_id: UUID,
    associate_id: UUID,
    topics: Sequence[str],
    channels: Sequence[str],
    clearance: int,
    certified: Sequence[str],
    preferred: Sequence[str],
) -> None:
    may = (list(topics), list(channels), clearance, list(certified), list(preferred))
    await w.execute(_GRANT, brand_id, associate_id, *may)


async def revoke(w: Writer, brand_id: UUID, associate_id: UUID) -> bool:
    return bool(await w.execute(_REVOKE, brand_id, associate_id))


async def said(r: Reader, associate_id: UUID) -> list[Said]:
    return await r.all(Said, _SAID, associate_id)


async def lock_grant(w: Writer, brand_id: UUID, associate_id: UUID) -> bool:
    return bool(await w.value(_LOCK_GRANT, brand_id, associate_id))


async def say(w: Writer, id_: UUID, brand_id: UUID, associate_id: UUID, key: str) -> bool:
    return bool(await w.execute(_SAY, id_, brand_id, associate_id, key))


async def withdraw(w: Writer, brand_id: UUID, associate_id: UUID, key: str) -> bool:
    return bool(await w.execute(_WITHDRAW, brand_id, associate_id, key))


async def grants(r: Reader, associate_id: UUID) -> list[Grant]:
    return await r.all(Grant, _GRANTS, associate_id)


async def associates(r: Reader, ids: Sequence[UUID]) -> list[AssociateRow]:
    return await r.all(AssociateRow, _ASSOCIATES, list(ids))


async def of_other_brands(r: Reader, brand_id: UUID, ids: Sequence[UUID]) -> set[UUID]:
    return {row["associate_id"] for row in await r.rows(_ELSEWHERE, brand_id, list(ids))}


async def ids_of_brands(r: Reader, brand_ids: Sequence[UUID]) -> list[UUID]:
    return [row["associate_id"] for row in await r.rows(_OF_BRANDS, list(brand_ids))]


async def lock(w: Writer, ids: Sequence[UUID]) -> None:
    await w.execute(_LOCK, list(ids))


async def set_availability(w: Writer, associate_id: UUID, availability: str) -> None:
    await w.execute(_BECAME_ON, associate_id, availability)


async def set_capacity(w: Writer, associate_id: UUID, capacity: int) -> bool:
    return bool(await w.execute(_SET_CAPACITY, associate_id, capacity))


async def renew(w: Writer, associate_id: UUID, connection_id: UUID, ttl_s: float) -> bool:
    return bool(await w.execute(_RENEW, associate_id, connection_id, ttl_s))


async def leases(r: Reader, associate_id: UUID) -> Leases:
    found = await r.one(Leases, _LEASES, associate_id)
    assert found is not None
    return found


async def connect(w: Writer, associate_id: UUID, connection_id: UUID, ttl_s: float) -> None:
    await w.execute(_CONNECT, associate_id, connection_id, ttl_s)


async def came_back(w: Writer, associate_id: UUID) -> None:
    await w.execute(_CAME_BACK, associate_id)


async def leave(w: Writer, associate_id: UUID, connection_id: UUID, grace_s: float) -> bool:
    return bool(await w.execute(_LEAVE, associate_id, connection_id, grace_s))


async def with_expired_leases(r: Reader, limit: int) -> list[UUID]:
    return [row["associate_id"] for row in await r.rows(_EXPIRED, limit)]


async def forget_expired(w: Writer, associate_id: UUID) -> bool:
    return bool(await w.execute(_FORGET, associate_id))


async def absent(r: Reader, ids: Sequence[UUID]) -> set[UUID]:
    return {row["id"] for row in await r.rows(_ABSENT, list(ids))}


async def reserve(w: Writer, associate_id: UUID, weight: int, *, whole: bool, limit: int, unasked: bool) -> int | None:
    taken: int | None = await w.value(_RESERVE, associate_id, weight, whole, limit, unasked)
    return taken


async def widen(w: Writer, associate_id: UUID, weight: int) -> int | None:
    taken: int | None = await w.value(_WIDEN, associate_id, weight)
    return taken


async def narrow(w: Writer, associate_id: UUID, weight: int, to: int) -> bool:
    return await w.value(_NARROW, associate_id, weight, to) is not None


async def free(w: Writer, associate_id: UUID, weight: int, *, worked: bool) -> None:
    await w.execute(_FREE, associate_id, weight, worked)


async def answered(w: Writer, associate_id: UUID, *, accepted: bool) -> None:
    await w.execute(_ANSWERED, associate_id, accepted)


async def missed(w: Writer, associate_id: UUID, pause_after: int, pause_s: float) -> bool:
    return bool(await w.value(_MISSED, associate_id, pause_after, pause_s))
