"""What must hold in the database at every moment, as queries that count violations."""

from __future__ import annotations

from gigline.infra.db import Database

DOUBLY_HELD = """
SELECT count(*) FROM (SELECT 1 FROM assignments WHERE ended_at IS NULL
    GROUP BY brand_id, conversation_id HAVING count(*) > 1) two
"""
UNASSIGNED_HOLDER = """
SELECT count(*) FROM conversations c WHERE c.status = 'open' AND c.holder = 'associate' AND NOT EXISTS (
    SELECT 1 FROM assignments a
    WHERE a.conversation_id = c.id AND a.ended_at IS NULL AND a.associate_id = c.associate_id)
"""
LOAD_WRONG = """
SELECT count(*) FROM associates a WHERE a.load > a.capacity OR a.load <>
    coalesce((SELECT sum(weight) FROM assignments s WHERE s.associate_id = a.id AND s.ended_at IS NULL), 0)
  + coalesce((SELECT sum(weight) FROM offers o WHERE o.associate_id = a.id AND o.state = 'offered'), 0)
"""
GAPS = """
SELECT count(*) FROM (SELECT conversation_id FROM entries GROUP BY 1
    HAVING max(seq) <> count(*) OR min(seq) <> 1) gaps
"""


async def violations(database: Database) -> dict[str, int]:
    """How often each is violated; all zero when all is well."""
    queries = {
        "doubly held": DOUBLY_HELD,
        "holder without assignment": UNASSIGNED_HOLDER,
        "load is not what is carried": LOAD_WRONG,
        "gaps in a log": GAPS,
    }
    async with database.snapshot() as r:
        return {name: await r.value(sql) for name, sql in queries.items()}


async def check(database: Database) -> None:
    """Fail unless all of it holds."""
    found = await violations(database)
    assert not any(found.values()), found
