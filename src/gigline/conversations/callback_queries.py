"""All SQL about people who want to be called."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from gigline.conversations.models import Callback, Conversation
from gigline.infra.db import Reader, Writer

_CALLBACK = "id, conversation_id, phone, attested, wanted_at, created_at"
# Asked again, the last word counts.
_ASK = f"""
INSERT INTO callback_requests (brand_id, id, conversation_id, phone, attested, wanted_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (brand_id, conversation_id) WHERE done_at IS NULL
DO UPDATE SET phone = excluded.phone, attested = excluded.attested, wanted_at = excluded.wanted_at
RETURNING {_CALLBACK}
"""  # noqa: S608
_DONE = """
UPDATE callback_requests SET done_at = gigline_now(), done_by = $3
WHERE brand_id = $1 AND conversation_id = $2 AND done_at IS NULL
"""
_OPEN_OF_BRAND = f"""
SELECT {_CALLBACK} FROM callback_requests WHERE brand_id = $1 AND done_at IS NULL
ORDER BY coalesce(wanted_at, created_at), id LIMIT 200
"""  # noqa: S608
_OPEN_OF_CONVERSATION = f"""
SELECT {_CALLBACK} FROM callback_requests WHERE brand_id = $1 AND conversation_id = $2 AND done_at IS NULL
"""  # noqa: S608


async def ask(w: Writer, c: Conversation, phone: str, attested: bool, wanted_at: datetime | None) -> Callback:
    made = await w.one(Callback, _ASK, c.brand_id, w.new_id(), c.id, phone, attested, wanted_at)
    assert made is not None, "an insert returns its row"
    return made


async def done(w: Writer, c: Conversation, by: UUID | None) -> bool:
    """Whether there was one."""
    return await w.execute(_DONE, c.brand_id, c.id, by) == 1


async def open_of_brand(r: Reader, brand_id: UUID) -> list[Callback]:
    """The most pressing first, at most 200."""
    return await r.all(Callback, _OPEN_OF_BRAND, brand_id)


async def open_of(r: Reader, c: Conversation) -> Callback | None:
    return await r.one(Callback, _OPEN_OF_CONVERSATION, c.brand_id, c.id)
