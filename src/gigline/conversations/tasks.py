"""What conversations do by the clock."""

from __future__ import annotations

from gigline.conversations import missed, missed_queries, snooze_queries, snoozing
from gigline.infra.db import Database
from gigline.infra.periodic import Periodic


async def _forget_seats(database: Database) -> int:
    async with database.writer() as w:
        return await missed_queries.forget_seats(w)


async def _forget_snoozes(database: Database) -> int:
    async with database.writer() as w:
        return await snooze_queries.forget(w)


TASKS = [
    Periodic("conversations.snoozes", every_s=10.0, run=snoozing.sweep),
    Periodic("conversations.forget_snoozes", every_s=3600.0, run=_forget_snoozes),
    Periodic("conversations.missed_chats", every_s=30.0, run=missed.sweep),
    Periodic("conversations.forget_seats", every_s=3600.0, run=_forget_seats),
]
