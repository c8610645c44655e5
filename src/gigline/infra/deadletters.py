"""Deliveries that were given up: seen and replayed by people, never dropped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gigline.infra.db import Reader, Writer

_LIST = """
SELECT d.id, d.subscriber, e.type AS event, e.brand_id, e.conversation_id, d.attempts, d.last_error AS error, e.at
FROM deliveries d JOIN events e ON e.id = d.event_id WHERE d.state = 'dead' ORDER BY d.id DESC LIMIT $1
"""
_COUNT = "SELECT count(*) FROM deliveries WHERE state = 'dead'"
_REPLAY = """
UPDATE deliveries SET state = 'waiting', attempts = 0, due_at = gigline_now(), last_error = NULL
WHERE id = $1 AND state = 'dead'
"""


@dataclass(frozen=True)
class DeadLetter:
    id: int
    subscriber: str
    event: str
    brand_id: UUID
    conversation_id: UUID | None
    attempts: int
    error: str | None
    at: datetime


async def listed(r: Reader, limit: int) -> list[DeadLetter]:
    """The newest `limit` dead letters."""
    return await r.all(DeadLetter, _LIST, limit)


async def count(r: Reader) -> int:
    """How many there are."""
    return int(await r.value(_COUNT))


async def replay(w: Writer, delivery_id: int) -> bool:
    """Make it due again; False when it is no dead letter."""
    w.after_commit(w.database.wake)
    return bool(await w.execute(_REPLAY, delivery_id))
