"""A server on 127.0.0.1 that says raw bytes, for tests of what is on the other side of a request."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Serve = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]
"""Gets a request (head and body) and the connection."""


@asynccontextmanager
async def server(serve: Serve) -> AsyncIterator[tuple[str, list[bytes]]]:
    """Its URL, and the requests it got. Every connection is closed at the end."""
    requests: list[bytes] = []
    connections: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            requests.append(await _request(reader))
            await serve(requests[-1], writer)
        with contextlib.suppress(OSError):
            writer.close()
            await writer.wait_closed()

    def on_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.add(asyncio.create_task(talk(reader, writer)))

    running = await asyncio.start_server(on_connection, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{running.sockets[0].getsockname()[1]}", requests
    finally:
        running.close()
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return head + await reader.readexactly(int(line.split(b":")[1]))
    return head


def answering(data: bytes) -> Serve:
    """Says `data` and hangs up."""

    async def serve(_: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()

    return serve


async def never(_: bytes, writer: asyncio.StreamWriter) -> None:
    """Says nothing and holds the line."""
    await asyncio.Event().wait()
