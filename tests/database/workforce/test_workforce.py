"""Availability, presence and load: three facts that never overwrite each other."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import asyncpg
import pytest
from tests.database.routing.world import World

from gigline.infra import failpoints
from gigline.workforce import service as workforce
from gigline.workforce.errors import NoSuchAssociate


async def me(world: World, person_id):
    async with world.database.reader() as r:
        return await workforce.me(r, person_id)


async def reserve(world: World, person_id, channel: str = "webchat", **how):
    async with world.database.writer() as w:
        return await workforce.reserve(w, person_id, channel, **how)


async def test_somebody_who_never_worked_is_off_and_a_stranger_is_nobody(world: World):
    lea = await world.person("lea", "leader")
    found = await me(world, lea)
    assert (found.availability, found.online, found.load) == ("off", False, 0)
    with pytest.raises(NoSuchAssociate):
        await me(world, uuid4())


async def test_no_device_changes_the_chosen_availability(world: World):
    sam = await world.associate()
    await world.close_tab(sam)
    await world.advance(3600)
    await world.sweep()
    assert ((await me(world, sam)).availability, (await me(world, sam)).online) == ("on", False)
    await world.connect(sam)
    assert (await me(world, sam)).online
    await world.choose(sam, "break")
    await world.connect(sam)
    assert (await me(world, sam)).availability == "break"


async def test_a_lease_ends_without_a_beat_and_each_connection_counts(world: World):
    sam = await world.associate()
    world.crash(sam)
    await world.advance(29)
    assert (await me(world, sam)).present
    async with world.database.writer() as w:
        await workforce.beat(w, sam, uuid4())
    await world.advance(2)
    assert (await me(world, sam)).present, "the second connection still lives"
    await world.advance(30)
    assert not (await me(world, sam)).present
    async with world.database.reader() as r:
        assert await workforce.absent(r, [sam]) == {sam}


async def test_coming_back_starts_the_warm_up_anew_and_a_reload_does_not(world: World):
    sam = await world.associate()
    await world.close_tab(sam)
    await world.advance(5)
    await world.connect(sam)
    assert (await me(world, sam)).warm_up_until is None
    world.crash(sam)
    await world.advance(40)
    await world.connect(sam)
    assert (await me(world, sam)).warm_up_until is not None


async def test_events_are_told_to_each_brand_once_per_change(world: World):
    sam = await world.associate()
    for _ in range(3):
        await world.connect(sam)
    world.crash(sam)
    await world.advance(40)
    await world.sweep()
    async with world.database.reader() as r:
        rows = await r.rows("SELECT payload->>'present' AS p FROM events WHERE type = 'PresenceChanged' ORDER BY id")
    assert [row["p"] for row in rows] == ["true", "false"]


async def test_reserving_stops_at_capacity_and_at_the_limit(world: World):
    sam = await world.associate(capacity=3)
    assert [await reserve(world, sam, limit=2) for _ in range(3)] == [1, 1, None]
    assert [await reserve(world, sam) for _ in range(2)] == [1, None]
    assert await reserve(world, sam, "voice") is None


async def test_nobody_is_reserved_who_is_off_or_away_or_paused(world: World):
    off = await world.associate("off")
    await world.choose(off, "break")
    assert await reserve(world, off) is None
    assert await reserve(world, off, unasked=True) == 1
    gone = await world.associate("gone", online=False)
    assert await reserve(world, gone, unasked=True) is None
    paused = await world.associate("paused")
    async with world.database.writer() as w:
        assert [await workforce.missed_offer(w, paused) for _ in range(2)] == [False, True]
    assert await reserve(world, paused) is None


async def test_racing_reservations_never_overbook(world: World):
    sam = await world.associate(capacity=3)
    taken = await asyncio.gather(*(reserve(world, sam) for _ in range(16)))
    assert sum(one is not None for one in taken) == 3
    assert (await me(world, sam)).load == 3


async def test_the_database_refuses_what_the_code_should_not_try(world: World):
    sam = await world.associate(capacity=1)
    for statement in ("UPDATE associates SET load = 2", "UPDATE associates SET load = -1"):
        with pytest.raises(asyncpg.CheckViolationError):
            async with world.database.writer() as w:
                await w.execute(statement + " WHERE id = $1", sam)


async def test_freeing_more_than_was_taken_is_an_error(world: World):
    sam = await world.associate()
    with pytest.raises(asyncpg.CheckViolationError):
        async with world.database.writer() as w:
            await workforce.free(w, sam, 1, worked=True)


async def test_a_renewal_that_is_lost_changes_nothing(world: World):
    sam = await world.associate()
    failpoints.arm("lease.renew_lost=error")
    try:
        with pytest.raises(failpoints.FailpointHit):
            await world.connect(sam)
    finally:
        failpoints.arm("")
    assert (await me(world, sam)).present
    world.crash(sam)
    await world.advance(31)
    assert not (await me(world, sam)).present


async def test_a_grant_is_replaced_and_revoked(world: World):
    sam = await world.associate(topics=["delivery"])
    async with world.database.writer() as w:
        await workforce.grant(w, world.brand.id, sam, topics=["safety"], clearance=2)
        one = await workforce.candidate(w, world.brand.id, sam)
        assert (one.topics, one.clearance) == (("safety",), 2)
        await workforce.revoke(w, world.brand.id, sam)
        assert await workforce.candidate(w, world.brand.id, sam) is None
        assert await workforce.grants(w, sam) == []


async def test_a_call_takes_all_even_when_capacity_is_raised_during_it(world: World):
    sam = await world.associate(capacity=2)
    assert await reserve(world, sam, "voice") == 2
    async with world.database.writer() as w:
        await workforce.set_capacity(w, sam, 6)
    assert await reserve(world, sam) is None
    async with world.database.writer() as w:
        await workforce.free(w, sam, 2, worked=True)
    assert await reserve(world, sam) == 1
