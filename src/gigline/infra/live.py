"""Live hints between processes: fast, small, and allowed to get lost.

The truth is in PostgreSQL; whoever misses a hint finds out at the next look. `NotifyBus` carries hints by
PostgreSQL's NOTIFY, `infra.nats_bus` by NATS. The `Bus` protocol is what a carrier has to offer.
"""

from __future__ import annotations

import asyncio
import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Protocol

import asyncpg
import structlog

from gigline.infra import telemetry
from gigline.infra.db import Database

log = structlog.get_logger()

SIGNALS = "gigline_signal"
WORK = "gigline_work"
MAX_PAYLOAD = 7_000

Listener = Callable[[dict[str, Any]], None]


class BusLost(OSError):
    """The carrier is away: this hint got lost."""


class Bus(Protocol):
    """Carries small JSON objects to every listener of a channel, in every process, at most once."""

    def listen(self, channel: str, listener: Listener) -> None:
        """Call `listener` for each object; before `run`."""

    async def send(self, channel: str, payload: dict[str, Any]) -> None:
        """Send to all, oneself included; objects over 7 kB are refused with ValueError. Raises OSError when away."""

    async def run(self) -> None:
        """Carry until cancelled."""


class LineBus(ABC):
    """What carriers with a line to keep have in common: listeners, and coming back when the line breaks.

    What is sent while the line is down is lost, as hints may be; once it is up again every listener gets an empty
    object and looks for itself.
    """

    failures: tuple[type[Exception], ...] = (OSError,)
    retry_s = 0.5

    def __init__(self) -> None:
        self._listeners: dict[str, list[Listener]] = {}
        self.connected = asyncio.Event()

    def listen(self, channel: str, listener: Listener) -> None:
        self._listeners.setdefault(channel, []).append(listener)

    async def send(self, channel: str, payload: dict[str, Any]) -> None:
        text = json.dumps(payload)
        if len(text.encode()) > MAX_PAYLOAD:
            raise ValueError("a hint is at most 7 kB: send an id and let the reader look")
        await self._send(channel, text)

    async def run(self) -> None:
        while True:
            try:
                await self._listen_until_broken()
            except self.failures as error:
                log.warning("live_bus_lost", error=telemetry.where(error))
            self.connected.clear()
            await asyncio.sleep(self.retry_s)

    @abstractmethod
    async def _send(self, channel: str, text: str) -> None:
        """Put a hint on the line."""

    @abstractmethod
    async def _listen_until_broken(self) -> None:
        """Connect, subscribe to the channels that have listeners, call `_up`, and return when the line is broken."""

    def _up(self) -> None:
        self.connected.set()
        for channel in self._listeners:
            self._tell(channel, {})

    def _tell(self, channel: str, payload: dict[str, Any]) -> None:
        for listener in self._listeners.get(channel, []):
            listener(payload)


class NotifyBus(LineBus):
    """Hints over LISTEN and NOTIFY, on a connection of its own."""

    failures = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError)

    def __init__(self, database: Database):
        super().__init__()
        self._database = database

    async def _send(self, channel: str, text: str) -> None:
        await self._database.alone("SELECT pg_notify($1, $2)", channel, text)

    async def _listen_until_broken(self) -> None:
        connection = await self._database.connect()
        broken = asyncio.Event()
        connection.add_termination_listener(lambda _: broken.set())
        try:
            for channel in self._listeners:
                await connection.add_listener(channel, self._receive)
            self._up()
            await broken.wait()
        finally:
            await connection.close(timeout=1)

    def _receive(self, _connection: object, _pid: int, channel: str, text: object) -> None:
        self._tell(channel, json.loads(str(text)))


class WorkHints:
    """Tells every process's relay that deliveries were committed, at most once in `pause_s` seconds."""

    def __init__(self, bus: Bus, wake_here: Callable[[], None], pause_s: float = 0.005):
        self._bus = bus
        self._wake_here = wake_here
        self._pause_s = pause_s
        self._committed = asyncio.Event()
        bus.listen(WORK, lambda _: wake_here())

    def wake(self) -> None:
        """Called after each commit that published something."""
        self._wake_here()
        self._committed.set()

    async def run(self) -> None:
        while True:
            await self._committed.wait()
            self._committed.clear()
            try:
                await self._bus.send(WORK, {})
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("work_hint_lost", error=telemetry.where(error))
            await asyncio.sleep(self._pause_s)
