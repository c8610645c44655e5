"""What tests act with: a brand, its account, contacts, associates who are there."""

from __future__ import annotations

from uuid import UUID, uuid4

from gigline.accounts import service as accounts
from gigline.accounts.models import Actor, Brand
from gigline.accounts.schemas import BrandSettings
from gigline.channels import service as channels
from gigline.contacts import service as contacts
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation, NewMessage
from gigline.infra.db import Database
from gigline.workforce import service as workforce

SETTINGS = {
    "brand": {"key": "acme", "name": "Acme", "languages": ["en"]},
    "bot": {"enabled": True, "name": "Bo"},
    "topics": [{"key": "delivery", "name": "Deliveries"}, {"key": "payment", "name": "Payments", "clearance": 1}],
    "channels": [{"kind": "webchat", "account": "acme-web", "allowed_origins": ["*"]}],
}


async def brand(database: Database, *, bot: bool = True, key: str = "acme") -> tuple[Brand, BrandSettings, UUID]:
    """A brand with one webchat account; the account's id."""
    raw = {
        **SETTINGS,
        "brand": {"key": key, "name": key.title(), "languages": ["en"]},
        "bot": {"enabled": bot, "name": "Bo"},
        "channels": [{"kind": "webchat", "account": f"{key}-web", "allowed_origins": ["*"]}],
    }
    settings = BrandSettings.model_validate(raw)
    async with database.writer() as w:
        made = await accounts.save_brand(w, settings)
        account = await channels.save_account(w, made.id, "webchat", f"{key}-web", {})
    return made, settings, account.id


async def always_open(database: Database) -> None:
    """Brands of a folder have hours; a test that is about something else runs at any."""
    async with database.writer() as w:
        await w.execute("UPDATE brands SET settings = settings - 'hours'")


async def requester(database: Database, brand_id: UUID, account_id: UUID) -> conversations.Requester:
    """A new contact who may write."""
    async with database.writer() as w:
        contact = await contacts.resolve_identity(w, brand_id, "visitor", uuid4().hex, name="Ana")
    return conversations.Requester(
        brand_id=brand_id,
        contact_id=contact.id,
        name="Ana",
        kind="customer",
        language="en",
        account_id=account_id,
        channel="webchat",
        recipient=str(contact.id),
    )


async def written(database: Database, who: conversations.Requester, settings: BrandSettings) -> Conversation:
    """A conversation that the requester opened."""
    async with database.writer() as w:
        c, _ = await conversations.receive(w, who, NewMessage("Where is my parcel?", uuid4().hex), settings)
    return c


async def associate(database: Database, brand_id: UUID, *, capacity: int = 3) -> Actor:
    """An associate with a grant, available, present for ten minutes and past the warm-up."""
    async with database.writer() as w:
        person = await accounts.create_person(w, f"{uuid4().hex}@acme.example", "Sam Field", "correct horse battery")
        await accounts.set_role(w, person.id, brand_id, "associate")
        await workforce.save_associate(w, person.id, ["en"], capacity)
        await workforce.grant(w, brand_id, person.id)
        await workforce.set_availability(w, person.id, "on")
        await workforce.beat(w, person.id, uuid4(), ttl_s=600)
        await w.execute(
            "UPDATE associates SET online_since = gigline_now() - interval '1 day' WHERE id = $1", person.id
        )
    return Actor(kind="person", id=person.id, name="Sam Field", roles={brand_id: "associate"})


def leader(brand_id: UUID, person_id: UUID) -> Actor:
    """Somebody who leads the brand."""
    return Actor(kind="person", id=person_id, name="Lena", roles={brand_id: "leader"})
