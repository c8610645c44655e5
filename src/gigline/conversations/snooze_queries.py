"""All SQL of what is put off."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from gigline.conversations.models import Author, Conversation
from gigline.infra.db import Reader, Writer

_KEEP = """
INSERT INTO snoozes (brand_id, conversation_id, epoch, until, reason, by_id, by_name)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (brand_id, conversation_id) DO UPDATE
SET epoch = $3, until = $4, reason = $5, by_id = $6, by_name = $7, at = gigline_now()
"""
_OF_ASSOCIATE = """
SELECT c.id FROM snoozes z
JOIN conversations c ON (c.brand_id, c.id, c.epoch) = (z.brand_id, z.conversation_id, z.epoch)
WHERE c.brand_id = $1 AND c.associate_id = $2 AND c.status = 'open' ORDER BY c.id
"""
_DUE = """
SELECT z.conversation_id, z.epoch FROM snoozes z
JOIN conversations c ON (c.brand_id, c.id, c.epoch) = (z.brand_id, z.conversation_id, z.epoch)
WHERE c.status = 'open' AND (z.until <= gigline_now() OR c.awaiting_reply_since IS NOT NULL)
ORDER BY z.until LIMIT $1
"""
_FORGET = """
DELETE FROM snoozes z USING conversations c
WHERE (c.brand_id, c.id) = (z.brand_id, z.conversation_id) AND c.epoch <> z.epoch
"""


async def keep(w: Writer, c: Conversation, until: datetime, reason: str, author: Author) -> None:
    await w.execute(_KEEP, c.brand_id, c.id, c.epoch, until, reason, author.id, author.name)


async def of_associate(r: Reader, brand_id: UUID, associate_id: UUID) -> list[UUID]:
    """What they put off of this brand."""
    return [row["id"] for row in await r.rows(_OF_ASSOCIATE, brand_id, associate_id)]


async def due(r: Reader, limit: int) -> list[tuple[UUID, int]]:
    """Of which the time has come or the requester has written, with the epochs they were put off under."""
    return [(row["conversation_id"], row["epoch"]) for row in await r.rows(_DUE, limit)]


async def forget(w: Writer) -> int:
    """Those that are over."""
    return await w.execute(_FORGET)
