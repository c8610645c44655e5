"""Turns stream hints into reads: what became true in a brand since the last look, in the order of positions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import structlog

from gigline.infra import stream, telemetry
from gigline.infra.db import Database
from gigline.infra.stream import Streamed

log = structlog.get_logger()

POLL_S = 2.0
BATCH = 500

OnEvents = Callable[[UUID, list[Streamed]], Awaitable[None]]


class Feed:
    """Reads each brand's stream once for the whole process and passes new events on."""

    def __init__(self, database: Database, on_events: OnEvents):
        self._database = database
        self._on_events = on_events
        self._positions: dict[UUID, int] = {}
        self._failed: dict[UUID, int] = {}
        self._dirty: set[UUID] = set()
        self._wake = asyncio.Event()

    def hint(self, message: dict[str, Any]) -> None:
        """A stream hint arrived; an empty one (the bus was away) means look everywhere."""
        if "brand" in message:
            self._dirty.add(UUID(message["brand"]))
        else:
            self._dirty.update(self._positions)
        self._wake.set()

    async def run(self) -> None:
        """Read until cancelled. Hints may be lost, so every brand is looked at every two seconds anyway."""
        while True:
            try:
                async with asyncio.timeout(POLL_S):
                    await self._wake.wait()
            except TimeoutError:
                self._dirty.update(self._positions)
                await self._learn_brands()
            self._wake.clear()
            brands, self._dirty = self._dirty, set()
            for brand_id in brands:
                try:
                    await self.look(brand_id)
                except Exception as error:
                    self._dirty.add(brand_id)
                    log.warning("feed_read_failed", error=telemetry.where(error))

    async def start(self) -> None:
        """Begin at the present end of every brand's stream."""
        await self._learn_brands()

    async def _learn_brands(self) -> None:
        try:
            async with self._database.reader() as r:
                for head in await stream.heads(r):
                    self._positions.setdefault(head.brand_id, head.position)
        except Exception as error:
            log.warning("feed_read_failed", error=telemetry.where(error))

    async def look(self, brand_id: UUID) -> None:
        """Pass on what the brand's stream has that was not passed on yet."""
        while True:
            async with self._database.reader() as r:
                if brand_id not in self._positions:
                    self._positions[brand_id] = 0
                events = await stream.since(r, brand_id, self._positions[brand_id], limit=BATCH)
            if not events:
                return
            await self._pass_on(brand_id, events)
            if len(events) < BATCH:
                return

    async def _pass_on(self, brand_id: UUID, events: list[Streamed]) -> None:
        """What fails is passed on again by the next look, but once: one event must not silence its brand for good."""
        first = events[0].position
        try:
            await self._on_events(brand_id, events)
        except Exception as error:
            if self._failed.get(brand_id) != first:
                self._failed[brand_id] = first
                raise
            log.error("feed_events_passed_over", error=telemetry.where(error), events=len(events))
        self._positions[brand_id] = events[-1].position
