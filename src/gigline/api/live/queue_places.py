"""Tells those who wait where they stand: their place in the queue and an honest guess of how long."""

from __future__ import annotations

import asyncio
import json

import structlog

from gigline.api.live.gateway import Gateway, place_out
from gigline.api.live.rooms import Room
from gigline.conversations import service as conversations
from gigline.infra import telemetry
from gigline.infra.db import Database
from gigline.routing import service as routing

log = structlog.get_logger()

EVERY_S = 3.0


class QueuePlaces:
    """Looks every three seconds; says something only when it changed."""

    def __init__(self, database: Database, gateway: Gateway):
        self._database = database
        self._gateway = gateway

    async def run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                for room in self._gateway.rooms:
                    if room.queued and any(member.public for member in room.members.values()):
                        await self._tell(room)
            except Exception as error:
                log.warning("queue_places_failed", error=telemetry.where(error))

    async def _tell(self, room: Room) -> None:
        async with self._database.reader() as r:
            c = await conversations.get(r, room.conversation_id)
            place = await routing.queue_position(r, c)
        if place is None:
            return
        frame = json.dumps({"type": "queue", **place_out(place)})
        if frame == room.queue_frame:
            return
        room.queue_frame = frame
        for member in list(room.members.values()):
            if member.public:
                member.connection.send_text(frame)
