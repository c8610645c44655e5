"""All SQL about the places of a conversation: the channels it was held on, and is."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from gigline.conversations.models import Conversation, Place
from gigline.infra.db import Reader, Writer

_MOVE = "UPDATE conversations SET account_id = $3, channel = $4, recipient = $5 WHERE brand_id = $1 AND id = $2"
_KEEP = """
INSERT INTO conversation_places (brand_id, conversation_id, account_id, channel, recipient) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (brand_id, conversation_id, account_id, recipient) DO UPDATE SET since = gigline_now()
"""
_CHOOSE = """
UPDATE conversation_places SET chosen = (account_id = $3 AND recipient = $4)
WHERE brand_id = $1 AND conversation_id = $2 AND chosen <> (account_id = $3 AND recipient = $4)
"""
_FREE = "UPDATE conversation_places SET chosen = false WHERE brand_id = $1 AND conversation_id = $2 AND chosen"
_IS_CHOSEN = """
SELECT EXISTS (SELECT 1 FROM conversation_places WHERE brand_id = $1 AND conversation_id = $2 AND chosen)
"""
_WAS_AT = """
SELECT conversation_id FROM conversation_places WHERE brand_id = $1 AND conversation_id = ANY($2::uuid[])
  AND account_id = $3
"""
_IS_PLACE = """
SELECT EXISTS (SELECT 1 FROM conversation_places
    WHERE brand_id = $1 AND conversation_id = $2 AND account_id = $3 AND recipient = $4)
"""


async def move(w: Writer, c: Conversation, to: Place) -> None:
    """Answers go there from now on; both places are kept."""
    await w.execute(_MOVE, c.brand_id, c.id, to.account_id, to.channel, to.recipient)
    await keep(w, c, c.place)
    await keep(w, c, to)


async def keep(w: Writer, c: Conversation, place: Place) -> None:
    """The conversation is known there."""
    await w.execute(_KEEP, c.brand_id, c.id, place.account_id, place.channel, place.recipient)


async def choose(w: Writer, c: Conversation, place: Place) -> None:
    """The requester wants answers there (a place that is kept) and nowhere else."""
    await w.execute(_CHOOSE, c.brand_id, c.id, place.account_id, place.recipient)


async def free(w: Writer, c: Conversation) -> None:
    """What was chosen counts no longer."""
    await w.execute(_FREE, c.brand_id, c.id)


async def is_chosen(r: Reader, c: Conversation) -> bool:
    return bool(await r.value(_IS_CHOSEN, c.brand_id, c.id))


async def was_at(r: Reader, found: Sequence[Conversation], account_id: UUID) -> set[UUID]:
    """Which of these conversations of one brand were held on this account once."""
    rows = await r.rows(_WAS_AT, found[0].brand_id, [c.id for c in found], account_id) if found else []
    return {row["conversation_id"] for row in rows}


async def is_place(r: Reader, c: Conversation, account_id: UUID, recipient: str) -> bool:
    """Whether the conversation is, or was, held with this address on this account."""
    if (c.account_id, c.recipient) == (account_id, recipient):
        return True
    return bool(await r.value(_IS_PLACE, c.brand_id, c.id, account_id, recipient))
