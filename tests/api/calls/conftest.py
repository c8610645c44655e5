"""A brand with a phone number, a phone company that plays Twilio, and everybody who listens to events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from tests.conftest import MakeDatabase
from tests.database.calls.conftest import Switchboard
from tests.unit.channels.fixtures import TWILIO

from gigline.api import limits
from gigline.api import service as api
from gigline.calls import handlers, service
from gigline.calls.models import Call
from gigline.calls.phone import endpoints
from gigline.calls.phone import handlers as phone_handlers
from gigline.channels import endpoints as channels_endpoints
from gigline.channels import handlers as channels_handlers
from gigline.channels import service as channels
from gigline.channels.models import ChannelAccount
from gigline.conversations import handlers as conversations_handlers
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, Conversation
from gigline.infra.dial import Outside
from gigline.infra.outbox import Subscriptions
from gigline.infra.settings import Settings
from gigline.routing import handlers as routing_handlers
from gigline.simulation.providers.line import Turn
from gigline.simulation.providers.phone import Handset, Phone

PUBLIC = "https://hooks.example"
WANTS_PERSON = "0"


@dataclass
class PhoneDesk:
    """The desk, its number, and the company that carries its calls."""

    board: Switchboard
    client: httpx.AsyncClient
    company: Phone
    account: ChannelAccount
    answers: list[str] = field(default_factory=list)
    delivered: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)

    @property
    def calls_url(self) -> str:
        return f"{PUBLIC}/channels/phone/{self.account.key}/calls"

    def handset(self, caller: str = "+351912345678", seed: str = "", **given: Any) -> Handset:
        return Handset(
            self.company, self.calls_url, caller, seed or uuid4().hex, self.post, self.time_goes_by, **given
        )  # fmt: skip

    async def calls(self, caller: str = "+351912345678") -> Handset:
        """Somebody dials the number."""
        one = self.handset(caller)
        await one.dial()
        return one

    async def queued(self) -> Handset:
        """Somebody calls and asks for a person."""
        one = await self.calls()
        await one.press("1")
        await one.press(WANTS_PERSON)
        return one

    async def own_phone(self, who: str, number: str) -> UUID:
        """An associate who is rung on a phone of their own."""
        associate = await self.board.associate(who)
        await self.board.does(service.save_phone, associate, number)
        return associate

    async def accept(self) -> None:
        """Whoever is offered the call that began last takes it."""
        await self.board.accept((await self.call()).conversation_id)

    async def put_through(self) -> Handset:
        """A caller whom an associate's own phone is dialled for."""
        await self.own_phone("sam", "+14155550199")
        one = await self.queued()
        await self.accept()
        await one.stay_silent()
        return one

    async def called_back(self, turn: Turn = "take") -> None:
        """Somebody asks to be called back, and an associate is there for it; `turn` is what the company makes of it."""
        one = await self.queued()
        await one.press("1")
        await self.board.associate("sam")
        self.company.script.append(turn)
        await self.board.sweep()
        await self.accept()

    async def post(self, url: str, content: bytes, headers: dict[str, str]) -> httpx.Response:
        """As the company delivers: by HTTP, signed."""
        self.delivered.append((url, content, headers))
        answer = await self.client.post(url.removeprefix(PUBLIC), content=content, headers=headers)
        await self.board.drain()
        return answer

    async def again(self, n: int = -1) -> httpx.Response:
        """The same delivery once more."""
        return await self.post(*self.delivered[n])

    async def time_goes_by(self, seconds: float) -> None:
        """While the caller waits, the bot answers what it has been asked, if it has an answer."""
        c = await self.conversation()
        if self.answers and c.holder == "bot" and c.awaiting_reply_since is not None:
            words = self.answers.pop(0)
            await self.board.does(conversations.reply, c.id, c.epoch, Author("bot", name="Bo"), words)

    async def call(self) -> Call:
        """The call that began last."""
        async with self.board.database.reader() as r:
            [found] = await r.all(Call, "SELECT * FROM calls ORDER BY started_at DESC, id DESC LIMIT 1")
        return found

    async def conversation(self) -> Conversation:
        return await self.board.get((await self.call()).conversation_id)

    async def setting(self, **given: Any) -> None:
        async with self.board.database.writer() as w:
            kept = {**self.account.settings, **given}
            self.account = await channels.save_account(w, self.account.brand_id, "phone", self.account.key, kept)

    async def count(self, table: str) -> int:
        async with self.board.database.reader() as r:
            return int(await r.value(f"SELECT count(*) FROM {table}"))


def subscriptions() -> Subscriptions:
    fetch = Outside(True)
    return Subscriptions(
        [
            *conversations_handlers.subscriptions(PUBLIC),
            *channels_handlers.subscriptions(fetch, PUBLIC),
            *routing_handlers.SUBSCRIPTIONS,
            *handlers.SUBSCRIPTIONS,
            *phone_handlers.subscriptions(fetch, PUBLIC),
        ]
    )


@pytest.fixture
async def phone(make_database: MakeDatabase) -> AsyncIterator[PhoneDesk]:
    """A number of the brand Acme; nobody is there yet."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(make_database(subscriptions()))
        company = Phone(auth_token=TWILIO["auth_token"])
        company.base = await stack.enter_async_context(company.running())
        board = await Switchboard.make(database)
        assert isinstance(board, Switchboard)
        own = {**TWILIO, "api_base": company.base}
        async with database.writer() as w:
            account = await channels.save_account(w, board.brand.id, "phone", "acme-phone", own)
        routes = [*endpoints.ROUTES, *channels_endpoints.ROUTES]
        app = api.build(
            database, Settings(public_url=PUBLIC), [], rates=limits.Rates().times(1e6), first=routes
        )  # fmt: skip
        transport = httpx.ASGITransport(app)
        client = await stack.enter_async_context(
            httpx.AsyncClient(transport=transport, base_url="http://inside.example")
        )
        yield PhoneDesk(board, client, company, account)
