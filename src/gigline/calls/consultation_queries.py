"""All SQL of consultations. They change only under their call's lock."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from gigline.calls.models import Call, Consultation
from gigline.infra.db import Reader, Writer

_OPEN_OF = "SELECT n.* FROM call_consultations n WHERE n.brand_id = $1 AND n.call_id = $2 AND n.ended_at IS NULL"
_OPEN_AMONG = "SELECT n.* FROM call_consultations n WHERE n.call_id = ANY($1::uuid[]) AND n.ended_at IS NULL"
_WITH_COLLEAGUE = "SELECT n.* FROM call_consultations n WHERE n.associate_id = $1 AND n.ended_at IS NULL"
_LAST_OF = """
SELECT n.* FROM call_consultations n WHERE n.brand_id = $1 AND n.call_id = $2 AND n.asked_by = $3
ORDER BY n.began_at DESC LIMIT 1
"""
_ASKED = "SELECT DISTINCT n.associate_id FROM call_consultations n WHERE n.brand_id = $1 AND n.call_id = $2"
_INSERT = """
INSERT INTO call_consultations AS n (brand_id, id, call_id, asked_by, associate_id, weight, state, note)
VALUES ($1, $2, $3, $4, $5, $6, 'ringing', $7) RETURNING n.*
"""
_SAVE = """
UPDATE call_consultations SET state = $3, answered_at = $4, ended_at = $5 WHERE brand_id = $1 AND id = $2
"""
_OVERDUE = """
SELECT n.* FROM call_consultations n
WHERE n.state = 'ringing' AND n.began_at < gigline_now() - make_interval(secs => $1)
"""
_LEFT_BEHIND = """
SELECT n.* FROM call_consultations n JOIN calls k ON (k.brand_id, k.id) = (n.brand_id, n.call_id)
WHERE n.ended_at IS NULL AND (k.state NOT IN ('connected', 'held') OR k.associate_id <> n.asked_by)
"""


async def open_of(r: Reader, k: Call) -> Consultation | None:
    return await r.one(Consultation, _OPEN_OF, k.brand_id, k.id)


async def open_among(r: Reader, call_ids: Sequence[UUID]) -> dict[UUID, Consultation]:
    """By call."""
    return {one.call_id: one for one in await r.all(Consultation, _OPEN_AMONG, list(call_ids))}


async def with_colleague(r: Reader, associate_id: UUID) -> Consultation | None:
    """In which the associate is asked now."""
    return await r.one(Consultation, _WITH_COLLEAGUE, associate_id)


async def last_of(r: Reader, k: Call, asked_by: UUID) -> Consultation | None:
    """The newest that the associate began in this call, open or not."""
    return await r.one(Consultation, _LAST_OF, k.brand_id, k.id, asked_by)


async def asked(r: Reader, k: Call) -> set[UUID]:
    """Everybody who was asked in this call."""
    return {row["associate_id"] for row in await r.rows(_ASKED, k.brand_id, k.id)}


async def insert(w: Writer, *values: object) -> Consultation:
    made = await w.one(Consultation, _INSERT, *values)
    assert made is not None, "an insert returns its row"
    return made


async def save(w: Writer, one: Consultation) -> None:
    await w.execute(_SAVE, one.brand_id, one.id, one.state, one.answered_at, one.ended_at)


async def overdue(r: Reader, ring_s: float) -> list[Consultation]:
    """Those that ring for longer than that."""
    return await r.all(Consultation, _OVERDUE, ring_s)


async def left_behind(r: Reader) -> list[Consultation]:
    """Those that are open although their call is over or somebody else's."""
    return await r.all(Consultation, _LEFT_BEHIND)
