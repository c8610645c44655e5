"""All SQL about whose conversations there are, when several contacts are one person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gigline.conversations import queries
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
# All that is open of the contact's person, of which it may go on with: its own, and what another contact has who is
# attested and chats in no browser that only they know (a token of the brand's, a proved address, a provider's word).
# The person is asked for once, and theirs looked up by index: these run for every message.
_LOCK_OPEN_OF_PERSON = """
SELECT c.* FROM unnest(gigline_person($1, $2)) AS person (id)
JOIN conversations c ON c.brand_id = $1 AND c.contact_id = person.id
JOIN contacts k ON (k.brand_id, k.id) = (c.brand_id, c.contact_id)
WHERE c.status = 'open' AND (c.contact_id = $2
    OR k.verified OR (c.channel <> 'webchat'
        AND NOT EXISTS (SELECT 1 FROM conversation_places p
            JOIN contacts x ON (x.brand_id, x.id) = (p.brand_id, coalesce(p.contact_id, c.contact_id))
            WHERE (p.brand_id, p.conversation_id, p.channel) = (c.brand_id, c.id, 'webchat') AND NOT x.verified)
        AND EXISTS (SELECT 1 FROM identities i WHERE (i.brand_id, i.contact_id) = (c.brand_id, c.contact_id)
            AND (i.verified OR i.type = 'phone' OR (i.type = 'api' AND c.channel <> 'email')))))
ORDER BY c.id FOR NO KEY UPDATE OF c
"""
# On this account, now or once, with this contact: also what went on with another contact of the same person.
_ON_ACCOUNT = """
c.brand_id = $1 AND (c.contact_id = $2 OR c.contact_id = ANY((SELECT gigline_person($1, $2))::uuid[]))
AND c.id = ANY(ARRAY(
    SELECT o.id FROM conversations o WHERE o.brand_id = $1 AND o.contact_id = $2 AND (o.account_id = $3 OR EXISTS (
        SELECT 1 FROM conversation_places p WHERE (p.brand_id, p.conversation_id, p.account_id) = (o.brand_id, o.id, $3)
          AND coalesce(p.contact_id, $2) = $2))
    UNION ALL
    SELECT p.conversation_id FROM conversation_places p
    WHERE p.brand_id = $1 AND p.contact_id = $2 AND p.account_id = $3))
"""
_LOCK_LATEST = f"""
SELECT c.* FROM conversations c WHERE {_ON_ACCOUNT} ORDER BY c.last_message_at DESC LIMIT 1 FOR NO KEY UPDATE
"""
_SERIALISE = """
SELECT pg_advisory_xact_lock(hashtextextended(coalesce(k.merged_into, k.id)::text, 7)) FROM contacts k
WHERE k.brand_id = $1 AND k.id = $2
"""
_LATEST_OF_CONTACT = f"""
SELECT c.* FROM conversations c WHERE {_ON_ACCOUNT} AND (c.contact_id = $2
    OR (SELECT k.verified FROM contacts k WHERE k.brand_id = $1 AND k.id = $2))
ORDER BY (c.status = 'open') DESC, c.last_message_at DESC LIMIT 1
"""
_HEARD_UNANSWERED = """
SELECT DISTINCT e.author_id FROM entries e
WHERE e.brand_id = $1 AND e.conversation_id = $2 AND e.author_kind = 'requester' AND e.kind = 'message'
  AND e.seq > coalesce((SELECT max(a.seq) FROM entries a WHERE (a.brand_id, a.conversation_id) = ($1, $2)
      AND a.kind = 'message' AND a.author_kind IN ('bot', 'associate')), 0)
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


async def lock_open_of_person(w: Writer, brand_id: UUID, contact_id: UUID) -> list[Conversation]:
    """What is open of the contact's person and may go on with this contact."""
    return await queries.with_snoozes(w, await w.all(Conversation, _LOCK_OPEN_OF_PERSON, brand_id, contact_id))


async def lock_latest(w: Writer, brand_id: UUID, contact_id: UUID, account_id: UUID) -> Conversation | None:
    return await w.one(Conversation, _LOCK_LATEST, brand_id, contact_id, account_id)


async def latest_of_contact(r: Reader, brand_id: UUID, contact_id: UUID, account_id: UUID) -> Conversation | None:
    return await r.one(Conversation, _LATEST_OF_CONTACT, brand_id, contact_id, account_id)


async def serialise_person(w: Writer, brand_id: UUID, contact_id: UUID) -> None:
    """Only one transaction at a time opens or reopens for the contact's person."""
    await w.value(_SERIALISE, brand_id, contact_id)


async def heard_unanswered(r: Reader, c: Conversation) -> set[UUID]:
    """The contacts whose messages came since anybody answered."""
    return {row["author_id"] for row in await r.rows(_HEARD_UNANSWERED, c.brand_id, c.id)}


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
