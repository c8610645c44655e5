"""Sockets that come and go: after any history, what a client pieced together is what a fresh fetch shows.

A client that resumes sends the (epoch, seq) it has, or nonsense. The gateway runs for real on PostgreSQL; only the
network is a list of frames.
"""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from tests import scenes
from tests.campaigns import campaign
from tests.conftest import fresh_dsn

from gigline.accounts.models import Actor
from gigline.accounts.schemas import BrandSettings
from gigline.api.live.connection import Connection
from gigline.api.live.gateway import Gateway
from gigline.api.live.rooms import Member
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, NewMessage
from gigline.infra import stream
from gigline.infra.clock import SystemClock
from gigline.infra.db import Database
from gigline.infra.live import NotifyBus
from gigline.infra.outbox import Subscriptions
from gigline.kit.errors import GiglineError, NotFound

EXAMPLES = int(os.environ.get("GIGLINE_MACHINE_EXAMPLES", "12"))
STEPS = 25
TEXTS = st.text(max_size=20)
_WAITS = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE relation = 'streams'::regclass AND NOT granted)"


class Network:
    """What a socket sent, in order; it can be cut."""

    def __init__(self) -> None:
        self.frames: list[dict[str, Any]] = []

    async def send_text(self, text: str) -> None:
        self.frames.append(json.loads(text))

    async def close(self, code: int) -> None:
        self.frames.append({"type": "closed", "code": code})


