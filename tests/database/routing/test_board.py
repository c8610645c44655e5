"""The board, and what requesters are told of the queue."""

from __future__ import annotations

from tests.database.routing.world import World

from gigline.routing import service


async def board(world: World):
    async with world.database.snapshot() as r:
        return await service.board(r, [world.brand.id])


async def test_an_empty_pool_is_visible_with_its_reason(world: World):
    await world.associate("english")
    await world.associate("asleep", languages=["es"], online=False)
    await world.queued(language="es")
    await world.sweep()
    [alert] = [one for one in (await board(world)).alerts if one.kind == "empty_pool"]
    assert alert.count == 1
    assert "es" in alert.text
    assert "1 off or on a break" in alert.text


async def test_the_numbers(world: World):
    sam = await world.associate()
    await world.write()
    c = await world.queued()
    await world.drain()
    async with world.database.writer() as w:
        await service.accept(w, world.actor(sam), (await world.live(c.id)).id)
    waiting = await world.queued(topic="safety")
    await world.advance(50)
    await world.sweep()
    shown = await board(world)
    assert shown.totals.waiting == 1
    assert 50 <= shown.totals.longest_s < 60
    assert shown.totals.sla_at_risk == 1
    assert shown.totals.bot_share == 1 / 3
    assert shown.totals.online == 1
    assert [one.conversation_id for one in shown.waiting] == [waiting.id]
    assert shown.waiting[0].eligible == 0
    assert shown.queues[0].bands == {"<30": 0, "30-60": 1, "1-3m": 0, ">3m": 0}
    assert shown.offers.accepted == 1
    assert shown.offers.accept_p50_s is not None
    [associate] = shown.associates
    assert (associate.load, associate.conversations, associate.idle_s) == (1, [c.id], None)
    assert {one.kind for one in shown.alerts} == {"empty_pool", "sla_risk"}


async def test_place_in_the_queue(world: World):
    first = await world.queued()
    await world.advance(3)
    second = await world.queued()
    urgent = await world.queued(topic="safety")
    async with world.database.reader() as r:
        places = [await service.queue_position(r, c) for c in (urgent, first, second)]
        assert [one.position for one in places] == [1, 2, 3]
        assert {one.eta_low_s for one in places} == {None}
        assert await service.queue_position(r, await world.write()) is None


async def test_an_eta_comes_from_what_was_accepted_lately(world: World):
    sam = await world.associate(capacity=6)
    for _ in range(5):
        c = await world.queued()
        await world.drain()
        async with world.database.writer() as w:
            await service.accept(w, world.actor(sam), (await world.live(c.id)).id)
        await world.advance(40)
    c = await world.queued(topic="safety")
    async with world.database.reader() as r:
        place = await service.queue_position(r, c)
    assert place.position == 1
    assert 35 <= place.eta_low_s <= 40 <= place.eta_high_s <= 60


async def test_pools_have_who_waits_who_is_free_and_how_the_router_does(world: World):
    await world.associate("both", languages=["en", "es"], capacity=1)
    english = await world.associate("english", capacity=2)
    alone = await board(world)
    assert (alone.pools, alone.routers[0].state) == ([], "alone")
    for language in ("es", "es", "en"):
        await world.queued(language=language)
    await world.sweep()
    shown = await board(world)
    assert (shown.routers[0].state, shown.routers[0].reason) == ("rounds", None)
    spanish = next(one for one in shown.pools if one.language == "es")
    assert (spanish.waiting, spanish.offered, spanish.available, spanish.pool) == (2, 1, 0, 1)
    other = next(one for one in shown.pools if one.language == "en")
    assert (other.waiting, other.offered, other.available, other.pool) == (1, 1, 1, 2)
    assert spanish.price > other.price > 0, "who alone speaks Spanish is dear"
    assert await world.load(english) == 1
