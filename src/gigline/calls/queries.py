"""All SQL of the calls slice. A locked row is changed in Python and saved whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from gigline.calls.models import Call
from gigline.infra.db import Reader, Writer

_GET = "SELECT k.* FROM calls k WHERE k.id = $1"
_LOCK = "SELECT k.* FROM calls k WHERE k.brand_id = $1 AND k.id = $2 FOR UPDATE"
_BY_PROVIDER_ID = "SELECT k.* FROM calls k WHERE k.brand_id = $1 AND k.account_id = $2 AND k.provider_id = $3"
_LIVE = "SELECT k.* FROM calls k WHERE k.brand_id = $1 AND k.conversation_id = $2 AND k.ended_at IS NULL"
_LIVE_AMONG = """
SELECT k.conversation_id FROM unnest($1::uuid[], $2::uuid[]) AS c (brand_id, id)
JOIN calls k ON (k.brand_id, k.conversation_id) = (c.brand_id, c.id) WHERE k.ended_at IS NULL
"""
_WITH_ASSOCIATE = """
SELECT k.* FROM calls k
WHERE k.associate_id = $1 AND k.state IN ('ringing_associate', 'connected', 'held')
"""
_INSERT = """
INSERT INTO calls AS k (brand_id, id, conversation_id, contact_id, account_id, medium, direction, state, provider_id,
    number, language, said_seq)
VALUES ($1, $2, $3, $4, $5, $6, $7, 'ringing', $8, $9, $10, $11) RETURNING k.*
"""
_SAVE = """
UPDATE calls SET state = $3, provider_id = $4, language = $5, consent = $6, associate_id = $7, leg = $8, turn = $9,
    said_seq = $10, host = $11, waiting_since = $12, rung_at = $13, connected_at = $14, ended_at = $15,
    end_reason = $16, put_through = $17
WHERE brand_id = $1 AND id = $2
"""
_NOW = "SELECT gigline_now()"
_OVERDUE_RINGS = """
SELECT k.* FROM calls k WHERE k.state = 'ringing_associate' AND k.rung_at < gigline_now() - make_interval(secs => $1)
"""
_LOST = """
SELECT k.* FROM calls k WHERE k.ended_at IS NULL AND (k.started_at < gigline_now() - make_interval(secs => $1)
    OR k.direction = 'out' AND k.state = 'ringing' AND k.started_at < gigline_now() - make_interval(secs => $2))
"""

_PHONE_OF = "SELECT a.number FROM associate_phones a WHERE a.associate_id = $1"
_SET_PHONE = """
INSERT INTO associate_phones (associate_id, number) VALUES ($1, $2)
ON CONFLICT (associate_id) DO UPDATE SET number = EXCLUDED.number
"""
_NO_PHONE = "DELETE FROM associate_phones WHERE associate_id = $1"


async def get(r: Reader, call_id: UUID) -> Call | None:
    return await r.one(Call, _GET, call_id)


async def lock(w: Writer, brand_id: UUID, call_id: UUID) -> Call | None:
    return await w.one(Call, _LOCK, brand_id, call_id)


async def by_provider_id(r: Reader, brand_id: UUID, account_id: UUID, provider_id: str) -> Call | None:
    return await r.one(Call, _BY_PROVIDER_ID, brand_id, account_id, provider_id)


async def live(r: Reader, brand_id: UUID, conversation_id: UUID) -> Call | None:
    return await r.one(Call, _LIVE, brand_id, conversation_id)


async def live_among(r: Reader, conversations: Sequence[tuple[UUID, UUID]]) -> set[UUID]:
    """Which of these (brand, conversation) have a call that goes on."""
    return {row["conversation_id"] for row in await r.rows(_LIVE_AMONG, *map(list, zip(*conversations, strict=True)))}


async def with_associate(r: Reader, associate_id: UUID) -> Call | None:
    return await r.one(Call, _WITH_ASSOCIATE, associate_id)


async def insert(w: Writer, *values: object) -> Call:
    made = await w.one(Call, _INSERT, *values)
    assert made is not None, "an insert returns its row"
    return made


async def save(w: Writer, k: Call) -> None:
    await w.execute(
        _SAVE, k.brand_id, k.id, k.state, k.provider_id, k.language, k.consent, k.associate_id, k.leg, k.turn,
        k.said_seq, k.host, k.waiting_since, k.rung_at, k.connected_at, k.ended_at, k.end_reason, k.put_through,
    )  # fmt: skip


async def now(r: Reader) -> datetime:
    found = await r.value(_NOW)
    assert isinstance(found, datetime)
    return found


async def overdue_rings(r: Reader, ring_s: float) -> Sequence[Call]:
    return await r.all(Call, _OVERDUE_RINGS, ring_s)


async def lost(r: Reader, longest_s: float, dialling_s: float) -> Sequence[Call]:
    return await r.all(Call, _LOST, longest_s, dialling_s)


async def phone_of(r: Reader, associate_id: UUID) -> str | None:
    found: str | None = await r.value(_PHONE_OF, associate_id)
    return found


async def set_phone(w: Writer, associate_id: UUID, number: str | None) -> None:
    if number is None:
        await w.execute(_NO_PHONE, associate_id)
    else:
        await w.execute(_SET_PHONE, associate_id, number)
