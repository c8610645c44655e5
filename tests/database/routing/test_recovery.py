"""Nothing is stranded: people vanish, grants end, events get lost, and everything goes back to the queue."""

from __future__ import annotations

from tests.database.routing.world import World

from gigline.conversations import service as conversations
from gigline.routing import rounds, service, tasks
from gigline.workforce import service as workforce


async def hold(world: World, person_id):
    c = await world.write()
    async with world.database.writer() as w:
        return await service.take_over(w, world.actor(person_id), c.id, c.epoch)


async def test_a_crashed_associates_work_is_back_within_45_seconds(world: World):
    sam = await world.associate()
    held = [await hold(world, sam) for _ in range(2)]
    offered = await world.queued()
    await world.drain()
    world.crash(sam)
    waited = 0
    while waited < 45 and any([await world.held(c.id) for c in held]):
        await world.advance(5)
        await world.sweep()
        waited += 5
    assert waited <= 35
    for c in held:
        assert (await world.get(c.id)).holder == "queue"
    assert await world.live(offered.id) is None
    assert await world.load(sam) == 0
    await world.check_books()


async def test_a_reload_loses_nothing_and_a_closed_tab_does(world: World):
    sam = await world.associate()
    c = await hold(world, sam)
    await world.close_tab(sam)
    await world.queued()
    await world.sweep()
    assert await world.load(sam) == 1, "nothing new while the tab is closed"
    await world.connect(sam)
    await world.sweep()
    assert (await world.get(c.id)).associate_id == sam
    assert await world.load(sam) == 2
    await world.close_tab(sam)
    await world.advance(16)
    await world.sweep()
    assert (await world.get(c.id)).holder == "queue"
    assert await world.load(sam) == 0


async def test_one_of_two_devices_going_changes_nothing(world: World):
    sam = await world.associate()
    async with world.database.writer() as w:
        phone = w.new_id()
        await workforce.beat(w, sam, phone)
        await workforce.leave(w, sam, phone)
    await world.advance(60)
    c = await world.queued()
    await world.sweep()
    assert (await world.live(c.id)).associate_id == sam


async def test_what_comes_back_goes_first_to_who_lost_it(world: World):
    sam = await world.associate()
    c = await hold(world, sam)
    world.crash(sam)
    await world.advance(31)
    await world.sweep()
    assert (await world.get(c.id)).holder == "queue"
    await world.associate("other")
    await world.advance(11)
    await world.online(sam)
    await world.sweep()
    offer = await world.live(c.id)
    assert offer.associate_id == sam
    assert offer.reason["parts"]["continuity"] > 0


async def test_signing_off_keeps_what_one_holds_and_passes_on_what_is_offered(world: World):
    sam = await world.associate()
    c = await hold(world, sam)
    offered = await world.queued()
    await world.drain()
    await world.choose(sam, "off")
    await world.drain()
    assert (await world.get(c.id)).associate_id == sam
    assert await world.offers(offered.id) == [(sam, "released")]
    assert await world.load(sam) == 1
    await world.sweep()
    await world.check_books()


async def test_a_revoked_grant_ends_what_one_holds(world: World):
    sam = await world.associate()
    c = await hold(world, sam)
    async with world.database.writer() as w:
        await workforce.revoke(w, world.brand.id, sam)
    await world.drain()
    assert (await world.get(c.id)).holder == "queue"
    await world.check_books()


async def test_a_disabled_person_is_lost(world: World):
    sam = await world.associate()
    c = await hold(world, sam)
    async with world.database.writer() as w:
        await w.execute("UPDATE people SET disabled_at = gigline_now() WHERE id = $1", sam)
    await world.sweep()
    assert (await world.get(c.id)).holder == "queue"


async def test_the_sweeper_alone_is_enough_when_every_event_is_lost(world: World):
    sam = await world.associate()
    c = await world.queued()
    await _lose_events(world)
    await rounds.run(world.database)
    offer = await world.live(c.id)
    async with world.database.writer() as w:
        c = await service.accept(w, world.actor(sam), offer.id)
        await conversations.resolve(w, c.id, c.epoch, by="associate")
    await _lose_events(world)
    await tasks.sweep(world.database)
    assert await world.load(sam) == 0
    await world.check_books()


async def test_a_requester_who_reopens_at_once_gets_a_fresh_offer(world: World):
    sam = await world.associate(capacity=1)
    c = await hold(world, sam)
    async with world.database.writer() as w:
        await conversations.resolve(w, c.id, c.epoch, by="associate")
    await world.write_again(c.id)
    await world.drain()
    assert (await world.live(c.id)).associate_id == sam
    assert await world.load(sam) == 1
    await world.check_books()


async def test_a_new_topic_rescinds_an_offer_to_the_uncleared(world: World):
    sam = await world.associate()
    c = await world.queued()
    await world.drain()
    async with world.database.writer() as w:
        await conversations.classify(w, c.id, topic="safety", priority=2)
    await world.drain()
    assert await world.offers(c.id) == [(sam, "rescinded")]


async def test_lowering_capacity_keeps_what_one_has_and_adds_nothing(world: World):
    sam = await world.associate(capacity=3)
    for _ in range(2):
        await hold(world, sam)
    async with world.database.writer() as w:
        await workforce.set_capacity(w, sam, 1)
    c = await world.queued()
    await world.sweep()
    assert await world.live(c.id) is None
    assert await world.load(sam) == 2
    await world.check_books()


async def _lose_events(world: World) -> None:
    async with world.database.writer() as w:
        await w.execute("DELETE FROM deliveries")
