"""What must hold in the database at every moment, as queries that count violations."""

from __future__ import annotations

from uuid import UUID

from gigline.infra.db import Database

DOUBLY_HELD = """
SELECT count(*) FROM (SELECT 1 FROM assignments WHERE ended_at IS NULL
    GROUP BY brand_id, conversation_id HAVING count(*) > 1) two
"""
UNASSIGNED_HOLDER = """
SELECT count(*) FROM conversations c WHERE c.status = 'open' AND c.holder = 'associate' AND NOT EXISTS (
    SELECT 1 FROM assignments a
    WHERE a.conversation_id = c.id AND a.ended_at IS NULL AND a.associate_id = c.associate_id)
  AND NOT EXISTS (SELECT 1 FROM snoozes z WHERE z.conversation_id = c.id AND z.epoch = c.epoch)
"""
LOAD_WRONG = """
SELECT count(*) FROM associates a WHERE a.load > a.capacity OR a.load <>
    coalesce((SELECT sum(weight) FROM assignments s WHERE s.associate_id = a.id AND s.ended_at IS NULL), 0)
  + coalesce((SELECT sum(weight) FROM offers o WHERE o.associate_id = a.id AND o.state = 'offered'), 0)
  + coalesce((SELECT sum(weight) FROM call_consultations n
              WHERE n.associate_id = a.id AND n.ended_at IS NULL), 0)
"""
GAPS = """
SELECT count(*) FROM (SELECT conversation_id FROM entries
    WHERE $1::uuid[] IS NULL OR conversation_id = ANY($1) GROUP BY 1
    HAVING max(seq) <> count(*) OR min(seq) <> 1) gaps
"""


async def violations(database: Database, logs: list[UUID] | None = None) -> dict[str, int]:
    """How often each is violated; all zero when all is well. Of `logs` alone the entries are looked at."""
    queries = {
        "doubly held": DOUBLY_HELD,
        "holder without assignment": UNASSIGNED_HOLDER,
        "load is not what is carried": LOAD_WRONG,
    }
    async with database.snapshot() as r:
        found = {name: await r.value(sql) for name, sql in queries.items()}
        return found | {"gaps in a log": await r.value(GAPS, logs)}


async def check(database: Database, logs: list[UUID] | None = None) -> None:
    """Fail unless all of it holds; a long campaign looks at the `logs` of each round, and at all in the end."""
    found = await violations(database, logs)
    assert not any(found.values()), found
