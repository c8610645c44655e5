"""Which requesters have their chat open: all that the database has to know of sockets to tell who left."""

from __future__ import annotations

import asyncio

import structlog

from gigline.api.live.gateway import Gateway
from gigline.conversations import service as conversations
from gigline.infra import telemetry
from gigline.infra.db import Database

log = structlog.get_logger()

EVERY_S = 15.0


class Seats:
    """Says every few seconds who is here."""

    def __init__(self, database: Database, gateway: Gateway):
        self._database = database
        self._gateway = gateway

    async def run(self) -> None:
        while True:
            try:
                await self._tell()
            except Exception as error:
                log.warning("seats_failed", error=telemetry.where(error))
            await asyncio.sleep(EVERY_S)

    async def _tell(self) -> None:
        here = sorted(
            (room.brand_id, room.conversation_id)
            for room in self._gateway.rooms
            if any(member.public for member in room.members.values())
        )
        if here:
            async with self._database.writer() as w:
                await conversations.seat(w, here)
