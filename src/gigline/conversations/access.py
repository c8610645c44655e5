"""Who may see and do what with a conversation. The only place that decides it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor
from gigline.conversations import queries
from gigline.conversations.errors import NoSuchConversation
from gigline.conversations.models import Conversation
from gigline.infra.db import Reader
from gigline.kit.errors import NotFound

Need = Literal["read", "write", "lead"]

READ_BACK = timedelta(hours=24)


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
    if c is None or not may(actor, c, need, await queries.now(r)):
        raise NoSuchConversation("There is no such conversation.")
    return c


async def access_contact(r: Reader, actor: Actor, contact_id: UUID) -> UUID:
    """The contact's brand. Leaders see their brands' contacts, associates those whose conversation they hold."""
    if actor.kind in {"person", "api_key"}:
        brands = [brand.id for brand in await accounts.brands_of(r, actor, "associate")]
        brand_id = await queries.brand_of_contact(r, brands, contact_id)
        if brand_id is not None and (
            actor.has_role(brand_id, "leader") or await queries.is_held_by(r, brand_id, contact_id, actor.id)
        ):
            return brand_id
    raise no_such_contact()


def no_such_contact() -> NotFound:
    """One answer for those that do not exist and those that the actor may not see."""
    return NotFound("There is no such contact.", code="no_such_contact")
