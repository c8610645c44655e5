"""Hints over a real NATS server: they reach every process, get lost while it is away, and nobody stays behind."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from uuid import UUID

import nats
import pytest
from tests import scenes
from tests.processes import free_port

from gigline.infra import stream
from gigline.infra.db import Database
from gigline.infra.live import BusLost
from gigline.infra.nats_bus import NatsBus

PATIENCE_S = 15


class Server:
    """A NATS server on a loopback port."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"nats://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(Path(sys.executable).with_name("nats-server")), "-a", "127.0.0.1", "-p", str(self.port)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None


@pytest.fixture
def server():
    made = Server()
    made.start()
    yield made
    made.stop()


@contextlib.asynccontextmanager
async def running(*buses: NatsBus) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(bus.run()) for bus in buses]
    try:
        async with asyncio.timeout(PATIENCE_S):
            for bus in buses:
                await bus.connected.wait()
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Heard:
    """What a listener was told; `until` waits for it."""

    def __init__(self) -> None:
        self.all: list[dict[str, object]] = []
        self._changed = asyncio.Event()

    def __call__(self, payload: dict[str, object]) -> None:
        self.all.append(payload)
        self._changed.set()

    async def until(self, true: Callable[[list[dict[str, object]]], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not true(self.all):
                await self._changed.wait()
                self._changed.clear()


async def test_every_process_hears_a_hint_the_sender_too(server: Server) -> None:
    one, two = NatsBus(server.url), NatsBus(server.url)
    here, there, other = Heard(), Heard(), Heard()
    one.listen("work", here)
    two.listen("work", there)
    two.listen("signal", other)
    async with running(one, two):
        await one.send("work", {"n": 1})
        await here.until(lambda all_: {"n": 1} in all_)
        await there.until(lambda all_: {"n": 1} in all_)
    assert other.all == [{}]


async def test_a_server_that_comes_back_is_used_again_and_listeners_are_told_to_look(server: Server) -> None:
    bus, heard = NatsBus(server.url), Heard()
    bus.listen("work", heard)
    async with running(bus):
        assert heard.all == [{}]
        server.stop()
        await _until_raises(lambda: bus.send("work", {"n": 1}))
        server.start()
        await heard.until(lambda all_: len(all_) == 2)
        assert heard.all == [{}, {}]
        await bus.send("work", {"n": 2})
        await heard.until(lambda all_: {"n": 2} in all_)
    assert {"n": 1} not in heard.all


async def _until_raises(send: Callable[[], Awaitable[None]]) -> None:
    """Until the client has noticed that the server is gone."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                await send()
            except BusLost:
                return
            await asyncio.sleep(0)


async def test_without_a_server_sending_says_so_and_too_large_is_refused() -> None:
    bus = NatsBus(f"nats://127.0.0.1:{free_port()}")
    with pytest.raises(BusLost):
        await bus.send("work", {})
    with pytest.raises(ValueError, match="7 kB"):
        await bus.send("work", {"text": "x" * 8_000})


async def test_what_others_write_into_the_subject_harms_nobody(server: Server) -> None:
    bus, heard = NatsBus(server.url), Heard()
    bus.listen("work", heard)
    async with running(bus):
        stranger = await nats.connect(server.url)
        for data in (b"\xff\xfe", b"not json", b"[1, 2]", b"17"):
            await stranger.publish("gigline.work", data)
        await stranger.publish("gigline.work", b'{"n": 1}')
        await stranger.flush()
        await heard.until(lambda all_: {"n": 1} in all_)
        await stranger.close()
    assert heard.all == [{}, {"n": 1}]


async def _happen(database: Database, brand_id: UUID) -> None:
    async with database.writer() as w:
        await w.execute("INSERT INTO events (brand_id, type, stream, payload) VALUES ($1, 'X', true, '{}')", brand_id)


async def test_stream_heads_travel_by_the_bus_and_survive_its_absence(database, server: Server) -> None:
    brand, _, _ = await scenes.brand(database)
    bus, heard = NatsBus(server.url), Heard()
    bus.listen(stream.CHANNEL, heard)
    async with running(bus):
        await _happen(database, brand.id)
        assert await stream.stamp(database, bus) == 1
        await heard.until(lambda all_: {"brand": str(brand.id), "position": 1} in all_)
    await _happen(database, brand.id)
    assert await stream.stamp(database, bus) == 1
    async with database.reader() as r:
        head = await stream.head(r, brand.id)
    assert head is not None
    assert head.position == 2
