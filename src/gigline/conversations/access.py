"""Who may see and do what with a conversation. The only place that decides it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor
from gigline.contacts import persons
from gigline.contacts import service as contacts
from gigline.contacts.models import Person
from gigline.conversations import person_queries, place_queries, queries
from gigline.conversations.errors import NoSuchConversation
from gigline.conversations.models import Author, Conversation
from gigline.infra.db import Reader
from gigline.kit.errors import NotFound

Need = Literal["read", "write", "lead"]
ContactNeed = Literal["read", "lead"]

READ_BACK = timedelta(hours=24)


def author_of(actor: Actor) -> Author:
    """How the actor signs entries: a key by its name alone."""
    return Author("associate", actor.id if actor.kind == "person" else None, actor.name)


def may(actor: Actor, c: Conversation, need: Need, now: datetime) -> bool:
    """Leaders may see and annotate all of their brands. Associates see what they hold, and what they settled for a
    day; their access ends with the assignment. Requesters see their own. Nobody else sees anything.
    """
    if actor.kind == "system":
        return True
    if actor.kind == "requester":
        return need == "read" and (actor.brand_id, actor.id) == (c.brand_id, c.contact_id)
    if actor.has_role(c.brand_id, "leader"):
        return True
    if need == "lead" or actor.kind != "person" or c.associate_id != actor.id:
        return False
    if not actor.has_role(c.brand_id, "associate"):
        return False
    return c.status == "open" or (c.resolved_at is not None and c.resolved_at > now - READ_BACK)


async def access_conversation(r: Reader, actor: Actor, conversation_id: UUID, need: Need) -> Conversation:
    """The conversation, if the actor may; NoSuchConversation otherwise, whether or not it exists."""
    c = await queries.get(r, conversation_id)
    if c is None or not (may(actor, c, need, await queries.now(r)) or await _takes_part(r, actor, c, need)):
        raise NoSuchConversation("There is no such conversation.")
    return c


async def _takes_part(r: Reader, actor: Actor, c: Conversation, need: Need) -> bool:
    """Whether the conversation is another contact's now and went on with this requester before."""
    if actor.kind != "requester" or actor.brand_id != c.brand_id or need != "read":
        return False
    return await place_queries.shown_after(r, c, actor.id) is not None


async def access_contact(r: Reader, actor: Actor, contact_id: UUID, need: ContactNeed = "read") -> Person:
    """The person whom the contact belongs to. Leaders see those of their brands, associates those of whom they hold a
    conversation; what changes who is who is for leaders."""
    if actor.kind in {"person", "api_key"}:
        brands = [brand.id for brand in await accounts.brands_of(r, actor, "associate")]
        brand_id = await contacts.brand_of(r, brands, contact_id)
        if brand_id is not None:
            who = await persons.person(r, brand_id, contact_id)
            if actor.has_role(brand_id, "leader"):
                return who
            if need == "read" and await person_queries.is_held_by(r, brand_id, who.ids, actor.id):
                return who
    raise no_such_contact()


def no_such_contact() -> NotFound:
    """One answer for those that do not exist and those that the actor may not see."""
    return NotFound("There is no such contact.", code="no_such_contact")
