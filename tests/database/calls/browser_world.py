"""A brand with a chat that takes calls, associates who are there, and one or two processes that have the sound."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests import scenes
from tests.browsers import PATIENCE_S, FakeBrowser

from gigline.accounts.models import Actor
from gigline.calls import consultation_queries, consulting
from gigline.calls import service as calls
from gigline.calls.browser import joining
from gigline.calls.browser.switchboard import Switchboard
from gigline.calls.media import offers
from gigline.calls.models import Call
from gigline.conversations import service as conversations
from gigline.conversations.service import Requester
from gigline.infra.db import Database
from gigline.infra.live import NotifyBus
from gigline.infra.settings import Settings
from gigline.routing import service as routing


@dataclass
class World:
    """Browsers are closed at the end."""

    database: Database
    brand_id: UUID
    account_id: UUID
    who: Requester
    board: Switchboard
    other_board: Switchboard
    browsers: list[FakeBrowser] = field(default_factory=list)

    def browser(self, hz: float) -> FakeBrowser:
        self.browsers.append(FakeBrowser(hz))
        return self.browsers[-1]

    async def calls(self, hz: float, *, record: bool | None = None) -> tuple[UUID, FakeBrowser]:
        """The requester calls from their browser."""
        browser = self.browser(hz)
        offer = offers.checked(await browser.offer(), allow_private=False)
        joined = await joining.begin(self.database, self.board, self.who, self.account_id, offer, record=record)
        await browser.take(joined.answer)
        return joined.call_id, browser

    async def taken_by(self, call_id: UUID, associate: Actor) -> None:
        """The router offers the call, the associate accepts, and it rings at them."""
        call = await self.call(call_id)
        async with self.database.writer() as w:
            offer = await routing.match(w, call.conversation_id)
            assert offer is not None, "nobody may have this call"
            assert offer.associate_id == associate.id
            await routing.accept(w, associate, offer.id)
        await self.follows(call.conversation_id)

    async def follows(self, conversation_id: UUID) -> None:
        """What the relay does after the commit."""
        async with self.database.writer() as w:
            await calls.follow(w, conversation_id)

    async def picks_up(self, call_id: UUID, associate: Actor, hz: float, *, elsewhere: bool = False) -> FakeBrowser:
        """The associate's browser joins, by the process that has the sound or by another."""
        browser = self.browser(hz)
        offer = offers.checked(await browser.offer(), allow_private=False)
        async with self.database.reader() as r:
            call = await joining.call_at(r, associate, call_id)
        board = self.other_board if elsewhere else self.board
        await browser.take((await joining.join(self.database, board, call, "associate", associate.id, offer)).answer)
        return browser

    async def does(self, step: Any, call_id: UUID, *args: Any, **given: Any) -> None:
        """A step of the service, of which the host hears."""
        async with self.database.writer() as w:
            await step(w, call_id, *args, **given)
        self.board.changed(await self.call(call_id))

    async def asks(self, call_id: UUID, asker: Actor, colleague: Actor, hz: float) -> FakeBrowser:
        """The associate asks a colleague, who answers."""
        async with self.database.writer() as w:
            epoch = (await conversations.get(w, (await calls.get(w, call_id)).conversation_id)).epoch
            await consulting.consult(w, asker, call_id, epoch, associate_id=colleague.id)
        self.board.changed(await self.call(call_id))
        return await self.picks_up(call_id, colleague, hz)

    async def hands_over(self, call_id: UUID) -> None:
        async with self.database.reader() as r:
            epoch = (await conversations.get(r, (await calls.get(r, call_id)).conversation_id)).epoch
        await self.does(consulting.complete, call_id, epoch)

    async def call(self, call_id: UUID) -> Call:
        async with self.database.reader() as r:
            return await calls.get(r, call_id)

    async def until_nobody_is_asked(self, call_id: UUID, within_s: float = PATIENCE_S) -> None:
        call = await self.call(call_id)
        async with asyncio.timeout(within_s):
            while True:
                async with self.database.reader() as r:
                    if await consultation_queries.open_of(r, call) is None:
                        return
                await asyncio.sleep(0.02)

    async def state(self, call_id: UUID, *wanted: str, within_s: float = PATIENCE_S) -> Call:
        """The call, once it is so."""
        async with asyncio.timeout(within_s):
            found = await self.call(call_id)
            while found.state not in wanted:
                await asyncio.sleep(0.02)
                found = await self.call(call_id)
        return found

    async def log(self, call_id: UUID) -> list[tuple[str, str, str]]:
        """Kind, author and words (or what it is) of each line."""
        call = await self.call(call_id)
        async with self.database.reader() as r:
            c = await conversations.get(r, call.conversation_id)
            found = await conversations.entries(r, c)
        return [(one.kind, one.author_kind, one.body or str(one.data.get("type"))) for one in found]

    async def legs(self) -> int:
        async with self.database.reader() as r:
            return int(await r.value("SELECT count(*) FROM call_legs"))


@contextlib.asynccontextmanager
async def world(database: Database, **settings: object) -> AsyncIterator[World]:
    """One world; at its end every browser is closed and no call is left."""
    brand, _, account_id = await scenes.brand(database, bot=False)
    who = await scenes.requester(database, brand.id, account_id)
    bus = NotifyBus(database)
    own = Settings(recogniser="tests.recognisers:ByPitch", **settings)
    boards = [Switchboard(database, bus, own) for _ in range(2)]
    running = [asyncio.create_task(one.run()) for one in (*boards, bus)]
    made = World(database, brand.id, account_id, who, *boards)
    try:
        await bus.connected.wait()
        yield made
    finally:
        for browser in made.browsers:
            await browser.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