class Client:
    """A console's or widget's memory of one conversation: the reducer every client implements."""

    def __init__(self, actor: Actor):
        self.actor = actor
        self.epoch: str | None = None
        self.seq = 0
        self.entries: dict[int, dict[str, Any]] = {}
        self.head: dict[str, Any] = {}
        self.network: Network | None = None
        self.connection: Connection | None = None
        self.pump: asyncio.Task[None] | None = None

    def take(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "subscribed":
            if not frame["recovered"]:
                self.entries.clear()
                for entry in frame["state"]["entries"]:
                    self._keep(entry)
            for entry in frame["entries"]:
                self._keep(entry)
            self.epoch, self.seq, self.head = frame["epoch"], frame["seq"], frame["head"]
        elif frame["type"] == "head":
            self.head, self.seq = frame["head"], frame["head"]["seq"]
        elif frame["type"] == "entry":
            self._keep(frame["entry"])
            self.head = frame["head"]
            self.seq = max(self.seq, frame["entry"]["seq"])

    def _keep(self, entry: dict[str, Any]) -> None:
        if entry["kind"] == "receipt":
            known = self.entries.get(entry["data"]["ref_seq"])
            if known is not None:
                known["state"] = entry["data"]["state"]
        self.entries.setdefault(entry["seq"], dict(entry))


class Sockets(RuleBasedStateMachine):
    """Two clients (a leader's console, the requester's widget) on one conversation."""

    dsn = ""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.seen: set[str] = set()

    @initialize()
    def open(self) -> None:
        self.runner.run(self._open())

    async def _open(self) -> None:
        self._fresh = fresh_dsn(type(self).dsn)
        self.database = Database(await self._fresh.__aenter__(), subscribers=Subscriptions(), pool_size=3)
        await self.database.open()
        self.brand, self.settings, account_id = await scenes.brand(self.database)
        self.who = await scenes.requester(self.database, self.brand.id, account_id)
        self.c = await scenes.written(self.database, self.who, self.settings)
        self.gateway = Gateway(self.database, NotifyBus(self.database))
        await self.gateway.feed.start()
        lead = Actor(kind="person", id=uuid4(), name="Lena", roles={self.brand.id: "leader"})
        requester = Actor(kind="requester", id=self.who.contact_id, brand_id=self.brand.id)
        self.clients = [Client(lead), Client(requester)]

    def teardown(self) -> None:
        self.runner.run(self._close())
        self.runner.close()

    async def _close(self) -> None:
        for client in self.clients:
            await self._cut(client)
        await self.database.close()
        await self._fresh.__aexit__(None, None, None)

    async def _settle(self) -> None:
        """Everything committed is stamped, read and sent."""
        await stream.stamp(self.database)
        await self.gateway.feed.look(self.brand.id)
        for client in self.clients:
            if client.connection is not None and client.network is not None:
                while not client.connection.drained:  # noqa: ASYNC110
                    await asyncio.sleep(0)
                frames, client.network.frames = client.network.frames, []
                for frame in frames:
                    self.seen.add(frame["type"])
                    client.take(frame)

    async def _write(self, *steps: Any) -> None:
        try:
            async with self.database.writer() as w:
                for step in steps:
                    await step(w)
        except GiglineError:
            return

    async def _now(self) -> conversations.ListedConversation:
        async with self.database.reader() as r:
            [row] = await conversations.rows(r, [self.c.id])
        return row

    # ── what happens to the conversation ──────────────────────────────────────────────────────────────────────

    @rule(text=TEXTS)
    def requester_writes(self, text: str) -> None:
        message = NewMessage(text, uuid4().hex)
        self.runner.run(self._write(lambda w: conversations.receive(w, self.who, message, self.settings)))

    @rule(text=TEXTS)
    def bot_answers(self, text: str) -> None:
        async def answer() -> None:
            now = await self._now()
            await self._write(lambda w: conversations.reply(w, now.id, now.epoch, Author("bot", None, "Bo"), text))

        self.runner.run(answer())

    @rule()
    def note(self) -> None:
        author = Author("associate", None, "Lena")
        self.runner.run(self._write(lambda w: conversations.note(w, self.c.id, author, "private")))

    @rule(state=st.sampled_from(["delivered", "read", "failed"]), back=st.integers(0, 5))
    def receipt(self, state: str, back: int) -> None:
        async def note() -> None:
            now = await self._now()
            await self._write(lambda w: conversations.receipt(w, now.id, max(1, now.seq - back), state))

        self.runner.run(note())

    @rule()
    def person_asked_for(self) -> None:
        self.runner.run(self._write(lambda w: conversations.request_person(w, self.c.id)))

    @rule()
    def resolve(self) -> None:
        async def settle() -> None:
            now = await self._now()
            await self._write(lambda w: conversations.resolve(w, now.id, now.epoch, by="associate"))

        self.runner.run(settle())

    # ── what happens to the sockets ───────────────────────────────────────────────────────────────────────────

    @rule(which=st.integers(0, 1), token=st.sampled_from(["mine", "none", "other epoch", "future", "huge"]))
    def connect(self, which: int, token: str) -> None:
        self.runner.run(self._connect(self.clients[which], token))

    async def _connect(self, client: Client, token: str) -> None:
        await self._cut(client)
        client.network = Network()
        client.connection = Connection(client.network, client.actor, uuid4(), SystemClock())
        client.pump = asyncio.create_task(client.connection.pump_out())
        self.gateway.add(client.connection)
        epoch, seq = {
            "mine": (client.epoch, client.seq),
            "none": (None, 0),
            "other epoch": ("0" * 16, client.seq),
            "future": (client.epoch, client.seq + 50),
            "huge": (client.epoch, 2**53),
        }[token]
        await self.gateway.join_conversation(client.connection, self.c.id, epoch, seq)
        self.seen.add(f"resume with {token}")

    @precondition(lambda self: any(client.connection for client in self.clients))
    @rule(which=st.integers(0, 1), unread=st.booleans())
    def drop(self, which: int, unread: bool) -> None:
        """The connection is lost, perhaps with frames still on their way."""
        if not unread:
            self.runner.run(self._settle())
        self.runner.run(self._cut(self.clients[which]))

    async def _cut(self, client: Client) -> None:
        if client.connection is not None and client.pump is not None:
            self.gateway.remove(client.connection)
            client.pump.cancel()
            await asyncio.gather(client.pump, return_exceptions=True)
        client.connection, client.network = None, None

    @rule()
    def server_restarts(self) -> None:
        async def restart() -> None:
            for client in self.clients:
                await self._cut(client)
            self.gateway = Gateway(self.database, NotifyBus(self.database))
            await self.gateway.feed.start()

        self.runner.run(restart())

    # ── what must hold ────────────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def connected_clients_show_what_a_fresh_fetch_shows(self) -> None:
        if hasattr(self, "clients"):
            self.runner.run(self._compare())

    async def _compare(self) -> None:
        await self._settle()
        for client in self.clients:
            if client.connection is None:
                continue
            fresh = Client(client.actor)
            network = Network()
            connection = Connection(network, client.actor, uuid4(), SystemClock())
            pump = asyncio.create_task(connection.pump_out())
            await self.gateway.join_conversation(connection, self.c.id, None, 0)
            while not connection.drained:  # noqa: ASYNC110
                await asyncio.sleep(0)
            self.gateway.remove(connection)
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)
            for frame in network.frames:
                fresh.take(frame)
            assert client.entries == fresh.entries
            assert {key: client.head[key] for key in ("status", "holder", "seq")} == {
                key: fresh.head[key] for key in ("status", "holder", "seq")
            }
            if client.actor.kind == "requester":
                assert "note" not in {entry["kind"] for entry in client.entries.values()}


