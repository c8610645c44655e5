"""All SQL about people who want to be called: one list, whether they asked in a chat or in a call."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from gigline.conversations.models import Callback, CallbackState, Conversation
from gigline.infra.db import Reader, Writer

_CALLBACK = """
b.brand_id, b.id, b.conversation_id, b.phone, b.attested, b.wanted_at, b.created_at, b.state, b.account_id, b.call_id,
    b.made_call_id, b.attempts
"""
# Asked again, the last word counts, and what was promised for another number is promised no more.
_ASK = f"""
INSERT INTO callback_requests AS b (brand_id, id, conversation_id, phone, attested, wanted_at, state, account_id,
    call_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (brand_id, conversation_id) WHERE done_at IS NULL
DO UPDATE SET phone = excluded.phone, attested = excluded.attested, wanted_at = excluded.wanted_at,
    state = excluded.state, account_id = excluded.account_id, call_id = excluded.call_id, made_call_id = NULL,
    attempts = 0
RETURNING {_CALLBACK}
"""
_PROMISE = f"""
UPDATE callback_requests b SET state = 'promised', account_id = $3, attempts = 0 WHERE b.brand_id = $1 AND b.id = $2
RETURNING {_CALLBACK}
"""
_MOVE_ON = """
UPDATE callback_requests SET state = $3, made_call_id = $4, attempts = $5,
    done_at = CASE WHEN $3 = 'kept' THEN gigline_now() END
WHERE brand_id = $1 AND id = $2
"""
_DONE = """
UPDATE callback_requests SET done_at = gigline_now(), done_by = $3
WHERE brand_id = $1 AND conversation_id = $2 AND done_at IS NULL
"""
_OPEN_OF_BRAND = f"""
SELECT {_CALLBACK} FROM callback_requests b WHERE b.brand_id = $1 AND b.done_at IS NULL
ORDER BY coalesce(b.wanted_at, b.created_at), b.id LIMIT 200
"""
_OPEN_OF_CONVERSATION = f"""
SELECT {_CALLBACK} FROM callback_requests b WHERE b.brand_id = $1 AND b.conversation_id = $2 AND b.done_at IS NULL
"""


async def ask(
    w: Writer,
    c: Conversation,
    phone: str,
    attested: bool,
    wanted_at: datetime | None,
    promised_by: tuple[UUID, UUID] | None = None,
) -> Callback:
    """`promised_by`: the account that is to call, and the call in which that was promised."""
    state: CallbackState = "asked" if promised_by is None else "promised"
    account_id, call_id = promised_by or (None, None)
    values = (c.brand_id, w.new_id(), c.id, phone, attested, wanted_at, state, account_id, call_id)
    made = await w.one(Callback, _ASK, *values)
    assert made is not None, "an insert returns its row"
    return made


async def promise(w: Writer, one: Callback, account_id: UUID) -> Callback:
    made = await w.one(Callback, _PROMISE, one.brand_id, one.id, account_id)
    assert made is not None, "its conversation is locked"
    return made


async def move_on(w: Writer, one: Callback, state: CallbackState, made_call_id: UUID | None, attempts: int) -> None:
    await w.execute(_MOVE_ON, one.brand_id, one.id, state, made_call_id, attempts)


async def done(w: Writer, c: Conversation, by: UUID | None) -> bool:
    """Whether there was one."""
    return await w.execute(_DONE, c.brand_id, c.id, by) == 1


async def open_of_brand(r: Reader, brand_id: UUID) -> list[Callback]:
    """The most pressing first, at most 200."""
    return await r.all(Callback, _OPEN_OF_BRAND, brand_id)


async def open_of(r: Reader, c: Conversation) -> Callback | None:
    return await r.one(Callback, _OPEN_OF_CONVERSATION, c.brand_id, c.id)
