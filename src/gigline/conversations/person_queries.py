"""All SQL about whose conversations there are, when several contacts are one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gigline.conversations.models import Conversation
from gigline.infra.db import Reader, Writer

_HELD_BY = """
SELECT EXISTS (SELECT 1 FROM conversations c
    WHERE c.brand_id = $1 AND c.contact_id = ANY($2::uuid[]) AND c.associate_id = $3
      AND (c.status = 'open' OR c.resolved_at > gigline_now() - interval '24 hours'))
"""
_HOLDS_OPEN = """
SELECT EXISTS (SELECT 1 FROM conversations c WHERE c.brand_id = $1 AND c.contact_id = ANY($2::uuid[])
    AND c.associate_id = $3 AND c.status = 'open')
"""
_OPEN_OF = """
SELECT c.* FROM conversations c WHERE c.brand_id = $1 AND c.contact_id = ANY($2::uuid[]) AND c.status = 'open'
ORDER BY c.id
"""
# Held with these addresses and with no other: account and recipient, two arrays side by side.
_HELD_WITH = """
SELECT c.* FROM conversations c WHERE c.brand_id = $1 AND c.contact_id = ANY($2::uuid[])
  AND (c.account_id, c.recipient) IN (SELECT * FROM unnest($3::uuid[], $4::text[]))
  AND NOT EXISTS (SELECT 1 FROM conversation_places p WHERE p.brand_id = c.brand_id AND p.conversation_id = c.id
    AND (p.account_id, p.recipient) NOT IN (SELECT * FROM unnest($3::uuid[], $4::text[])))
ORDER BY c.id FOR UPDATE
"""
_ADDRESSES = """
SELECT DISTINCT c.account_id, c.channel, c.recipient FROM conversations c
WHERE c.brand_id = $1 AND c.contact_id = ANY($2::uuid[])
UNION
SELECT p.account_id, p.channel, p.recipient FROM conversation_places p
JOIN conversations c ON (c.brand_id, c.id) = (p.brand_id, p.conversation_id)
WHERE c.brand_id = $1 AND c.contact_id = ANY($2::uuid[])
"""
# The address of a chat is its contact.
_GIVE = """
UPDATE conversations SET contact_id = $3::uuid,
    recipient = CASE WHEN channel = 'webchat' THEN $3::uuid::text ELSE recipient END
WHERE brand_id = $1 AND id = ANY($2::uuid[])
"""
_CONVERSATION_IDS = """
SELECT id FROM conversations WHERE brand_id = $1 AND contact_id = ANY($2::uuid[]) ORDER BY opened_at, id
"""
_NOTE_EXPORT = """
INSERT INTO contact_exports (brand_id, id, contact_id, by_id, by_name) VALUES ($1, $2, $3, $4, $5)
"""
_EXPORTS = """
SELECT contact_id, by_id, by_name, at FROM contact_exports WHERE brand_id = $1 AND contact_id = ANY($2::uuid[])
ORDER BY at
"""


@dataclass(frozen=True)
class Export:
    """Somebody took everything about a person out."""

    contact_id: UUID
    by_id: UUID
    by_name: str
    at: datetime


async def is_held_by(r: Reader, brand_id: UUID, contact_ids: Sequence[UUID], associate_id: UUID) -> bool:
    """Whether the associate holds a conversation of one of these contacts, or settled one within a day."""
    return bool(await r.value(_HELD_BY, brand_id, list(contact_ids), associate_id))


async def holds_open(r: Reader, brand_id: UUID, contact_ids: Sequence[UUID], associate_id: UUID) -> bool:
    """Whether the associate holds an open conversation of one of these contacts."""
    return bool(await r.value(_HOLDS_OPEN, brand_id, list(contact_ids), associate_id))


async def open_of(r: Reader, brand_id: UUID, contact_ids: Sequence[UUID]) -> list[Conversation]:
    return await r.all(Conversation, _OPEN_OF, brand_id, list(contact_ids))


async def addresses(r: Reader, brand_id: UUID, contact_ids: Sequence[UUID]) -> list[tuple[UUID, str, str]]:
    """Where these contacts' conversations were held: account, channel, recipient."""
    rows = await r.rows(_ADDRESSES, brand_id, list(contact_ids))
    return [(row["account_id"], row["channel"], row["recipient"]) for row in rows]


async def held_with(
    w: Writer, brand_id: UUID, contact_ids: Sequence[UUID], places: Sequence[tuple[UUID, str]]
) -> list[Conversation]:
    """These contacts' conversations that were held at these places (account, recipient) alone, locked."""
    accounts, recipients = [one[0] for one in places], [one[1] for one in places]
    return await w.all(Conversation, _HELD_WITH, brand_id, list(contact_ids), accounts, recipients)


async def give(w: Writer, brand_id: UUID, conversation_ids: Sequence[UUID], contact_id: UUID) -> None:
    """They are this contact's from now on."""
    await w.execute(_GIVE, brand_id, list(conversation_ids), contact_id)


async def conversation_ids(r: Reader, brand_id: UUID, contact_ids: Sequence[UUID]) -> list[UUID]:
    """All these contacts' conversations, oldest first."""
    return [row["id"] for row in await r.rows(_CONVERSATION_IDS, brand_id, list(contact_ids))]


async def note_export(w: Writer, brand_id: UUID, id_: UUID, contact_id: UUID, by_id: UUID, by_name: str) -> None:
    await w.execute(_NOTE_EXPORT, brand_id, id_, contact_id, by_id, by_name)


async def exports(r: Reader, brand_id: UUID, contact_ids: Sequence[UUID]) -> list[Export]:
    """Who took these contacts' data out, oldest first."""
    return await r.all(Export, _EXPORTS, brand_id, list(contact_ids))
