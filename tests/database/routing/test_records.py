"""What decisions rest on is kept in pieces, replays, and is forgotten in time; the offers stay."""

from __future__ import annotations

import asyncio
from uuid import UUID

import asyncpg
import pytest
from tests.database.routing.world import World

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.routing import choosing, explaining, packing, pass_queries, queries, service, tasks
from gigline.routing.engine import records

FORGET = (
    "UPDATE offers SET decision = forgotten_decision(decision), decision_forgotten_at = gigline_now() WHERE id = $1"
)
CHEAT = "UPDATE offers SET decision = decision || '{}', decision_forgotten_at = gigline_now() WHERE id = $1"
REWRITE = "UPDATE offers SET decision = forgotten_decision(decision), state = 'expired', "
REWRITE += "decision_forgotten_at = gigline_now() WHERE id = $1"
PIECES = "SELECT count(*) FROM routing_pass_pieces"


async def offered(world: World, many: int) -> list[UUID]:
    """So many who came together, each offered to one of more than there are."""
    for n in range(many + 1):
        await world.associate(f"a{n}", capacity=1)
    await world.associate("abroad", languages=["es"])
    await world.sweep()
    for _ in range(many):
        await world.queued()
    await world.drain()
    async with world.database.reader() as r:
        return [row["id"] for row in await r.rows("SELECT id FROM offers ORDER BY id")]


async def later(world: World, days: int) -> None:
    async with world.database.writer() as w:
        await w.execute("UPDATE clock_offset SET ahead = ahead + make_interval(days => $1)", days)


async def settled(world: World, ids: list[UUID]) -> None:
    async with world.database.writer() as w:
        for one in ids:
            offer = await queries.offer(w, one)
            assert offer is not None
            await service.decline(w, world.actor(offer.associate_id), one)


async def test_a_pass_in_many_pieces_replays_and_so_does_one_from_before(world: World, monkeypatch):
    monkeypatch.setattr(packing, "PIECE", 64)
    ids = await offered(world, 3)
    async with world.database.writer() as w:
        assert await w.value(PIECES) > 5
        packed = [await explaining.whole(w, one) for one in ids]
        assert all(choosing.replays(one) for one in packed)
        await w.execute("DELETE FROM routing_pass_pieces")
        await w.execute("UPDATE routing_passes SET record = $1::jsonb", records.to_json(packed[0].given))
        before = [await explaining.whole(w, one) for one in ids]
    assert all(choosing.replays(one) for one in before)
    assert records.to_json(before[0].given) == records.to_json(packed[0].given)


async def test_others_are_forgotten_in_time_and_the_offer_is_told_all_the_same(world: World):
    first, second = await offered(world, 2)
    await settled(world, [first])
    async with world.database.reader() as r:
        had = await queries.offer(r, first)
        _, said = await service.why(r, world.actor(had.associate_id), first)
    assert await tasks.forget(world.database, 30) == 0
    await later(world, 31)
    assert await tasks.forget(world.database, 30) == 2, "the pass, and the offer that has ended"
    assert await tasks.forget(world.database, 30) == 0
    async with world.database.reader() as r:
        assert await r.value(PIECES) == 0
        live, ended = await explaining.whole(r, second), await explaining.whole(r, first)
        assert await queries.offer(r, first) == had
        assert (await service.why(r, world.actor(had.associate_id), first))[1] == said
        shown = await explaining.decision_of(r, world.actor(had.associate_id, "leader"), first)
    assert not any(choosing.replays(one) for one in (live, ended))
    assert len(live.stored["eligible"]) == 3
    assert not live.forgotten
    assert ended.forgotten
    assert [one["id"] for one in ended.stored["eligible"]] == [str(had.associate_id)]
    assert ended.stored["counts"] == {"eligible": 3, "excluded": {"language": 1}}
    assert (shown.replays, list(shown.names)) == (False, [had.associate_id])


async def test_what_longest_idle_chose_from_is_forgotten_too(world: World):
    raw = world.settings.model_dump()
    raw["queue"]["policy"] = choosing.IDLE
    async with world.database.writer() as w:
        await accounts.save_brand(w, BrandSettings.model_validate(raw))
    [one] = await offered(world, 1)
    await settled(world, [one])
    async with world.database.reader() as r:
        assert choosing.replays(await explaining.whole(r, one))
    await later(world, 31)
    assert await tasks.forget(world.database, 30) == 1
    async with world.database.reader() as r:
        assert not choosing.replays(await explaining.whole(r, one)), "of one who is left, any rule chooses them"


async def test_an_ended_offer_can_only_be_forgotten_and_a_live_one_not_even_that(world: World):
    ended, live = await offered(world, 2)
    await settled(world, [ended])
    for statement, offer_id in ((CHEAT, ended), (REWRITE, ended), (FORGET, live)):
        with pytest.raises(asyncpg.CheckViolationError):
            async with world.database.writer() as w:
                await w.execute(statement, offer_id)
    async with world.database.writer() as w:
        await w.execute(FORGET, ended)
    with pytest.raises(asyncpg.CheckViolationError):
        async with world.database.writer() as w:
            await w.execute(FORGET, ended)


async def test_who_forgets_waits_for_nobody_and_several_share_the_work(world: World, monkeypatch):
    monkeypatch.setattr(tasks, "DECISIONS_AT_ONCE", 1)
    ids = await offered(world, 4)
    await settled(world, ids)
    await later(world, 31)
    async with world.database.writer() as busy:
        await busy.execute("SELECT 1 FROM offers WHERE id = $1 FOR UPDATE", ids[0])
        async with world.database.writer() as w:
            while await pass_queries.forget_passes(w, 30, 10):
                pass
        done = await asyncio.gather(*(tasks.forget(world.database, 30) for _ in range(2)))
        assert sum(done) == 3, "all but the one that somebody works on"
    assert await tasks.forget(world.database, 30) == 1