def test_after_any_history_a_client_shows_what_a_fresh_fetch_shows(server_dsn: str):
    seen: set[str] = set()

    class Run(Sockets):
        dsn = server_dsn

        def teardown(self) -> None:
            seen.update(self.seen)
            super().teardown()

    expected = {"subscribed", "entry", "head", "resume with mine", "resume with future", "resume with other epoch"}
    campaign(Run, EXAMPLES, STEPS, lambda: expected - seen)


async def test_who_comes_in_further_back_while_the_news_are_read_misses_nothing(database: Database):
    brand, brand_settings, account_id = await scenes.brand(database)
    who = await scenes.requester(database, brand.id, account_id)
    c = await scenes.written(database, who, brand_settings)
    gateway, leader = Gateway(database, NotifyBus(database)), Client(Actor(kind="person", id=uuid4()))
    late = Client(Actor(kind="person", id=uuid4()))
    for client in (leader, late):
        client.network = Network()
        client.connection = Connection(client.network, client.actor, uuid4(), SystemClock())
    room = gateway.rooms.join(brand.id, c.id, Member(leader.connection, c.seq, False))
    await _says(database, who, brand_settings, "one")
    await gateway.push_rooms([room])
    await _says(database, who, brand_settings, "two")
    async with database.writer() as w:
        # What is read after the entries waits, so that both pushes are under way at once.
        await w.execute("LOCK TABLE streams IN ACCESS EXCLUSIVE MODE")
        pushing = asyncio.create_task(gateway.push_rooms([room]))
        while not await w.value(_WAITS):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        gateway.rooms.join(brand.id, c.id, Member(late.connection, c.seq, False))
    await pushing
    await gateway.push_rooms([room])
    for client in (leader, late):
        await _pumped(client)
        assert [one["entry"]["body"] for one in client.network.frames] == ["one", "two"]


async def _says(database: Database, who: conversations.Requester, known: BrandSettings, text: str) -> None:
    async with database.writer() as w:
        await conversations.receive(w, who, NewMessage(text, uuid4().hex), known)


async def _pumped(client: Client) -> None:
    assert client.connection is not None
    pump = asyncio.create_task(client.connection.pump_out())
    while not client.connection.drained:  # noqa: ASYNC110
        await asyncio.sleep(0)
    pump.cancel()
    await asyncio.gather(pump, return_exceptions=True)


async def test_whoever_may_not_see_it_cannot_join(database: Database):
    brand, brand_settings, account_id = await scenes.brand(database)
    c = await scenes.written(database, await scenes.requester(database, brand.id, account_id), brand_settings)
    other = await scenes.requester(database, brand.id, account_id)
    gateway = Gateway(database, NotifyBus(database))
    stranger = Actor(kind="requester", id=other.contact_id, brand_id=brand.id)
    connection = Connection(Network(), stranger, uuid4(), SystemClock())
    with pytest.raises(NotFound):
        await gateway.join_conversation(connection, c.id, None, 0)
