"""What happened to a segment is known whichever of it was heard of first."""

from __future__ import annotations

import itertools

from gigline.infra.db import Database
from gigline.quality import queries
from tests import scenes


async def test_any_order_gives_the_same_segment(database: Database):
    brand, settings, account_id = await scenes.brand(database)

    async def segment_of(order: tuple[int, ...]) -> tuple[object, ...]:
        who = await scenes.requester(database, brand.id, account_id)
        c = await scenes.written(database, who, settings)
        for step in order:
            async with database.writer() as w:
                if step == 0:
                    await queries.opened(w, c.id, 1, "queue", True)
                elif step == 1:
                    await queries.handed_over(w, brand.id, c.id, 1, "delivery")
                elif step == 2:
                    await queries.answered(w, brand.id, c.id, 1, by_bot=False)
                else:
                    await queries.resolved(w, brand.id, c.id, 1, "associate")
        async with database.reader() as r:
            (row,) = await r.rows(
                "SELECT started_with, holdout, topic, handed_over_at IS NOT NULL, bot_answered, person_answered,"
                " resolved_by FROM segments WHERE conversation_id = $1", c.id,
            )  # fmt: skip
        return tuple(row)

    known = {await segment_of(order) for order in itertools.permutations(range(4))}
    assert known == {("queue", True, "delivery", True, False, True, "associate")}
