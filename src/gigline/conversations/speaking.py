"""Who speaks in a conversation now, and what is proved of them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from gigline.contacts import service as contacts
from gigline.contacts.models import Contact, Identity
from gigline.conversations import person_queries
from gigline.conversations.models import Conversation
from gigline.infra.db import Reader


@dataclass(frozen=True)
class Speaker:
    """The contact that wrote last, and what proves who that is.

    `alone`: no other contact of the person wrote since anybody answered. Where several did, nobody can tell for whom of
    them something is to be done, and nothing is proved.
    """

    contact: Contact
    identities: list[Identity]
    alone: bool

    @property
    def verified(self) -> bool:
        """Whether the brand vouched for whoever speaks."""
        return self.alone and self.contact.verified

    def proofs_in(self, c: Conversation) -> UUID | None:
        """The conversation whose one-time codes count for them, if any do."""
        return c.id if self.alone else None


async def of(r: Reader, c: Conversation) -> Speaker:
    """Who speaks in this conversation; raises NoSuchContact."""
    alone = await person_queries.heard_unanswered(r, c) <= {c.contact_id}
    card = await contacts.card(r, c.brand_id, c.contact_id)
    return Speaker(card.contact, [one for one in card.identities if alone], alone)
