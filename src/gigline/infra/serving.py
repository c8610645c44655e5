"""HTTP servers within a process that has other things to do."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Generator
from contextlib import asynccontextmanager
from typing import Literal

import uvicorn
from starlette.types import ASGIApp


class Server(uvicorn.Server):
    """Uvicorn's, leaving signals to whoever runs the process; `up` says when it answers."""

    def __init__(self, config: uvicorn.Config):
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Capture none."""
        yield


@asynccontextmanager
async def serving(
    app: ASGIApp,
    *,
    port: int = 0,
    lifespan: Literal["on", "off"] = "off",
    ws: Literal["none", "websockets-sansio"] = "none",
) -> AsyncIterator[str]:
    """The base URL of this app on this machine, for the length of the block; port 0 is any that is free.

    With a lifespan, what was begun is ended and closed in order; without one nothing is waited for.
    """
    with socket.create_server(("127.0.0.1", port)) as listener:
        config = uvicorn.Config(app, log_level="error", access_log=False, lifespan=lifespan, ws=ws)
        server = Server(config)
        running = asyncio.create_task(server.serve([listener]))
        await server.up.wait()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            server.force_exit = lifespan == "off"
            await running
