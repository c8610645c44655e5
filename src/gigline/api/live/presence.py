"""Presence from the server's side: an open console socket of whoever may hold conversations is a lease."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

import structlog

from gigline.accounts import sessions
from gigline.accounts.models import SignedIn
from gigline.api.live.connection import SIGNED_OUT, Connection
from gigline.infra import telemetry
from gigline.infra.db import Database
from gigline.workforce import service as workforce

log = structlog.get_logger()

RENEW_S = 8.0
LEASE_S = 30.0
RECHECK_S = 4.0


@dataclass(eq=False)
class Held:
    connection: Connection
    who: SignedIn


class Presence:
    """Renews the leases of this process's sockets and closes those whose session ended."""

    def __init__(self, database: Database):
        self._database = database
        self._held: dict[UUID, Held] = {}

    def add(self, connection: Connection, who: SignedIn) -> None:
        self._held[connection.id] = Held(connection, who)

    async def seen(self, connection: Connection) -> None:
        """The lease of a new socket begins."""
        await self._beat(connection)

    async def gone(self, connection: Connection) -> None:
        """The socket closed: the lease ends now rather than in half a minute."""
        held = self._held.pop(connection.id, None)
        if held is None or not _may_carry(held.who):
            return
        try:
            async with self._database.writer() as w:
                await workforce.leave(w, connection.actor.id, connection.id)
        except Exception as error:  # the lease runs out by itself
            log.warning("presence_leave_failed", error=telemetry.where(error))

    async def run(self) -> None:
        """Renew and recheck until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._renew_forever())
            group.create_task(self._recheck_forever())

    async def _renew_forever(self) -> None:
        while True:
            await asyncio.sleep(RENEW_S)
            for held in list(self._held.values()):
                await self._beat(held.connection)

    async def _beat(self, connection: Connection) -> None:
        held = self._held.get(connection.id)
        if held is None or not _may_carry(held.who):
            return
        try:
            async with self._database.writer() as w:
                await workforce.beat(w, connection.actor.id, connection.id, ttl_s=LEASE_S)
        except Exception as error:  # the next beat comes before the lease ends
            log.warning("presence_beat_failed", error=telemetry.where(error))

    async def _recheck_forever(self) -> None:
        while True:
            await asyncio.sleep(RECHECK_S)
            for held in list(self._held.values()):
                try:
                    await self._recheck(held)
                except Exception as error:
                    log.warning("session_recheck_failed", error=telemetry.where(error))

    async def _recheck(self, held: Held) -> None:
        """Today's roles count; a session that ended closes its socket."""
        async with self._database.reader() as r:
            known = await sessions.again(r, held.who)
        if known is None:
            held.connection.close(SIGNED_OUT)
            return
        held.who, held.connection.actor = known, known.actor


def _may_carry(who: SignedIn) -> bool:
    """Leaders and admins take conversations over too, and what they hold is released when they are gone."""
    return bool(who.actor.roles)
