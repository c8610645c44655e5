"""The SQL of rounds: leases, what a router sees at once, and what it leaves for the others to know."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from gigline.conversations.models import Conversation
from gigline.infra.db import Reader, Writer
from gigline.routing.engine.earnings import HALF_LIFE_S
from gigline.routing.models import Contention, RoundState, Standing

# A router that decided nothing for so long, though it holds the lease, does not count as one.
PATIENCE_S = 10.0

# Of these brands, those that are free or mine. All routers ask in the same order, so that none waits crosswise.
_LEASE = """
INSERT INTO routing_rounds (brand_id, router, leased_until)
SELECT b.id, $2, gigline_now() + make_interval(secs => $3) FROM brands b WHERE b.id = ANY($1::uuid[]) ORDER BY b.id
ON CONFLICT (brand_id) DO UPDATE SET router = $2, leased_until = EXCLUDED.leased_until
    WHERE routing_rounds.router = $2 OR routing_rounds.leased_until <= gigline_now()
RETURNING brand_id
"""
_EDGES = "SELECT g.associate_id, g.brand_id FROM grants g"
_BRANDS = "SELECT b.id FROM brands b ORDER BY b.id"
_NOTE_ROUND = """
UPDATE routing_rounds SET component = $1::uuid[], decided_at = gigline_now(), took_s = $3, overdue = $4,
    held_back = $5::uuid[], fallback = $6, trouble = $7
WHERE brand_id = ANY($1::uuid[]) AND router = $2
"""
_STATES = """
SELECT s.brand_id, s.decided_at, s.took_s, s.overdue, s.held_back, s.fallback, s.trouble,
    s.leased_until > gigline_now()
        AND coalesce(s.decided_at > gigline_now() - make_interval(secs => $2), false) AS alive
FROM routing_rounds s WHERE s.brand_id = ANY($1::uuid[])
"""
_CONTENTION = """
SELECT s.overdue, (SELECT count(*) FROM (
    SELECT 1 FROM conversations c
    WHERE c.status = 'open' AND c.holder = 'queue' AND c.brand_id = ANY(s.component) AND c.id <> ALL($2::uuid[])
      AND NOT EXISTS (SELECT 1 FROM offers o
                      WHERE (o.brand_id, o.conversation_id) = (c.brand_id, c.id) AND o.state = 'offered')
    LIMIT $3) others)::int AS others
FROM routing_rounds s
WHERE s.brand_id = $1 AND s.leased_until > gigline_now() AND s.decided_at > gigline_now() - make_interval(secs => $4)
"""
_STANDINGS = """
SELECT s.associate_id, s.rent, s.rent_at, s.earned_s, s.kept_for FROM routing_standings s
WHERE s.associate_id = ANY($1::uuid[])
"""
_NOTE_STANDING = """
INSERT INTO routing_standings AS s (associate_id, rent, rent_at, earned_s, kept_for)
SELECT * FROM unnest($1::uuid[], $2::float8[], $3::timestamptz[], $4::float8[], $5::uuid[]) ORDER BY 1
ON CONFLICT (associate_id) DO UPDATE SET rent = EXCLUDED.rent, rent_at = EXCLUDED.rent_at,
    earned_s = EXCLUDED.earned_s, kept_for = EXCLUDED.kept_for
WHERE (s.rent, s.rent_at, s.earned_s, s.kept_for)
    IS DISTINCT FROM (EXCLUDED.rent, EXCLUDED.rent_at, EXCLUDED.earned_s, EXCLUDED.kept_for)
"""
_EARNED = """
SELECT a.associate_id, sum(extract(epoch FROM least(coalesce(a.ended_at, gigline_now()) - a.started_at,
    interval '4 hours')) * 0.5 ^ (extract(epoch FROM $4 - a.started_at) / $5))::float8 AS earned_s
