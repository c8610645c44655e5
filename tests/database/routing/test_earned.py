"""What people earned: over days, of which older ones count less, and the same for whoever looks."""

from __future__ import annotations

import pytest
from tests.database.routing.world import World

from gigline.conversations import service as conversations
from gigline.routing import queries, service
from gigline.routing.earned import Earned
from gigline.routing.engine.earnings import HALF_LIFE_S

DAY_S = 86_400.0


async def work(world: World, seconds: float) -> None:
    """A conversation from its arrival to its end."""
    c = await world.queued()
    await world.drain()
    offer = await world.live(c.id)
    assert offer is not None
    async with world.database.writer() as w:
        await service.accept(w, world.actor(offer.associate_id), offer.id)
    await world.advance(seconds)
    async with world.database.writer() as w:
        c = await conversations.get(w, c.id)
        await conversations.resolve(w, c.id, c.epoch, by="associate")
    await world.drain()


async def pass_days(world: World, days: float) -> None:
    """At once: nobody has to stay connected."""
    async with world.database.writer() as w:
        await w.execute("UPDATE clock_offset SET ahead = ahead + make_interval(secs => $1)", days * DAY_S)


async def looked(world: World, earned: Earned, *people) -> dict:
    async with world.database.reader() as r:
        await earned.look(r, people, await queries.now(r))
    return earned.seconds


async def test_what_was_earned_fades_over_days_for_who_looked_before_and_who_looks_first(world: World):
    busy = await world.associate("busy")
    idle, late = await world.person("idle"), await world.person("late")
    await work(world, 1_200.0)
    before = Earned()
    seconds = await looked(world, before, busy, idle)
    assert seconds == {busy: pytest.approx(1_200.0, rel=0.01), idle: 0.0}
    await pass_days(world, 1.0)
    left = 1_200.0 * 0.5 ** (DAY_S / HALF_LIFE_S)
    # Whoever was not looked at before makes it read again at once.
    assert (await looked(world, before, busy, late))[busy] == pytest.approx(left, rel=0.01)
    assert (await looked(world, Earned(), busy, late))[busy] == pytest.approx(left, rel=0.01)
    await pass_days(world, 3.0)
    left = 1_200.0 * 0.5 ** (4.0 * DAY_S / HALF_LIFE_S)
    assert (await looked(world, before, busy, idle))[busy] == pytest.approx(left, rel=0.01)
