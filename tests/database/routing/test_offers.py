"""An offer is made when somebody can take it, explains itself, and ends exactly once."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from tests.database.routing.world import World, subscriptions_of

from gigline.conversations import service as conversations
from gigline.infra.relay import Relay
from gigline.kit.errors import GiglineError
from gigline.routing import choosing, explaining, queries, schemas, service
from gigline.routing.errors import NoSuchOffer, OfferGone
from gigline.workforce import service as workforce


async def accept(world: World, offer, person_id=None):
    async with world.database.writer() as w:
        return await service.accept(w, world.actor(person_id or offer.associate_id), offer.id)


async def decline(world: World, offer):
    async with world.database.writer() as w:
        await service.decline(w, world.actor(offer.associate_id), offer.id)


async def test_from_the_queue_to_an_associate(world: World):
    sam = await world.associate()
    c = await world.queued()
    await world.drain()
    offer = await world.live(c.id)
    assert offer.associate_id == sam
    assert await world.load(sam) == 1, "a pending offer reserves its weight"
    taken = await accept(world, offer)
    assert (taken.holder, taken.associate_id) == ("associate", sam)
    assert (await world.held(c.id)).offer_id == offer.id
    assert await world.load(sam) == 1
    await world.drain()
    await world.check_books()


async def test_nobody_is_there_and_it_waits_then_somebody_comes(world: World):
    c = await world.queued()
    await world.sweep()
    assert await world.live(c.id) is None
    sam = await world.associate()
    await world.drain()
    assert (await world.live(c.id)).associate_id == sam


async def test_the_longest_idle_is_asked_first_and_declining_passes_it_on(world: World):
    first = await world.associate("first")
    await world.advance(10)
    second = await world.associate("second")
    c = await world.queued()
    await world.drain()
    offer = await world.live(c.id)
    assert offer.associate_id == first
    await decline(world, offer)
    await world.drain()
    assert await world.offers(c.id) == [(first, "declined"), (second, "offered")]
    assert await world.load(first) == 0
    await world.check_books()


async def test_the_ineligible_are_never_asked(world: World):
    await world.associate("german", languages=["de"])
    await world.associate("uncleared", clearance=1)
    await world.associate("elsewhere", topics=["delivery"], clearance=2)
    await world.associate("off", clearance=2, online=False)
    c = await world.queued(topic="safety")
    await world.sweep()
    assert await world.offers(c.id) == []


@pytest.mark.parametrize("by", ["timer", "sweeper"])
async def test_an_offer_expires_by_the_databases_clock(world: World, by: str):
    sam = await world.associate()
    c = await world.queued()
    await world.drain()
    offer = await world.live(c.id)
    await world.advance(19)
    await world.sweep()
    assert (await world.live(c.id)).id == offer.id
    await world.advance(2)
    with pytest.raises(OfferGone) as gone:
        await accept(world, offer)
    assert gone.value.current == {"state": "expired"}
    await (world.drain() if by == "timer" else world.sweep())
    assert await world.offers(c.id) == [(sam, "expired")]
    assert await world.load(sam) == 0


async def test_matching_again_leaves_a_live_offer_alone(world: World):
    sam, _ = await world.associate(), await world.associate("other")
    c = await world.queued()
    await world.drain()
    async with world.database.writer() as w:
        assert await service.match(w, c.id) is None
    assert [state for _, state in await world.offers(c.id)] == ["offered"]
    assert await world.load(sam) <= 1


async def test_nobody_can_expire_an_offer_before_its_time(world: World):
    sam = await world.associate()
    c = await world.queued()
    await world.drain()
    offer = await world.live(c.id)
    async with world.database.writer() as w:
        assert not await service.expire(w, offer.id)
    assert await world.offers(c.id) == [(sam, "offered")]


async def test_two_unanswered_offers_pause_without_touching_the_choice(world: World):
    sam = await world.associate()
    for _ in range(2):
        c = await world.queued(channel="api")
        await world.drain()
        assert (await world.live(c.id)).associate_id == sam
        await world.advance(21)
        await world.drain()
    async with world.database.reader() as r:
        me = await workforce.me(r, sam)
    assert me.availability == "on"
    assert me.paused_until is not None
    await world.advance(61)
    await world.sweep()
    assert await world.live(c.id) is None
    await world.choose(sam, "on")
    await world.sweep()
    assert await world.load(sam) == 2, "choosing again is a sign of life"


async def test_a_pause_ends_by_itself(world: World):
    sam = await world.associate()
    c = await world.queued(channel="api")
    await world.drain()
    for _ in range(2):
        assert (await world.live(c.id)).associate_id == sam
        await world.advance(21)
        await world.sweep()
        await world.advance(61)
        await world.sweep()
    assert await world.live(c.id) is None, "paused"
    await world.advance(240)
    await world.sweep()
    assert (await world.live(c.id)).associate_id == sam


async def test_only_its_associate_may_answer(world: World):
    await world.associate()
    other = await world.associate("other", online=False)
    c = await world.queued()
    await world.drain()
    offer = await world.live(c.id)
    with pytest.raises(NoSuchOffer):
        await accept(world, offer, other)
    with pytest.raises(NoSuchOffer):
        async with world.database.writer() as w:
            await service.decline(w, world.actor(other), offer.id)


async def test_accepting_twice_takes_it_once(world: World):
    sam = await world.associate()
    c = await world.queued()
    await world.drain()
    offer = await world.live(c.id)
    results = await asyncio.gather(*(accept(world, offer) for _ in range(4)), return_exceptions=True)
    assert sum(not isinstance(one, Exception) for one in results) == 1
    assert all(isinstance(one, OfferGone) for one in results if isinstance(one, Exception))
    assert await world.load(sam) == 1


async def test_accept_decline_and_expiry_at_once_leave_one_terminal_state(world: World):
    seen = set()
    for n in range(12):
        sam = await world.associate(f"s{n}")
        c = await world.queued()
        await world.drain()
        offer = await world.live(c.id)
        await world.advance(19 if n % 2 else 20)
        outcomes = await asyncio.gather(
            accept(world, offer), decline(world, offer), _expire(world, offer), return_exceptions=True
        )
        assert all(not isinstance(one, Exception) or isinstance(one, GiglineError) for one in outcomes)
        async with world.database.reader() as r:
            ended = await queries.offer(r, offer.id)
        seen.add(ended.state)
        await world.choose(offer.associate_id, "off")
        await world.choose(sam, "off")
        await world.sweep()
        await world.check_books()
        # Until no router is known to look after those who wait.
        await world.advance(11)
    assert seen & {"accepted", "declined"}
    assert "expired" in seen


async def _expire(world: World, offer) -> None:
    async with world.database.writer() as w:
        await service.expire(w, offer.id)


async def test_a_terminal_state_is_final_in_the_database(world: World):
    await world.associate()
    c = await world.queued()
    await world.drain()
    offer = await world.live(c.id)
    await accept(world, offer)
    with pytest.raises(asyncpg.CheckViolationError):
        async with world.database.writer() as w:
            await w.execute("UPDATE offers SET state = 'declined' WHERE id = $1", offer.id)


async def test_racing_routers_make_one_offer_and_never_overbook(world: World):
    people = [await world.associate(f"p{n}", capacity=2) for n in range(3)]
    made = [await world.queued() for _ in range(10)]
    relays = [Relay(world.database, subscriptions_of(world.database)) for _ in range(3)]
    await asyncio.gather(*(relay.run_until_idle() for relay in relays), world.sweep(), world.sweep())
    await world.sweep()
    await world.check_books()
    live = [one for c in made if (one := await world.live(c.id))]
    assert len(live) == 6
    assert [await world.load(one) for one in people] == [2, 2, 2]
    await world.check_books()


async def test_warm_up_one_then_one_more_every_90_seconds(world: World):
    sam = await world.associate(warm=False)
    for _ in range(4):
        await world.queued(channel="api")
    await world.sweep()
    assert await world.load(sam) == 1
    async with world.database.reader() as r:
        [one] = await service.offers_for(r, world.actor(sam))
        offer = await service.offer(r, one.id)
    await accept(world, offer)
    await world.advance(91)
    await world.sweep()
    assert await world.load(sam) == 2


async def test_the_queue_drains_in_order(world: World):
    first = await world.queued()
    await world.advance(5)
    second = await world.queued()
    await world.advance(5)
    urgent = await world.queued(topic="safety")
    sam = await world.associate(capacity=1, clearance=2)
    order = []
    for _ in range(3):
        await world.sweep()
        [offer] = [one for c in (first, second, urgent) if (one := await world.live(c.id))]
        order.append(offer.conversation_id)
        c = await accept(world, offer)
        async with world.database.writer() as w:
            await conversations.resolve(w, c.id, c.epoch, by="associate")
    assert order == [urgent.id, first.id, second.id]
    await world.sweep()
    assert await world.load(sam) == 0


async def test_a_silent_requester_is_asked_once_and_loses_no_place(world: World):
    c = await world.queued()
    await world.advance(61)
    sam = await world.associate()
    await world.drain()
    assert (await world.get(c.id)).still_there_at is not None
    assert await world.live(c.id) is None, "an answer is awaited for a moment"
    await world.advance(11)
    await world.sweep()
    assert (await world.live(c.id)).associate_id == sam


async def test_an_answer_to_still_there_is_enough(world: World):
    c = await world.queued()
    await world.advance(61)
    await world.sweep()
    assert (await world.get(c.id)).still_there_at is not None
    await world.associate()
    await world.write_again(c.id)
    await world.drain()
    assert await world.live(c.id) is not None


async def test_who_resolved_it_before_is_asked_first(world: World):
    other = await world.associate("other", online=False)
    sam = await world.associate()
    c = await world.queued()
    await world.drain()
    c = await accept(world, await world.live(c.id))
    async with world.database.writer() as w:
        await conversations.resolve(w, c.id, c.epoch, by="associate")
    await world.online(other)
    await world.drain()
    await world.advance(30)
    await world.write_again(c.id)
    await world.drain()
    offer = await world.live(c.id)
    assert offer.associate_id == sam
    assert "before" in offer.reason["summary"]


async def test_the_decision_is_recorded_and_replays(world: World):
    sam = await world.associate()
    german = await world.associate("german", languages=["de"])
    c = await world.queued()
    await world.drain()
    offer = await world.live(c.id)
    async with world.database.reader() as r:
        found = await explaining.decision_of(r, world.actor(sam, "leader"), offer.id)
        with pytest.raises(NoSuchOffer):
            await explaining.decision_of(r, world.actor(sam), offer.id)
        _, words = await service.why(r, world.actor(sam), offer.id)
    assert choosing.replay(choosing.recorded(found.decision, None)) == sam == found.offer.associate_id
    assert found.decision["excluded"][0]["associate_id"] == str(german)
    assert found.decision["excluded"][0]["filter"] == "language"
    assert set(found.names) == {sam, german}
    assert "1 does not speak the language." in words
    assert schemas.DecisionOut.of(found).replays


async def test_an_offer_shows_a_masked_preview(world: World):
    sam = await world.associate()
    await world.queued()
    await world.drain()
    async with world.database.reader() as r:
        [pending] = await service.offers_for(r, world.actor(sam))
    shown = schemas.offer_out(pending)
    assert "1234567" not in shown.preview
    assert "where is it?" in shown.preview
    assert 0 < shown.expires_in_s <= 20
