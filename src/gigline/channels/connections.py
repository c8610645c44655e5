"""Connections that adapters keep between two messages of an account: each process its own, for a few seconds.

A connection is kept on terms (settings, a token): whoever comes with others finds none, and what was kept is ended. Who
takes one has it alone. That the other side may have closed it meanwhile is for the adapter to treat.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from uuid import UUID

from gigline.channels.outside import Kept
from gigline.infra.db import Database, PerDatabase

IDLE_S = 10.0
MOST = 4


@dataclass(eq=False)
class _Waiting:
    terms: object = field(repr=False)
    connection: Kept
    timer: asyncio.TimerHandle = field(init=False)


class Connections:
    """Those of one process, by account."""

    def __init__(self) -> None:
        self._waiting: dict[UUID, list[_Waiting]] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        self._closed = False

    def take(self, account_id: UUID, terms: object) -> Kept | None:
        """The one that was used last, if it was kept on these terms and is open."""
        waiting = self._waiting.get(account_id, [])
        while waiting:
            one = waiting[-1]
            self._forget(account_id, one)
            if one.terms == terms and one.connection.is_open:
                return one.connection
            self._end(one.connection)
        return None

    def keep(self, account_id: UUID, terms: object, connection: Kept) -> None:
        """Until it is taken, or was not for a while."""
        waiting = self._waiting.setdefault(account_id, [])
        if self._closed or len(waiting) >= MOST:
            self._end(connection)
            return
        one = _Waiting(terms, connection)
        one.timer = asyncio.get_running_loop().call_later(IDLE_S, self._expire, account_id, one)
        waiting.append(one)

    def _expire(self, account_id: UUID, one: _Waiting) -> None:
        self._forget(account_id, one)
        self._end(one.connection)

    def _forget(self, account_id: UUID, one: _Waiting) -> None:
        one.timer.cancel()
        self._waiting[account_id].remove(one)
        if not self._waiting[account_id]:
            del self._waiting[account_id]

    def _end(self, connection: Kept) -> None:
        """Nobody waits for the goodbye."""
        task = asyncio.create_task(connection.leave())
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def close(self) -> None:
        """End all of them; what is still in use is ended when it is given back."""
        self._closed = True
        for account_id, waiting in list(self._waiting.items()):
            for one in list(waiting):
                self._expire(account_id, one)
        await asyncio.gather(*self._leaving)


def _made(database: Database) -> Connections:
    connections = Connections()
    database.at_close(connections.close)
    return connections


_connections = PerDatabase(_made)


def of(database: Database) -> Connections:
    """This process's, ended with the database."""
    return _connections.of(database)
