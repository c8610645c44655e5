"""Moves by people: each under the epoch, each with capacity, nothing left behind."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from tests.database.routing.world import World

from gigline.accounts.models import Actor
from gigline.conversations import service as conversations
from gigline.conversations.errors import NoSuchConversation, NotAllowedNow, StaleEpoch
from gigline.kit.errors import GiglineError
from gigline.routing import service
from gigline.routing.errors import NotEligible
from gigline.workforce import service as workforce


async def take_over(world: World, person_id, c, role="associate"):
    async with world.database.writer() as w:
        return await service.take_over(w, world.actor(person_id, role), c.id, c.epoch)


async def test_take_over_from_the_bot(world: World):
    sam = await world.associate()
    c = await world.write()
    taken = await take_over(world, sam, c)
    assert taken.associate_id == sam
    assert await take_over(world, sam, taken) == taken, "asking again changes nothing"
    await world.drain()
    await world.check_books()


async def test_take_over_from_the_queue_rescinds_the_offer_to_somebody_else(world: World):
    first = await world.associate("first")
    await world.advance(5)
    second = await world.associate("second")
    c = await world.queued()
    await world.drain()
    assert (await world.live(c.id)).associate_id == first
    await take_over(world, second, c)
    assert await world.offers(c.id) == [(first, "rescinded")], "in the same transaction, not when the events come round"
    await world.drain()
    assert (await world.load(first), await world.load(second)) == (0, 1)
    await world.check_books()


async def test_taking_over_what_one_is_offered_accepts_it(world: World):
    sam = await world.associate()
    c = await world.queued()
    await world.drain()
    await take_over(world, sam, c)
    assert await world.offers(c.id) == [(sam, "accepted")]
    assert await world.load(sam) == 1


async def test_switched_off_one_may_still_take_over_but_not_without_capacity_or_connection(world: World):
    sam = await world.associate(capacity=1)
    await world.choose(sam, "off")
    await take_over(world, sam, await world.write())
    with pytest.raises(NotEligible) as full:
        await take_over(world, sam, await world.write())
    assert full.value.current["filter"] == "capacity"
    gone = await world.associate("gone", online=False)
    with pytest.raises(NotEligible) as absent:
        await take_over(world, gone, await world.write())
    assert absent.value.current["filter"] == "presence"


async def test_take_over_needs_eligibility_unless_one_leads(world: World):
    sam = await world.associate()
    c = await world.write(topic="safety")
    with pytest.raises(NotEligible) as refused:
        await take_over(world, sam, c)
    assert refused.value.current == {"filter": "clearance", "needs": 2, "has": 0}
    lea = await world.person("lea", "leader")
    await world.connect(lea)
    c = await take_over(world, lea, c, "leader")
    with pytest.raises(NoSuchConversation):
        await take_over(world, sam, c)


async def test_strangers_see_nothing_and_the_late_get_the_new_standing(world: World):
    sam, late = await world.associate(), await world.associate("late")
    c = await world.write()
    await take_over(world, sam, c)
    with pytest.raises(StaleEpoch) as stale:
        await take_over(world, late, c)
    assert stale.value.current["associate"] == str(sam)
    with pytest.raises(NoSuchConversation):
        async with world.database.writer() as w:
            await service.take_over(w, Actor(kind="person", id=uuid4()), c.id, c.epoch)
    with pytest.raises(NoSuchConversation):
        async with world.database.writer() as w:
            await service.pull_back(w, world.actor(sam), c.id, c.epoch + 1)


async def test_a_leader_takes_it_from_somebody(world: World):
    sam = await world.associate()
    lea = await world.person("lea", "leader")
    await world.connect(lea)
    c = await take_over(world, sam, await world.write())
    await take_over(world, lea, c, "leader")
    await world.drain()
    assert (await world.load(sam), await world.load(lea)) == (0, 1)
    await world.check_books()


async def test_transfer_to_the_queue_does_not_come_back_to_the_same_hands(world: World):
    sam, other = await world.associate(), await world.associate("other")
    c = await take_over(world, sam, await world.write())
    async with world.database.writer() as w:
        await service.transfer_to_queue(w, world.actor(sam), c.id, c.epoch, "needs a courier")
    await world.drain()
    assert (await world.live(c.id)).associate_id == other
    assert await world.load(sam) == 0
    await world.check_books()


async def test_transfer_to_an_associate_and_to_the_bot(world: World):
    sam, other = await world.associate(), await world.associate("other")
    c = await take_over(world, sam, await world.write())
    async with world.database.writer() as w:
        c = await service.transfer_to_associate(w, world.actor(sam), c.id, c.epoch, other, "yours")
    assert c.associate_id == other
    with pytest.raises(NoSuchConversation):
        async with world.database.writer() as w:
            await service.transfer_to_bot(w, world.actor(sam), c.id, c.epoch, "")
    async with world.database.writer() as w:
        c = await service.transfer_to_bot(w, world.actor(other), c.id, c.epoch, "all known")
    assert c.holder == "bot"
    await world.drain()
    assert (await world.load(sam), await world.load(other)) == (0, 0)
    await world.check_books()


async def test_assign_says_which_filter_refuses(world: World):
    lea = await world.person("lea", "leader")
    c = await world.queued(language="es")
    spanish = await world.associate("spanish", languages=["es"], capacity=1)
    for person_id, name in (
        (await world.associate("english"), "language"),
        (await world.associate("absent", languages=["es"], online=False), "availability"),
        (uuid4(), "grant"),
    ):
        with pytest.raises(NotEligible) as refused:
            async with world.database.writer() as w:
                await service.assign(w, world.actor(lea, "leader"), c.id, c.epoch, person_id)
        assert refused.value.current["filter"] == name
    async with world.database.writer() as w:
        c = await service.assign(w, world.actor(lea, "leader"), c.id, c.epoch, spanish)
    assert c.associate_id == spanish
    with pytest.raises(NotAllowedNow):
        async with world.database.writer() as w:
            await service.assign(w, world.actor(lea, "leader"), c.id, c.epoch, spanish)
    await world.drain()
    await world.check_books()


async def test_pull_back(world: World):
    sam = await world.associate()
    lea = await world.person("lea", "leader")
    c = await take_over(world, sam, await world.write())
    async with world.database.writer() as w:
        c = await service.pull_back(w, world.actor(lea, "leader"), c.id, c.epoch)
    assert c.holder == "queue"
    await world.drain()
    assert await world.live(c.id) is None, "not at once to the one it was taken from"
    assert await world.load(sam) == 0


async def test_many_hands_reach_for_one_conversation(world: World):
    people = [await world.associate(f"p{n}") for n in range(6)]
    lea = await world.person("lea", "leader")
    await world.connect(lea)
    for _ in range(4):
        c = await world.queued()
        await world.drain()
        offer = await world.live(c.id)

        async def accept(offer=offer):
            async with world.database.writer() as w:
                return await service.accept(w, world.actor(offer.associate_id), offer.id)

        outcomes = await asyncio.gather(
            accept(),
            *(take_over(world, one, c) for one in people if one != offer.associate_id),
            take_over(world, lea, c, "leader"),
            world.sweep(),
            return_exceptions=True,
        )
        failed = [one for one in outcomes if isinstance(one, Exception)]
        assert len(failed) == 6
        assert all(isinstance(one, GiglineError) and one.status == 409 for one in failed), failed
        await world.sweep()
        await world.check_books()
        c = await world.get(c.id)
        async with world.database.writer() as w:
            await conversations.resolve(w, c.id, c.epoch, by="associate")
        await world.drain()
    assert [await world.load(one) for one in people] == [0] * 6


async def test_voice_needs_all_of_an_associate_and_keeps_it(world: World):
    sam = await world.associate(capacity=2)
    chat = await world.queued()
    await world.drain()
    call = await world.queued(channel="voice")
    await world.sweep()
    assert await world.live(call.id) is None
    await take_over(world, sam, chat)
    c = await world.get(chat.id)
    async with world.database.writer() as w:
        await conversations.resolve(w, c.id, c.epoch, by="associate")
    await world.drain()
    assert (await world.live(call.id)).weight == 2
    async with world.database.writer() as w:
        await workforce.set_capacity(w, sam, 6)
    other = await world.queued()
    await world.sweep()
    assert await world.live(other.id) is None, "more capacity does not open a second line"
