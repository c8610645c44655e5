"""The roster is what a whole reading would be, and no claim rests on it alone."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from tests.database.routing.world import World

from gigline.infra.db import Writer
from gigline.workforce import service as workforce
from gigline.workforce.models import Candidate, Claim
from gigline.workforce.roster import Roster

FREE = "UPDATE associates SET load = 0, exclusive = false WHERE id = $1"
DISABLE = "UPDATE people SET disabled_at = CASE WHEN disabled_at IS NULL THEN gigline_now() END WHERE id = $1"


class Undone(Exception):
    """Rolls a transaction back."""


async def look(world: World, roster: Roster) -> list[Candidate]:
    async with world.database.reader() as r:
        return list((await roster.look(r, [world.brand.id])).candidates[world.brand.id])


async def whole(world: World) -> list[Candidate]:
    async with world.database.reader() as r:
        return await workforce.candidates(r, world.brand.id)


async def write(world: World, work: Callable[[Writer], Awaitable[object]]) -> None:
    async with world.database.writer() as w:
        await work(w)


async def _something(world: World, one: UUID, chance: random.Random) -> None:
    brand_id = world.brand.id
    steps: list[Callable[[], Awaitable[object]]] = [
        lambda: world.choose(one, chance.choice(("on", "on", "off", "break"))),
        lambda: world.connect(one),
        lambda: world.advance(chance.choice((3, 12, 40, 100))),
        lambda: write(world, lambda w: workforce.reserve(w, one, chance.choice(("webchat", "voice")))),
        lambda: write(world, lambda w: w.execute(FREE, one)),
        lambda: write(world, lambda w: workforce.grant(w, brand_id, one, clearance=chance.randrange(3))),
        lambda: write(world, lambda w: workforce.revoke(w, brand_id, one)),
        lambda: write(world, lambda w: workforce.missed_offer(w, one)),
        lambda: write(world, lambda w: workforce.set_capacity(w, one, chance.randint(1, 5))),
        lambda: write(world, lambda w: workforce.save_associate(w, one, [chance.choice(("en", "es"))], 3)),
        lambda: write(world, lambda w: w.execute(DISABLE, one)),
    ]  # fmt: skip
    if one in world.connections:
        steps += [lambda: world.close_tab(one), _crash(world, one)]
    await chance.choice(steps)()


def _crash(world: World, one: UUID) -> Callable[[], Awaitable[None]]:
    async def crash() -> None:
        world.crash(one)

    return crash


async def test_a_look_is_what_a_whole_reading_would_be_whatever_happened(world: World):
    people = [await world.associate(f"a{n}", warm=bool(n % 2)) for n in range(4)]
    chance, roster = random.Random(7), Roster()
    for _ in range(120):
        await _something(world, chance.choice(people), chance)
        if chance.random() < 0.7:
            assert await look(world, roster) == await whole(world)
    assert await look(world, roster) == await whole(world)


async def test_who_did_not_change_is_the_same_object(world: World):
    sam, _ = await world.associate("sam"), await world.associate("lea")
    roster = Roster()
    before = {one.id: one for one in await look(world, roster)}
    await world.choose(sam, "break")
    after = {one.id: one for one in await look(world, roster)}
    assert {id_ for id_, one in after.items() if one is not before[id_]} == {sam}


async def test_what_was_undone_is_not_remembered(world: World):
    sam = await world.associate()
    roster = Roster()
    await look(world, roster)

    async def change(w: Writer) -> None:
        await workforce.reserve(w, sam, "webchat")
        await workforce.grant(w, world.brand.id, sam, clearance=2)
        [seen] = (await roster.look(w, [world.brand.id])).candidates[world.brand.id]
        assert (seen.load, seen.clearance) == (1, 2), "whoever changed it sees it"
        raise Undone

    with pytest.raises(Undone):
        await write(world, change)
    assert await look(world, roster) == await whole(world)


async def test_a_transaction_that_ends_late_is_not_missed(world: World):
    sam, lea = await world.associate("sam"), await world.associate("lea")
    roster = Roster()
    await look(world, roster)
    async with world.database.writer() as w:
        await workforce.reserve(w, sam, "webchat")
        for _ in range(3):
            await world.choose(lea, "break")
            assert [one.load for one in await look(world, roster)] == [0, 0]
    assert sum(one.load for one in await look(world, roster)) == 1


async def test_a_lease_renewed_at_the_last_moment_is_seen_when_it_ends_late(world: World):
    sam = await world.associate("sam")
    roster = Roster()
    await look(world, roster)
    connection = world.connections.pop(sam)
    async with world.database.writer() as w:
        await workforce.beat(w, sam, connection, ttl_s=300)
        await world.advance(40)
        assert [one.present for one in await look(world, roster)] == [False]
    assert [one.present for one in await look(world, roster)] == [True]


@pytest.mark.parametrize(
    "change",
    [
        workforce.revoke,
        lambda w, brand_id, one: workforce.grant(w, brand_id, one, topics=["safety"]),
        lambda w, brand_id, one: workforce.grant(w, brand_id, one, channels=["email"]),
        lambda w, _, one: workforce.save_associate(w, one, ["es"], 3),
        lambda w, _, one: workforce.set_availability(w, one, "off"),
        lambda w, _, one: w.execute("UPDATE people SET disabled_at = gigline_now() WHERE id = $1", one),
        lambda w, _, one: w.execute("UPDATE presence SET closing = true WHERE associate_id = $1", one),
        lambda w, _, one: w.execute("UPDATE associates SET load = capacity WHERE id = $1", one),
    ],
)
async def test_a_claim_on_what_is_no_longer_so_takes_nobody(world: World, change):
    sam, lea = await world.associate("sam"), await world.associate("lea")
    seen = {one.id: one for one in await whole(world)}
    await write(world, lambda w: change(w, world.brand.id, sam))
    async with world.database.writer() as w:
        claims = [Claim(seen[one], "webchat") for one in (sam, lea, lea)]
        assert await workforce.claim(w, claims) == [None, 1, 1]
    assert await world.load(lea) == 2


async def test_whoever_holds_locks_already_does_not_wait_for_more(world: World):
    sam, lea = await world.associate("sam"), await world.associate("lea")
    seen = {one.id: one for one in await whole(world)}
    async with world.database.writer() as other, world.database.writer() as w:
        await workforce.lock(other, [sam])
        claims = [Claim(seen[one], "webchat") for one in (sam, lea)]
        assert await workforce.claim(w, claims, wait=False) == [None, 1]
