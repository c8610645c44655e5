"""The SQL of the audit. Everything is only read."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from gigline.infra.db import Reader
from gigline.routing.audit.rules import Asked, Person, Told

# Whoever could be asked alone was no choice.
_ASKED = """
SELECT extract(epoch FROM o.offered_at)::float8 AS at, o.associate_id AS chosen,
    ARRAY(SELECT (one ->> 'id')::uuid FROM jsonb_array_elements(o.decision -> 'eligible') one) AS eligible
FROM offers o
WHERE o.brand_id = $1 AND o.offered_at > gigline_now() - make_interval(days => $2)
  AND jsonb_array_length(o.decision -> 'eligible') > 1
ORDER BY o.offered_at DESC LIMIT $3
"""
_PEOPLE = """
SELECT a.id, coalesce(extract(epoch FROM g.created_at), 0)::float8 AS since, a.languages
FROM associates a LEFT JOIN grants g ON g.associate_id = a.id AND g.brand_id = $1
WHERE a.id = ANY($2::uuid[]) ORDER BY a.id
"""
_SAID = """
SELECT x.associate_id, x.experience, extract(epoch FROM x.said_at)::float8 AS start,
    coalesce(extract(epoch FROM x.withdrawn_at), 'infinity')::float8 AS until
FROM experience_choices x WHERE x.brand_id = $1
"""
_WORKED = """
SELECT s.associate_id, extract(epoch FROM s.started_at)::float8 AS at,
    (extract(epoch FROM least(coalesce(s.ended_at, gigline_now()) - s.started_at, interval '4 hours')) / 60)::float8
        AS value
FROM assignments s WHERE s.brand_id = $1 AND s.started_at > gigline_now() - make_interval(days => $2)
"""
_SETTLED = """
SELECT o.associate_id, extract(epoch FROM o.at)::float8 AS at, o.resolved::int::float8 AS value
FROM routing_outcomes o WHERE o.brand_id = $1 AND o.at > gigline_now() - make_interval(days => $2)
"""


async def asked(r: Reader, brand_id: UUID, days: int, most: int) -> list[Asked]:
    """The newest offers that several could have had."""
    return await r.all(Asked, _ASKED, brand_id, days, most)


async def people(r: Reader, brand_id: UUID, ids: Iterable[UUID]) -> list[Person]:
    """Of these associates, what may be kept and matters here."""
    said: dict[UUID, list[tuple[str, float, float]]] = {}
    for row in await r.rows(_SAID, brand_id):
        said.setdefault(row["associate_id"], []).append((row["experience"], row["start"], row["until"]))
    found = await r.rows(_PEOPLE, brand_id, sorted(ids))
    return [
        Person(
            row["id"],
            row["since"],
            frozenset(one.partition("-")[0] for one in row["languages"]),
            tuple(said.get(row["id"], ())),
        )
        for row in found
    ]


async def worked(r: Reader, brand_id: UUID, days: int) -> list[Told]:
    """Minutes with each conversation, four hours at most."""
    return await r.all(Told, _WORKED, brand_id, days)


async def settled(r: Reader, brand_id: UUID, days: int) -> list[Told]:
    """Outcomes that are known."""
    return await r.all(Told, _SETTLED, brand_id, days)
