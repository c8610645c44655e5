"""Those who arrive together are decided on together, with one look; and what that costs."""

from __future__ import annotations

from tests.database.routing.world import World, subscriptions

from gigline.infra.db import Database
from gigline.routing import choosing, explaining
from gigline.routing.choosing import Recorded
from gigline.workforce import service as workforce

# Statements of the transaction that finds somebody for all who arrived, its BEGIN and COMMIT included; one of them is
# asked again only where two seconds passed since the look before.
STATEMENTS = 23


async def offers(world: World) -> list[Recorded]:
    async with world.database.reader() as r:
        ids = [row["id"] for row in await r.rows("SELECT id FROM offers ORDER BY id")]
        return [await explaining.whole(r, one) for one in ids]


async def test_those_who_arrive_together_get_different_people_and_share_a_record(world: World):
    people = [await world.associate(f"a{n}", capacity=1) for n in range(4)]
    await world.associate("abroad", languages=["es"])
    await world.sweep()
    for _ in range(3):
        await world.queued()
    await world.drain()
    stored = await offers(world)
    assert {one.stored["path"] for one in stored} == {"event"}
    assert len({one.stored["chosen"] for one in stored}) == 3
    assert len({one.stored["pass"] for one in stored}) == 1
    assert all(choosing.replays(one) for one in stored)
    for one in stored:
        assert {each["id"] for each in one.stored["eligible"]} == {str(id_) for id_ in people}
        assert [each["filter"] for each in one.stored["excluded"]] == ["language"], "everybody else is told of"
    await world.check_books()


async def test_a_view_that_is_behind_offers_nothing_to_whom_it_may_not(world: World, monkeypatch):
    """Grants and presence end after the look, before the claim: who is left gets it."""
    gone = [await world.associate(f"gone{n}") for n in range(3)]
    sam = await world.associate("sam")
    await world.advance(60)
    claim = workforce.claim

    async def late(w, claims, *, wait=True):
        if wait:
            for one in gone:
                await w.execute("DELETE FROM grants WHERE associate_id = $1", one)
        return await claim(w, claims, wait=wait)

    monkeypatch.setattr(workforce, "claim", late)
    waiting = [await world.queued() for _ in range(3)]
    await world.drain()
    live = [await world.live(c.id) for c in waiting]
    assert {one.associate_id for one in live if one} == {sam}
    assert len([one for one in live if one]) == 3
    await world.check_books()


async def test_an_answer_to_still_there_is_matched_at_once(world: World):
    c = await world.queued()
    await world.advance(61)
    sam = await world.associate()
    await world.drain()
    assert await world.live(c.id) is None, "an answer is awaited"
    await world.write_again(c.id)
    await world.drain()
    assert (await world.live(c.id)).associate_id == sam


async def test_many_arrivals_cost_no_more_statements_than_one(dsn: str):
    database = Database(dsn, subscribers=subscriptions(), pool_size=1)
    await database.open()
    asked: list[str] = []
    try:
        world = await World.make(database)
        for n in range(6):
            await world.associate(f"a{n}")
        async with database.writer() as w:
            w._connection.add_query_logger(lambda record: asked.append(record.query))
        for many in (1, 1, 5):
            for _ in range(many):
                await world.queued()
            asked.clear()
            assert await world.relay.take("routing.queued") == many
            assert len(asked) <= STATEMENTS, asked
    finally:
        await database.close()
