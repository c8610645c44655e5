"""A brand, a webchat account and a contact to talk with."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest

from gigline.accounts import service as accounts
from gigline.accounts.models import Brand
from gigline.accounts.schemas import BrandSettings
from gigline.channels import service as channels
from gigline.contacts import service as contacts
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation, Entry, NewMessage
from gigline.infra.db import Database
from tests.database.conversations.lines import line

__all__ = ["line"]

SETTINGS = {
    "brand": {"key": "acme", "name": "Acme", "languages": ["en"]},
    "bot": {"enabled": True, "name": "Bo"},
    "topics": [
        {"key": "delivery", "name": "Deliveries"},
        {"key": "payment", "name": "Payments", "clearance": 1, "priority": 2},
    ],
    "queue": {"sla_first_response_s": 60, "sla_by_kind": {"worker": 45}},
    "channels": [{"kind": "webchat", "account": "acme-web", "allowed_origins": ["*"]}],
}


@dataclass
class Scene:
    """What the tests act with."""

    database: Database
    brand: Brand
    settings: BrandSettings
    requester: conversations.Requester

    async def write(self, body: str, *, client_id: str | None = None) -> tuple[Conversation, Entry]:
        async with self.database.writer() as w:
            message = NewMessage(body, client_id or uuid4().hex)
            return await conversations.receive(w, self.requester, message, self.settings)

    async def person(self, name: str) -> UUID:
        async with self.database.writer() as w:
            made = await accounts.create_person(w, f"{name}-{uuid4().hex}@acme.example", name, "correct horse battery")
        return made.id

    async def log(self, conversation_id: UUID) -> list[Entry]:
        async with self.database.reader() as r:
            c = await conversations.get(r, conversation_id)
            return await conversations.entries(r, c)

    async def events(self) -> list[str]:
        async with self.database.reader() as r:
            return [row["type"] for row in await r.rows("SELECT type FROM events ORDER BY id")]


async def make_scene(database: Database, *, bot: bool = True) -> Scene:
    settings = BrandSettings.model_validate({**SETTINGS, "bot": {"enabled": bot, "name": "Bo"}})
    async with database.writer() as w:
        brand = await accounts.save_brand(w, settings)
        account = await channels.save_account(w, brand.id, "webchat", "acme-web", {})
        contact = await contacts.resolve_identity(w, brand.id, "visitor", uuid4().hex, name="Ana")
    requester = conversations.Requester(
        brand_id=brand.id, contact_id=contact.id, name="Ana", kind="customer", language="en",
        account_id=account.id, channel="webchat", recipient=str(contact.id),
    )  # fmt: skip
    return Scene(database, brand, settings, requester)


@pytest.fixture
async def scene(database: Database) -> Scene:
    return await make_scene(database)
