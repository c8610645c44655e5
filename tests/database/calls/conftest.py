"""A help desk with calls on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.conftest import MakeDatabase
from tests.database.routing.world import LOAD_IS_RECOUNTED, World

from gigline.calls import handlers, service
from gigline.calls.browser import queries
from gigline.calls.models import Call, Caller, Line
from gigline.contacts import service as contacts
from gigline.conversations import service as conversations
from gigline.conversations.models import Entry
from gigline.infra.outbox import Subscriptions
from gigline.routing import handlers as routing_handlers
from gigline.routing import service as routing


class Switchboard(World):
    """Calls in, picks up, hangs up."""

    async def caller(self, provider_id: str | None = None, contact_id: UUID | None = None, **given: Any) -> Caller:
        async with self.database.writer() as w:
            if contact_id is None:
                contact_id = (await contacts.resolve_identity(w, self.brand.id, "visitor", uuid4().hex, name="Ana")).id
        who = conversations.Requester(
            brand_id=self.brand.id, contact_id=contact_id, name="Ana", kind="customer", language="en",
            account_id=self.account_id, channel="webchat", recipient=str(contact_id),
        )  # fmt: skip
        return Caller(who, "phone", self.account_id, provider_id or uuid4().hex, "+14155550123", **given)

    async def calls(self, caller: Caller | None = None, *, with_bot: bool = False, waits: bool = True) -> Call:
        """Somebody calls and wants a person."""
        caller = caller or await self.caller(with_bot=with_bot)
        async with self.database.writer() as w:
            k, _ = await service.start(w, caller)
            k = await service.greet(w, k.id)
            if waits:
                k = await service.note_waiting(w, k.id)
        await self.drain()
        return await self.call(k.id)

    async def call(self, call_id: UUID) -> Call:
        async with self.database.reader() as r:
            return await service.get(r, call_id)

    async def does(self, step: Any, *args: Any, **given: Any) -> Any:
        """A step of the service, and all that follows from it."""
        async with self.database.writer() as w:
            found = await step(w, *args, **given)
        await self.drain()
        return found

    async def accept(self, conversation_id: UUID) -> UUID:
        """Whoever has the offer takes it."""
        live = await self.live(conversation_id)
        assert live is not None
        await self.does(routing.accept, self.actor(live.associate_id), live.id)
        return live.associate_id

    async def connected(self) -> Call:
        """A call with an associate in it."""
        k = await self.calls()
        await self.picked_up(k, await self.accept(k.conversation_id))
        return await self.call(k.id)

    async def picked_up(self, k: Call, associate_id: UUID) -> None:
        """In the console, where the call's sound comes."""
        async with self.database.writer() as w:
            await queries.take(w, k, "this-process")
        await self.does(service.connect, k.id, associate_id)

    async def log(self, conversation_id: UUID) -> list[Entry]:
        async with self.database.reader() as r:
            return await conversations.entries(r, await conversations.get(r, conversation_id))

    async def told(self, conversation_id: UUID) -> list[str]:
        """The activity lines, by kind."""
        return [one.data["type"] for one in await self.log(conversation_id) if one.kind == "activity"]

    async def recounted(self) -> None:
        """What everybody carries is what their offers and assignments weigh."""
        async with self.database.reader() as r:
            for row in await r.rows(LOAD_IS_RECOUNTED):
                assert row["load"] == row["counted"]


def line(key: str, text: str, speaker: Any = "requester") -> Line:
    return Line(key, speaker, text, 0, 900, 0.8)


def subscriptions() -> Subscriptions:
    return Subscriptions([*routing_handlers.SUBSCRIPTIONS, *handlers.SUBSCRIPTIONS])


@pytest.fixture
async def board(make_database: MakeDatabase) -> AsyncIterator[Switchboard]:
    """One brand, nobody there yet."""
    async with make_database(subscriptions()) as database:
        made = await Switchboard.make(database)
        assert isinstance(made, Switchboard)
        yield made
