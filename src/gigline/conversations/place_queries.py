"""All SQL about the places of a conversation: the channels it was held on, and is, and whose each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from gigline.conversations.models import Conversation, Place
from gigline.infra.db import Reader, Writer

_MOVE = """
UPDATE conversations SET account_id = $3, channel = $4, recipient = $5, contact_id = $6 WHERE brand_id = $1 AND id = $2
"""
# A place that was kept before places had owners is the conversation's contact's, and stays so when that changes.
_OWN = """
UPDATE conversation_places SET contact_id = $3 WHERE brand_id = $1 AND conversation_id = $2 AND contact_id IS NULL
"""
_KEEP = """
INSERT INTO conversation_places (brand_id, conversation_id, account_id, channel, recipient, contact_id, shows_after)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (brand_id, conversation_id, account_id, recipient)
DO UPDATE SET since = gigline_now(), contact_id = excluded.contact_id, shows_after = excluded.shows_after
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
SELECT p.conversation_id FROM conversation_places p
JOIN conversations c ON (c.brand_id, c.id) = (p.brand_id, p.conversation_id)
WHERE p.brand_id = $1 AND p.conversation_id = ANY($2::uuid[]) AND p.account_id = $3
  AND coalesce(p.contact_id, c.contact_id) = $4
"""
_CONTACT_AT = """
SELECT coalesce(p.contact_id, $5) FROM conversation_places p
WHERE p.brand_id = $1 AND p.conversation_id = $2 AND p.account_id = $3 AND p.recipient = $4
"""
_KNOWN_AFTER = """
SELECT min(p.shows_after) FROM conversation_places p
JOIN conversations c ON (c.brand_id, c.id) = (p.brand_id, p.conversation_id)
WHERE p.brand_id = $1 AND p.conversation_id = $2 AND coalesce(p.contact_id, c.contact_id) = $3
"""
_MAY_GO_ON_READING = """
SELECT k.verified AND $3 = ANY(gigline_person($1, $2)) FROM contacts k WHERE k.brand_id = $1 AND k.id = $2
"""
_KEPT = """
SELECT p.account_id, p.channel, p.recipient, coalesce(p.contact_id, c.contact_id) AS contact_id, p.shows_after
FROM conversation_places p JOIN conversations c ON (c.brand_id, c.id) = (p.brand_id, p.conversation_id)
WHERE p.brand_id = $1 AND p.conversation_id = $2 ORDER BY p.since DESC
"""


@dataclass(frozen=True)
class Kept(Place):
    """A place where a conversation was held, with whom, and after which entry the log is shown to them."""

    contact_id: UUID
    shows_after: int

    @property
    def place(self) -> Place:
        """The place alone."""
        return Place(self.account_id, self.channel, self.recipient)


async def move(w: Writer, c: Conversation, to: Place, contact_id: UUID) -> None:
    """Answers go there, to this contact, from now on; both places are kept."""
    await keep(w, c, c.place, c.contact_id)
    await keep(w, c, to, contact_id)
    await w.execute(_MOVE, c.brand_id, c.id, to.account_id, to.channel, to.recipient, contact_id)


async def keep(w: Writer, c: Conversation, place: Place, contact_id: UUID) -> None:
    """The conversation is known there, to this contact; one that is new in it sees what is said from now on."""
    after = await _known_after(w, c, contact_id)
    await w.execute(_OWN, c.brand_id, c.id, c.contact_id)
    await w.execute(
        _KEEP, c.brand_id, c.id, place.account_id, place.channel, place.recipient, contact_id,
        c.seq if after is None else after,
    )  # fmt: skip


async def _known_after(r: Reader, c: Conversation, contact_id: UUID) -> int | None:
    found: int | None = await r.value(_KNOWN_AFTER, c.brand_id, c.id, contact_id)
    return 0 if found is None and contact_id == c.contact_id else found


async def shown_after(r: Reader, c: Conversation, contact_id: UUID) -> int | None:
    """The entry after which the log is shown to this contact; None for whom it is none of their business (any more).

    It is shown to the contact that wrote last, and to those who wrote before if the brand vouched for them: whoever was
    merged by mistake or by a trick reads nothing of the other.
    """
    if contact_id != c.contact_id and not await r.value(_MAY_GO_ON_READING, c.brand_id, contact_id, c.contact_id):
        return None
    return await _known_after(r, c, contact_id)


async def kept(r: Reader, c: Conversation) -> list[Kept]:
    """Where the conversation was held, if on several places: the latest first."""
    return await r.all(Kept, _KEPT, c.brand_id, c.id)


async def choose(w: Writer, c: Conversation, place: Place) -> None:
    """The requester wants answers there (a place that is kept) and nowhere else."""
    await w.execute(_CHOOSE, c.brand_id, c.id, place.account_id, place.recipient)


async def free(w: Writer, c: Conversation) -> None:
    """What was chosen counts no longer."""
    await w.execute(_FREE, c.brand_id, c.id)


async def is_chosen(r: Reader, c: Conversation) -> bool:
    return bool(await r.value(_IS_CHOSEN, c.brand_id, c.id))


async def was_at(r: Reader, found: Sequence[Conversation], account_id: UUID, contact_id: UUID) -> set[UUID]:
    """Which of these conversations of one brand were held with this contact on this account once."""
    ids = [c.id for c in found]
    rows = await r.rows(_WAS_AT, found[0].brand_id, ids, account_id, contact_id) if found else []
    return {row["conversation_id"] for row in rows}


async def contact_at(r: Reader, c: Conversation, account_id: UUID, recipient: str) -> UUID | None:
    """With whom the conversation is, or was, held at this address of this account; None: it never was."""
    if (c.account_id, c.recipient) == (account_id, recipient):
        return c.contact_id
    found: UUID | None = await r.value(_CONTACT_AT, c.brand_id, c.id, account_id, recipient, c.contact_id)
    return found
