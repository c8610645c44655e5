"""Eight routers on one PostgreSQL, none of which minds the others: no conversation twice, nobody over capacity.

Leases would keep them apart; here each decides for the whole market from a view that is stale by the time it claims,
and events are decided at once beside the rounds.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from gigline.accounts.models import Actor
from gigline.conversations import service as conversations
from gigline.infra.db import Database
from gigline.routing import rounds
from gigline.routing import service as routing
from gigline.workforce import service as workforce
from tests import invariants, scenes
from tests.race.harness import ROUNDS, contenders

ROUTERS = 8
# A batch is eight processes deciding on eight conversations, so fewer of them than of the other races will do.
BATCHES = max(4, ROUNDS // 400)
CONVERSATIONS = 8
ASSOCIATES = 3


async def decide(database: Database, who: int, task: dict[str, Any]) -> str:
    """Odd ones do a round, even ones take the conversations one by one; then some offers are answered at once."""
    if who % 2:
        router = rounds.Rounds(database)
        async with database.reader() as r:
            rows = await conversations.waiting(r)
        made = await router.round((task["brand"],), rows)
    else:
        made = sum(await asyncio.gather(*(_match(database, one) for one in task["conversations"][who % 4 :])))
    return "offered" if made else "lost"


async def _match(database: Database, conversation_id: Any) -> int:
    async with database.writer() as w:
        return await routing.match(w, conversation_id) is not None


async def test_eight_routers_never_give_anything_twice_nor_too_much(database: Database):
    brand, settings, account_id = await scenes.brand(database, bot=False)
    people = [await scenes.associate(database, brand.id, capacity=2) for _ in range(ASSOCIATES)]
    seen: Counter[str] = Counter()
    offers = 0
    with contenders(database.dsn, decide, ROUTERS) as race:
        for _ in range(BATCHES):
            waiting = []
            for _ in range(CONVERSATIONS):
                who = await scenes.requester(database, brand.id, account_id)
                waiting.append((await scenes.written(database, who, settings)).id)
            outcomes = race.run({"brand": brand.id, "conversations": waiting})
            assert not [one for one in outcomes if one.startswith("BROKEN")], outcomes
            seen.update(outcomes)
            await invariants.check(database)
            async with database.reader() as r:
                twice = await r.value(
                    "SELECT count(*) FROM (SELECT 1 FROM offers WHERE state = 'offered' GROUP BY conversation_id"
                    " HAVING count(*) > 1) doubled"
                )
                live = await r.rows("SELECT id, associate_id FROM offers WHERE state = 'offered'")
            assert twice == 0
            # Three people of two each; whoever looked while all was taken may have left one for the next round.
            assert len(live) <= 2 * ASSOCIATES
            offers += len(live)
            await _answer(database, brand.id, live)
            await invariants.check(database)
            for conversation_id in waiting:
                await _settle(database, conversation_id)
            for one in people:
                async with database.writer() as w:
                    assert (await workforce.me(w, one.id)).load == 0
    assert offers >= BATCHES * ASSOCIATES
    assert seen["offered"] > 0
    assert seen["lost"] > 0, "nobody ever lost a race: the campaign shows nothing"
    print(f"{BATCHES} batches, {offers} offers, 0 double assignments, 0 over capacity")


async def _answer(database: Database, brand_id: Any, live: list[Any]) -> None:
    """Half accept."""
    for n, row in enumerate(live):
        actor = Actor(kind="person", id=row["associate_id"], name="Sam", roles={brand_id: "associate"})
        async with database.writer() as w:
            if n % 2:
                await routing.accept(w, actor, row["id"])
            else:
                await routing.decline(w, actor, row["id"])


async def _settle(database: Database, conversation_id: Any) -> None:
    async with database.writer() as w:
        c = await conversations.lock(w, conversation_id)
        if c.holder == "queue":
            c = await conversations.give_to_bot(w, c.id, c.epoch)
        await conversations.resolve(w, c.id, c.epoch, by="associate" if c.holder == "associate" else "silence")
        await routing.reconcile(w, conversation_id)
