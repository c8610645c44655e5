"""Light clients: what they cost is taken from the same machine that is measured."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect


class Http:
    """One kept-alive HTTP/1.1 connection; one request at a time."""

    def __init__(self, url: str):
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def post(self, path: str, body: dict[str, Any], bearer: str) -> int:
        """The status of the answer, whose body is read and dropped."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        content = json.dumps(body).encode()
        self._writer.write(
            f"POST {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nAuthorization: Bearer {bearer}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n".encode()
            + content
        )
        return await self._answer()

    async def deliver(self, path: str, content: bytes, headers: dict[str, str]) -> int:
        """A provider's delivery: these bytes under these headers. The status of the answer."""
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"POST {path} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n{lines}"
        self._writer.write(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)
        return await self._answer()

    async def _answer(self) -> int:
        assert self._reader is not None
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        await self._reader.readexactly(length)
        return int(head[9:12])

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


class Console:
    """An associate's socket: calls `on_entry` with the client id of each message that comes."""

    def __init__(self, url: str, cookie: str, on_entry: Callable[[str], None]):
        self._url, self._cookie, self._on_entry = url, cookie, on_entry
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None

    async def open(self, conversations: list[str]) -> None:
        """Connect and subscribe; returns when all subscriptions are confirmed."""
        address = self._url.replace("http", "ws", 1) + "/api/v1/live"
        headers = {"Cookie": f"gigline_session={self._cookie}", "Origin": self._url}
        self._socket = await connect(address, additional_headers=headers, compression=None, max_queue=None)
        for one in conversations:
            frame = {"type": "subscribe", "stream": "conversation", "id": one, "epoch": None, "seq": 0}
            await self._socket.send(json.dumps(frame))
        waiting = set(conversations)
        while waiting:
            frame = json.loads(await self._socket.recv())
            if frame["type"] == "error":
                raise RuntimeError(f"refused: {frame}")
            waiting.discard(frame.get("id"))
        self._reading = asyncio.create_task(self._read(self._socket))

    async def _read(self, socket: ClientConnection) -> None:
        async for text in socket:
            if '"type":"entry"' in text[:20]:
                client_id = json.loads(text)["entry"]["client_id"]
                if client_id is not None:
                    self._on_entry(client_id)

    async def close(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        if self._socket is not None:
            await self._socket.close()
