"""A brand with an API account, an account on the double, and a relay that sends through them."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from gigline.channels import handlers, service
from gigline.channels.events import DeliveryStateChanged, MessageChanged, MessageReceived, lane_of
from gigline.channels.models import ChannelAccount, OutboundRow
from gigline.channels.registry import ADAPTERS
from gigline.channels.testing import Double
from gigline.infra.db import Database, Writer
from gigline.infra.http import safe_fetch
from gigline.infra.outbox import Subscription, Subscriptions
from gigline.infra.relay import Relay

BRAND = "INSERT INTO brands (id, key, name, settings, identity_secret) VALUES ($1, $2, 'B', '{}', '')"


@dataclass
class Channels:
    """The slice at work, and what the slices above hear of it."""

    database: Database
    relay: Relay
    brand_id: UUID
    double: Double
    account: ChannelAccount
    received: list[MessageReceived] = field(default_factory=list)
    changed: list[MessageChanged] = field(default_factory=list)
    states: list[tuple[int, str]] = field(default_factory=list)

    async def save(self, kind: str, key: str, **settings: Any) -> ChannelAccount:
        async with self.database.writer() as w:
            return await service.save_account(w, self.brand_id, kind, key, settings)

    async def enqueue(
        self, seq: int, *, account: ChannelAccount | None = None, conversation: UUID | None = None
    ) -> UUID:
        entry_id = self.database.new_id()
        async with self.database.writer() as w:
            await service.enqueue(
                w,
                brand_id=self.brand_id,
                account_id=(account or self.account).id,
                conversation_id=conversation or CONVERSATION,
                entry_id=entry_id,
                entry_seq=seq,
                recipient="u-1",
                text=f"message {seq}",
                author_kind="associate",
            )
        return entry_id

    async def row(self, outbound_id: UUID) -> OutboundRow:
        async with self.database.reader() as r:
            return await service.outbound(r, self.brand_id, outbound_id)

    async def value(self, sql: str, *args: object) -> Any:
        async with self.database.reader() as r:
            return await r.value(sql, *args)

    async def execute(self, sql: str, *args: object) -> int:
        async with self.database.writer() as w:
            return await w.execute(sql, *args)

    async def advance(self, seconds: float) -> None:
        await self.execute("UPDATE clock_offset SET ahead = ahead + make_interval(secs => $1)", float(seconds))

    async def run(self) -> None:
        await self.relay.run_until_idle()


CONVERSATION = UUID(int=77)

MakeChannels = Callable[[str], Awaitable[Channels]]


@asynccontextmanager
async def channels_on(dsn: str, double: Double) -> AsyncIterator[Channels]:
    received: list[MessageReceived] = []
    changed: list[MessageChanged] = []
    states: list[tuple[int, str]] = []

    async def on_received(w: Writer, event: MessageReceived) -> None:
        received.append(event)

    async def on_changed(w: Writer, event: MessageChanged) -> None:
        changed.append(event)

    async def on_state(w: Writer, event: DeliveryStateChanged) -> None:
        states.append((event.entry_seq, event.state))

    fetch = functools.partial(safe_fetch, allow_private=True)
    subscriptions = Subscriptions(
        [
            *handlers.subscriptions(fetch),
            Subscription("t.received", MessageReceived, on_received, lane=lane_of),
            Subscription("t.changed", MessageChanged, on_changed),
            Subscription("t.states", DeliveryStateChanged, on_state, lane=lambda e: str(e.conversation_id)),
        ]
    )
    database = Database(dsn, subscribers=subscriptions, pool_size=6)
    await database.open()
    try:
        brand_id = database.new_id()
        async with database.writer() as w:
            await w.execute(BRAND, brand_id, f"b-{brand_id.hex[-12:]}")
            account = await service.save_account(w, brand_id, "double", f"double-{brand_id.hex[-12:]}", {})
        relay = Relay(database, subscriptions)
        yield Channels(database, relay, brand_id, double, account, received, changed, states)
    finally:
        await database.close()


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> Double:
    """The in-memory channel, in the registry for the length of a test."""
    one = Double()
    monkeypatch.setitem(ADAPTERS, "double", one)
    return one


@pytest.fixture
async def channels(dsn: str, double: Double) -> AsyncIterator[Channels]:
    async with channels_on(dsn, double) as made:
        yield made
