"""The crowd's live line: comes back after a break, keeps alive, and always ends when told to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from gigline.simulation.socket import LiveSocket
from gigline.simulation.surface import Problems


class Server:
    """Greets, remembers what it is told."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.url = ""

    async def handle(self, connection: ServerConnection) -> None:
        await connection.send(json.dumps({"type": "welcome", "heartbeat_s": 0.05}))
        async for text in connection:
            self.heard.put_nowait(json.loads(text))

    async def next(self, kind: str) -> dict[str, Any]:
        async with asyncio.timeout(20):
            while (frame := await self.heard.get())["type"] != kind:
                pass
        return frame


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    made = Server()
    async with serve(made.handle, "127.0.0.1", 0) as listening:
        host, port = next(iter(listening.sockets)).getsockname()[:2]
        made.url = f"ws://{host}:{port}/"
        yield made


def _socket(server: Server, **changed: Any) -> LiveSocket:
    def hello(socket: LiveSocket) -> None:
        socket.say({"type": "hello", "nth": socket.opened})

    return LiveSocket(server.url, Problems(), **{"on_open": hello, "on_frame": lambda _: None, **changed})


async def test_it_says_hello_and_keeps_alive(server: Server) -> None:
    async with _socket(server).running():
        assert (await server.next("hello"))["nth"] == 1
        await server.next("ping")


async def test_after_a_break_it_comes_back_and_says_hello_again(server: Server) -> None:
    socket = _socket(server)
    async with socket.running():
        await server.next("hello")
        socket.drop(0.01)
        assert (await server.next("hello"))["nth"] == 2


async def test_a_frame_that_nobody_understands_is_not_swallowed(server: Server) -> None:
    def on_frame(frame: dict[str, Any]) -> None:
        raise KeyError(frame["type"])

    opened = asyncio.Event()
    socket = _socket(server, on_open=lambda _: opened.set(), on_frame=on_frame)

    async def live() -> None:
        async with socket.running():
            await opened.wait()
            await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()}, timeout=0.5)

    with pytest.raises(KeyError, match="welcome"):
        await live()


@pytest.mark.parametrize("after_s", [0.0, 0.05, 0.1, 0.15])
async def test_it_ends_when_told_to_whatever_it_is_doing(server: Server, after_s: float) -> None:
    async with asyncio.timeout(20):
        async with _socket(server).running():
            await server.next("hello")
            await asyncio.wait([asyncio.create_task(server.next("ping"))], timeout=after_s)
