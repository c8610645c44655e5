"""Putting off: what rests keeps nobody waiting and cannot be forgotten, whoever is gone and whatever event is lost."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from tests import invariants
from tests.database.routing.world import World

from gigline.conversations import filters, listing, snooze_queries, snoozing
from gigline.conversations import service as conversations
from gigline.conversations.errors import NotAllowedNow, StaleEpoch
from gigline.conversations.models import Author, Conversation
from gigline.kit.errors import BadInput
from gigline.routing import service as routing
from gigline.workforce import service as workforce


async def _held(world: World, *, answered: bool = True) -> tuple[UUID, Conversation]:
    """A conversation that an associate took, and answered."""
    sam = await world.associate("sam", capacity=1)
    c = await world.queued()
    await world.drain()
    offer = await world.live(c.id)
    async with world.database.writer() as w:
        c = await routing.accept(w, world.actor(sam), offer.id)
        if answered:
            await conversations.reply(w, c.id, c.epoch, Author("associate", sam, "sam"), "It comes tomorrow.")
    return sam, c


async def _snooze(world: World, c: Conversation, *, minutes: float = 2, reason: str = "the parcel") -> Conversation:
    async with world.database.writer() as w:
        until = await conversations.now(w) + timedelta(minutes=minutes)
        return await conversations.snooze(w, c.id, c.epoch, until, reason, Author("associate", c.associate_id, "sam"))


async def _load(world: World, associate_id: UUID) -> int:
    async with world.database.reader() as r:
        return (await workforce.me(r, associate_id)).load


async def _woke(world: World, c: Conversation) -> list[str]:
    async with world.database.reader() as r:
        log = await conversations.entries(r, c)
    return [one.data["cause"] for one in log if one.data.get("type") == "woke"]


async def test_it_frees_the_room_and_keeps_its_holder(world: World):
    sam, c = await _held(world)
    c = await _snooze(world, c)
    await world.drain()
    assert (c.status, c.holder, c.associate_id) == ("open", "associate", sam)
    assert await _load(world, sam) == 0
    await world.sweep()
    found = await world.get(c.id)
    assert (found.epoch, found.snoozed_until) == (c.epoch, c.snoozed_until)
    await invariants.check(world.database)


async def test_who_waits_is_answered_first(world: World):
    _, c = await _held(world, answered=False)
    with pytest.raises(NotAllowedNow):
        await _snooze(world, c)


@pytest.mark.parametrize("minutes", [0, -5, 91 * 1440])
async def test_it_is_put_off_for_a_while_and_not_for_ever(world: World, minutes: float):
    _, c = await _held(world)
    with pytest.raises(BadInput):
        await _snooze(world, c, minutes=minutes)


async def test_a_late_hand_puts_off_nothing(world: World):
    _, c = await _held(world)
    await _snooze(world, c)
    with pytest.raises(StaleEpoch):
        await _snooze(world, c)


async def test_at_its_time_it_is_with_its_holder_again(world: World):
    sam, c = await _held(world)
    await _snooze(world, c)
    await world.drain()
    await world.advance(121)
    await world.online(sam)
    await world.drain()
    found = await world.get(c.id)
    assert (found.holder, found.associate_id, found.snoozed_until) == ("associate", sam, None)
    assert (found.awaiting_reply_since, found.sla_due_at) == (None, None), "nobody waits, and nothing was promised"
    assert await _woke(world, c) == ["time"]
    assert await _load(world, sam) > 0
    await invariants.check(world.database)


async def test_what_the_requester_writes_wakes_it_at_once(world: World):
    sam, c = await _held(world)
    await _snooze(world, c)
    await world.drain()
    woken = await world.write_again(c.id)
    assert (woken.holder, woken.snoozed_until) == ("queue", None)
    assert woken.sla_due_at is not None
    await world.drain()
    assert (await world.get(c.id)).associate_id == sam
    assert await _woke(world, c) == ["wrote"]


async def test_with_its_holder_gone_it_waits_in_the_queue_for_anybody(world: World):
    sam, c = await _held(world)
    await _snooze(world, c)
    await world.drain()
    await world.close_tab(sam)
    kim = await world.associate("kim")
    await world.advance(121)
    await world.online(kim)
    await world.drain()
    assert (await world.get(c.id)).holder == "queue"
    assert (await world.live(c.id)).associate_id == kim


async def test_with_its_holder_full_it_goes_to_others(world: World):
    sam, c = await _held(world)
    await _snooze(world, c)
    await world.drain()
    other = await world.queued()
    await world.drain()
    async with world.database.writer() as w:
        await routing.accept(w, world.actor(sam), (await world.live(other.id)).id)
    await world.write_again(c.id)
    await world.drain()
    assert (await world.get(c.id)).holder == "queue"
    await invariants.check(world.database)


async def test_lost_events_wake_it_all_the_same(world: World):
    _, c = await _held(world)
    await _snooze(world, c, minutes=2)
    async with world.database.writer() as w:
        await w.execute("DELETE FROM deliveries")
    await world.advance(121)
    assert await snoozing.sweep(world.database) == 1
    assert await snoozing.sweep(world.database) == 0
    assert await _woke(world, c) == ["time"]


async def test_a_message_that_a_process_of_the_version_before_took_wakes_it(world: World):
    _, c = await _held(world)
    c = await _snooze(world, c)
    async with world.database.writer() as w:
        await w.execute("UPDATE conversations SET awaiting_reply_since = gigline_now() WHERE id = $1", c.id)
    assert await snoozing.sweep(world.database) == 1
    assert await _woke(world, c) == ["wrote"]


async def test_what_moves_it_on_ends_the_snooze(world: World):
    _, c = await _held(world)
    c = await _snooze(world, c)
    async with world.database.writer() as w:
        await conversations.resolve(w, c.id, c.epoch, by="associate")
    await world.drain()
    await world.advance(121)
    await world.sweep()
    found = await world.get(c.id)
    assert (found.status, found.snoozed_until) == ("resolved", None)
    assert await _woke(world, c) == []


async def test_a_revoked_grant_wakes_what_was_put_off(world: World):
    sam, c = await _held(world)
    await _snooze(world, c)
    await world.drain()
    async with world.database.writer() as w:
        await workforce.revoke(w, world.brand.id, sam)
    await world.drain()
    assert (await world.get(c.id)).holder == "queue"
    assert await _woke(world, c) == ["revoked"]


async def test_its_holder_takes_it_up_again_and_may_not_answer_before(world: World):
    sam, c = await _held(world)
    c = await _snooze(world, c)
    await world.drain()
    async with world.database.writer() as w:
        with pytest.raises(NotAllowedNow):
            await conversations.reply(w, c.id, c.epoch, Author("associate", sam, "sam"), "Hello?")
    async with world.database.writer() as w:
        taken = await routing.take_over(w, world.actor(sam), c.id, c.epoch)
        await conversations.reply(w, c.id, taken.epoch, Author("associate", sam, "sam"), "Hello?")
    await world.drain()
    assert await _load(world, sam) > 0
    await invariants.check(world.database)


async def test_lists_show_it_apart(world: World):
    sam, c = await _held(world)
    await _snooze(world, c, reason="waits for the parcel")
    async with world.database.reader() as r:
        actor = world.actor(sam)
        by_status = {
            status: (await listing.page(r, actor, filters.ListFilter(status=status), cursor=None, limit=5)).items
            for status in ("open", "snoozed")
        }
        counts = await listing.counts(r, actor)
    assert by_status["open"] == []
    [row] = by_status["snoozed"]
    assert (row.id, row.snoozed_for) == (c.id, "waits for the parcel")
    assert counts.mine == 0


async def test_what_is_over_is_forgotten(world: World):
    _, c = await _held(world)
    await _snooze(world, c)
    await world.write_again(c.id)
    async with world.database.writer() as w:
        assert await snooze_queries.forget(w) == 1
