"""Hints over NATS: for installations where PostgreSQL has better things to do than to pass them on."""

from __future__ import annotations

import asyncio
import json

import nats
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error

from gigline.infra import telemetry
from gigline.infra.live import BusLost, LineBus

log = structlog.get_logger()

SUBJECT = "gigline."


class NatsBus(LineBus):
    """Each channel is the subject `gigline.<channel>`.

    `url` may hold several servers, separated by commas; installations that share a server need an account each.
    """

    failures = (OSError, Error)

    def __init__(self, url: str):
        super().__init__()
        self._servers = [one.strip() for one in url.split(",") if one.strip()]
        self._client: Client | None = None

    async def _send(self, channel: str, text: str) -> None:
        client = self._client
        if client is None or not client.is_connected:
            raise BusLost("NATS does not answer")
        try:
            await client.publish(SUBJECT + channel, text.encode())
        except Error as error:
            raise BusLost("NATS does not answer") from error

    async def _listen_until_broken(self) -> None:
        broken = asyncio.Event()

        async def lost(error: Exception | None = None) -> None:
            # Also when we were too slow and hints were dropped: on a new line everybody begins by looking.
            if error is not None:
                log.warning("live_bus_error", error=telemetry.where(error))
            broken.set()

        # One attempt: coming back is `run`'s, so that every listener is told that it may have missed something.
        client = await nats.connect(
            servers=self._servers, name="gigline", allow_reconnect=False, connect_timeout=2, reconnect_time_wait=0.1,
            max_reconnect_attempts=1, pending_size=1_048_576,
            disconnected_cb=lost, closed_cb=lost, error_cb=lost,
        )  # fmt: skip
        # Of attempts to connect that failed before this one.
        broken.clear()
        try:
            for channel in self._listeners:
                await client.subscribe(SUBJECT + channel, cb=self._receive)
            # Twice: the client writes a ping ahead of subscriptions that it still holds back, so only the answer to
            # the second one says that the server knows them.
            await client.flush()
            await client.flush()
            self._client = client
            self._up()
            await broken.wait()
        finally:
            self._client = None
            await client.close()

    async def _receive(self, message: Msg) -> None:
        try:
            payload = json.loads(message.data)
        except ValueError:
            log.warning("live_hint_unreadable")
            return
        if isinstance(payload, dict):
            self._tell(message.subject.removeprefix(SUBJECT), payload)
