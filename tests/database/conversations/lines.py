"""A brand with an account on each of several channels, and what people write there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from gigline.channels import handlers as channels_handlers
from gigline.channels import service as channels
from gigline.channels.contract import Inbound
from gigline.channels.events import MessageReceived
from gigline.channels.models import ChannelAccount
from gigline.contacts import service as contacts
from gigline.contacts.models import Card, Contact
from gigline.conversations import handlers
from gigline.infra.db import Database
from gigline.infra.http import safe_fetch
from gigline.infra.outbox import Subscriptions
from gigline.infra.relay import Relay
from tests import scenes
from tests.unit.channels.fixtures import CASES

NUMBER = "+351912345678"
KINDS = ("sms", "twiliowhatsapp", "whatsapp", "email", "telegram")


@dataclass
class Line:
    """A brand with an account on each of these channels."""

    database: Database
    brand_id: UUID
    accounts: dict[str, ChannelAccount]
    relay: Relay
    count: int = 0

    async def hear(self, kind: str, sender: str = NUMBER, **more: Any) -> Card:
        """Somebody writes; who that is now."""
        self.count += 1
        id_ = f"m-{self.count}"
        await channels.accept(self.database, self.accounts[kind], [Inbound(id_, id_, sender, "Hi", b"{}", **more)])
        await self.relay.run_until_idle()
        async with self.database.reader() as r:
            contact_id = await r.value(
                "SELECT c.contact_id FROM conversations c JOIN entries e ON e.conversation_id = c.id "
                "WHERE e.client_id = $1",
                id_,
            )
            return await contacts.card(r, self.brand_id, contact_id)

    async def known_before(self, kind: str, sender: str = NUMBER) -> Contact:
        """A contact as they were made before addresses were attested."""
        async with self.database.writer() as w:
            return await contacts.resolve_identity(w, self.brand_id, "api", f"{self.accounts[kind].id}:{sender}")

    async def value(self, sql: str) -> Any:
        async with self.database.reader() as r:
            return await r.value(sql)

    async def resolve_all(self) -> None:
        async with self.database.writer() as w:
            await w.execute("UPDATE conversations SET status = 'resolved', resolved_at = gigline_now()")

    def event(self, kind: str, sender: str) -> MessageReceived:
        account = self.accounts[kind]
        return MessageReceived(
            brand_id=self.brand_id,
            account_id=account.id,
            inbound_id=self.database.new_id(),
            channel=kind,
            sender=sender,
        )


@pytest.fixture
async def line(make_database) -> AsyncIterator[Line]:
    fetch: Any = safe_fetch
    subscriptions = Subscriptions([*handlers.subscriptions(), *channels_handlers.subscriptions(fetch)])
    async with make_database(subscriptions) as database:
        brand, _, _ = await scenes.brand(database, bot=False)
        async with database.writer() as w:
            accounts = {
                kind: await channels.save_account(w, brand.id, kind, f"acme-{kind}", dict(CASES[kind].settings))
                for kind in KINDS
            }
        yield Line(database, brand.id, accounts, Relay(database, subscriptions))
