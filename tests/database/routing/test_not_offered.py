"""Why not me: what associates read of offers that went to others."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests.database.routing.world import World

from gigline.accounts.models import Actor
from gigline.routing import not_offered, service
from gigline.routing.models import NotOffered
from gigline.workforce import service as workforce


async def read(world: World, who: UUID) -> list[NotOffered]:
    async with world.database.reader() as r:
        return await service.not_offered(r, world.actor(who))


async def taken(world: World) -> UUID:
    """Somebody wrote, and whoever was asked for it took it."""
    c = await world.queued()
    await world.drain()
    offer = await world.live(c.id)
    async with world.database.writer() as w:
        await service.accept(w, world.actor(offer.associate_id), offer.id)
    return offer.associate_id


async def test_who_was_kept_from_it_reads_the_rule_with_its_facts(world: World):
    sam = await world.associate("sam")
    off = await world.associate("off", online=False)
    abroad = await world.associate("abroad", languages=["es"])
    assert await taken(world) == sam
    assert await read(world, sam) == [], "it was theirs"
    assert await read(world, off) == [], "they know why"
    [one] = await read(world, abroad)
    assert (one.brand_name, one.channel, one.language, one.could) == ("Acme", "webchat", "en", False)
    assert one.sentences == ["It needed the language en, which you are not entered with."]


async def test_who_could_have_had_it_reads_why_another_got_it(world: World):
    both = {await world.associate("sam"), await world.associate("ben")}
    got = await taken(world)
    [other] = both - {got}
    [one] = await read(world, other)
    assert one.could
    assert one.sentences
    assert str(got) not in str(one)


async def test_those_that_competed_say_what_was_missing(world: World):
    people = {await world.associate(name, capacity=1) for name in ("sam", "ben", "eve")}
    await world.sweep()
    came = [await world.queued() for _ in range(2)]
    await world.drain()
    offers = [await world.live(one.id) for one in came]
    async with world.database.writer() as w:
        for one in offers:
            await service.accept(w, world.actor(one.associate_id), one.id)
    [left] = people - {one.associate_id for one in offers}
    found = await read(world, left)
    assert [one.could for one in found] == [True, True]
    assert all(one.sentences[-1].startswith("It would have come to you with a score higher by") for one in found)


async def test_neither_strangers_nor_yesterday_nor_other_brands(world: World):
    sam = await world.associate("sam")
    abroad = await world.associate("abroad", languages=["es"])
    await taken(world)
    assert len(await read(world, abroad)) == 1
    async with world.database.reader() as r:
        key = Actor(kind="api_key", id=abroad, name="K", roles={world.brand.id: "admin"})
        assert await service.not_offered(r, key) == []
    async with world.database.writer() as w:
        await workforce.revoke(w, world.brand.id, abroad)
    assert await read(world, abroad) == [], "whose grant has ended reads nothing of the brand"
    assert await read(world, sam) == []


async def test_it_is_of_the_last_day_and_of_the_newest(world: World, monkeypatch):
    await world.associate("sam", capacity=6)
    abroad = await world.associate("abroad", languages=["es"])
    for _ in range(3):
        await taken(world)
    monkeypatch.setattr(not_offered, "MOST", 2)
    times = [one.offered_at for one in await read(world, abroad)]
    assert len(times) == 2
    assert times == sorted(times, reverse=True)
    async with world.database.writer() as w:
        await w.execute("UPDATE clock_offset SET ahead = ahead + interval '25 hours'")
    assert await read(world, abroad) == []


RULES: dict[str, dict[str, object]] = {
    "language": {"needs": "en", "has": []},
    "channel": {"needs": "email", "has": []},
    "topic": {"needs": "delivery", "has": []},
    "clearance": {"needs": 2, "has": 0},
    "rung": {"needs": "preferred"},
    "presence": {"present": False},
    "paused": {"paused": True},
    "capacity": {"load": 3, "capacity": 3},
    "warm_up": {"load": 1, "limit": 1},
    "asked_before": {"outcome": "declined"},
}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_has_its_words(rule: str) -> None:
    assert not_offered.hindrance({"filter": rule, "because": RULES[rule]}).endswith(".")
