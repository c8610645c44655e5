"""Traffic that knows what it was promised: messages in over the signed API channel, answers out to a provider."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx
import websockets

from gigline.accounts import sessions
from gigline.channels import signature

SECRET = "a secret of enough characters"
ACCOUNT = "acme-api"


@dataclass
class Provider:
    """The brand's own end: takes answers, counts how often each id came. Answers 200 at once."""

    received: Counter[str] = field(default_factory=Counter)
    url: str = ""
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/answers"

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = int(next(line.split(":")[1] for line in head.split("\r\n") if line.startswith("content-length")))
            body = json.loads(await reader.readexactly(length))
            self.received[body["id"]] += 1
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, StopIteration):
            # The sender was killed while it spoke: it did not get its answer, and we did not get a message.
            return
        finally:
            writer.close()


@dataclass
class Console:
    """An associate's browser, which comes back whenever its socket is lost: its presence is beaten by the server."""

    token: str

    async def run(self, host: str, stop: asyncio.Event) -> None:
        headers = {"Cookie": f"{sessions.COOKIE}={self.token}", "Origin": f"http://{host}"}
        while not stop.is_set():
            try:
                async with websockets.connect(f"ws://{host}/api/v1/live", additional_headers=headers) as socket:
                    await asyncio.wait_for(socket.wait_closed(), 0.5)
            except (OSError, TimeoutError, websockets.WebSocketException):
                await asyncio.sleep(0.05)


@dataclass
class Sender:
    """A requester of the brand's: sends one message after another, each until it is acknowledged."""

    name: str
    acked: list[str] = field(default_factory=list)
    tries: int = 0

    async def run(self, url: str, stop: asyncio.Event, pause_s: float = 0.005) -> None:
        number = 0
        async with httpx.AsyncClient(base_url=url, timeout=5) as client:
            while not stop.is_set():
                number += 1
                await self._deliver(client, f"{self.name}-{number:06d}", stop)
                await asyncio.sleep(pause_s)

    async def _deliver(self, client: httpx.AsyncClient, message_id: str, stop: asyncio.Event) -> None:
        # Somebody new every now and then: their first message brings a conversation, an answer and an offer.
        who = f"{self.name}.{len(self.acked) // 25}"
        body = json.dumps({"id": message_id, "from": {"id": who, "name": who}, "text": message_id}).encode()
        while not stop.is_set():
            self.tries += 1
            headers = {"X-Gigline-Signature": signature.sign(SECRET, body, int(time.time()))}
            try:
                answer = await client.post(f"/channels/api/{ACCOUNT}", content=body, headers=headers)
            except httpx.TransportError:
                # A provider delivers again until it hears that we have it.
                await asyncio.sleep(0.05)
                continue
            if answer.status_code == 202:
                self.acked.append(message_id)
                return
            await asyncio.sleep(0.05)