FROM assignments a
WHERE a.associate_id = ANY($1::uuid[]) AND a.started_at > $2 AND a.started_at <= $3
GROUP BY a.associate_id
"""
_QUEUED_SINCE = """
SELECT c.* FROM conversations c
WHERE c.brand_id = ANY($1::uuid[]) AND c.queued_at > $2 AND c.queued_at <= $3 ORDER BY c.queued_at LIMIT 2000
"""
_BEFORE = """
SELECT DISTINCT ON (s.conversation_id) s.conversation_id, s.associate_id
FROM unnest($1::uuid[], $2::uuid[]) AS c (brand_id, id)
JOIN assignments s ON (s.brand_id, s.conversation_id) = (c.brand_id, c.id) WHERE s.end_reason IN ('resolved', 'lost')
ORDER BY s.conversation_id, s.ended_at DESC
"""
_EMPTY_STEPS = """
SELECT s.conversation_id, count(*) AS n FROM routing_empty_steps s JOIN conversations c
    ON (c.brand_id, c.id, c.epoch) = (s.brand_id, s.conversation_id, s.epoch)
WHERE s.conversation_id = ANY($1::uuid[]) GROUP BY s.conversation_id
"""
_TAKE_STEP = """
INSERT INTO routing_empty_steps (brand_id, conversation_id, epoch, step) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
"""


async def lease(w: Writer, brand_ids: Sequence[UUID], router: UUID, for_s: float) -> set[UUID]:
    """Those of these brands that the router has from now on, or had already."""
    return {row["brand_id"] for row in await w.rows(_LEASE, list(brand_ids), router, for_s)}


async def edges(r: Reader) -> list[tuple[UUID, UUID]]:
    """(associate, brand) for every grant."""
    return [(row["associate_id"], row["brand_id"]) for row in await r.rows(_EDGES)]


async def brands(r: Reader) -> list[UUID]:
    return [row["id"] for row in await r.rows(_BRANDS)]


async def note_round(w: Writer, brand_ids: Sequence[UUID], router: UUID, *values: object) -> None:
    await w.execute(_NOTE_ROUND, list(brand_ids), router, *values)


async def states(r: Reader, brand_ids: Sequence[UUID]) -> dict[UUID, RoundState]:
    return {one.brand_id: one for one in await r.all(RoundState, _STATES, list(brand_ids), PATIENCE_S)}


async def contention(r: Reader, brand_id: UUID, beside: Collection[UUID], most: int) -> Contention | None:
    """Who waits in the brand's market beside these (counted up to `most`); None where no router looks after it."""
    return await r.one(Contention, _CONTENTION, brand_id, list(beside), most, PATIENCE_S)


async def standings(r: Reader, associate_ids: Collection[UUID]) -> dict[UUID, Standing]:
    return {one.associate_id: one for one in await r.all(Standing, _STANDINGS, list(associate_ids))}


async def note_standings(w: Writer, rows: Sequence[Standing]) -> None:
    columns = [
        [getattr(one, name) for one in rows] for name in ("associate_id", "rent", "rent_at", "earned_s", "kept_for")
    ]
    await w.execute(_NOTE_STANDING, *columns)


async def earned(
    r: Reader, associate_ids: Collection[UUID], after: datetime, until: datetime, at: datetime
) -> dict[UUID, float]:
    """Seconds of work begun in that time, of which half counts as old as HALF_LIFE_S at `at`, and so on."""
    rows = await r.rows(_EARNED, list(associate_ids), after, until, at, HALF_LIFE_S)
    return {row["associate_id"]: row["earned_s"] for row in rows}


async def queued_since(r: Reader, brand_ids: Sequence[UUID], after: Any, until: Any) -> list[Conversation]:
    """Those who came into the queue since then, whoever has them now."""
    return await r.all(Conversation, _QUEUED_SINCE, list(brand_ids), after, until)


async def holders_before(r: Reader, rows: Sequence[Conversation]) -> Mapping[UUID, UUID]:
    """Who had these conversations last, by conversation."""
    brands, ids = [one.brand_id for one in rows], [one.id for one in rows]
    return {row["conversation_id"]: row["associate_id"] for row in await r.rows(_BEFORE, brands, ids)}


async def empty_steps(r: Reader, conversation_ids: Sequence[UUID]) -> dict[UUID, int]:
    """How many steps were done for each."""
    return {row["conversation_id"]: row["n"] for row in await r.rows(_EMPTY_STEPS, list(conversation_ids))}


async def take_step(w: Writer, c: Conversation, step: int) -> bool:
    """Whether this step is ours to do; each is done once."""
    return bool(await w.execute(_TAKE_STEP, c.brand_id, c.id, c.epoch, step))
