"""What arrives at the same time is stored in one transaction: a commit costs more than all its rows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from gigline.channels.contract import Part
from gigline.channels.models import ChannelAccount
from gigline.infra.db import Database

AT_ONCE = 50


@dataclass(frozen=True, eq=False)
class Arrived:
    """What a provider delivered in one request. `stored` is done when it is durable: for each part, was it new?"""

    account: ChannelAccount
    parts: Sequence[Part]
    stored: asyncio.Future[list[bool]] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


Store = Callable[[Database, Sequence[Arrived]], Awaitable[list[list[bool]]]]


class Intake:
    """One per database and process. While one transaction commits, what arrives waits for the next one, together."""

    def __init__(self, store: Store):
        self._store = store
        self._waiting: list[Arrived] = []
        self._storing: asyncio.Task[None] | None = None

    async def accept(self, database: Database, arrived: Arrived) -> list[bool]:
        """Durable on return; raises what `store` raises for this delivery alone."""
        self._waiting.append(arrived)
        if self._storing is None or self._storing.done():
            self._storing = asyncio.create_task(self._store_all(database))
        return await arrived.stored

    async def _store_all(self, database: Database) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
            if len(batch) == 1 or not await self._settled(database, batch):
                for arrived in batch:
                    await self._settle_alone(database, arrived)

    async def _settled(self, database: Database, batch: Sequence[Arrived]) -> bool:
        """Whether they could be stored together; what was wrong with one of them is not the others' fault."""
        try:
            found = await self._store(database, batch)
        except Exception:
            return False
        for arrived, new in zip(batch, found, strict=True):
            _answer(arrived, new)
        return True

    async def _settle_alone(self, database: Database, arrived: Arrived) -> None:
        try:
            [new] = await self._store(database, [arrived])
        except Exception as error:
            if not arrived.stored.done():
                arrived.stored.set_exception(error)
        else:
            _answer(arrived, new)


def _answer(arrived: Arrived, new: list[bool]) -> None:
    # The one who asked may be gone: it is stored all the same.
    if not arrived.stored.done():
        arrived.stored.set_result(new)
