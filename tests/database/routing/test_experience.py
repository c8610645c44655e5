"""Routing learns who is good at what from outcomes, says so, and stands aside when it cannot."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests.database.routing.world import World

from gigline.conversations import service as conversations
from gigline.infra.db import PerDatabase
from gigline.routing import choosing, experience, queries, service
from gigline.routing.experience import Experience


async def _accept(world: World, associate_id: UUID, conversation_id: UUID) -> None:
    offer = await world.live(conversation_id)
    assert offer.associate_id == associate_id
    async with world.database.writer() as w:
        await service.accept(w, world.actor(associate_id), offer.id)


async def _worked(world: World, associate_id: UUID, resolved: bool, csat: bool | None = None) -> None:
    """One conversation from offer to its judged outcome; only this associate is free meanwhile."""
    c = await world.queued()
    await world.drain()
    await _accept(world, associate_id, c.id)
    await world.advance(30)
    async with world.database.writer() as w:
        now = await conversations.get(w, c.id)
        await conversations.resolve(w, c.id, now.epoch, by="associate")
    await world.drain()
    async with world.database.writer() as w:
        assert await service.note_outcome(w, world.brand.id, c.id, 1, resolved=resolved, csat=csat)


async def _only(world: World, one: UUID, other: UUID) -> None:
    await world.choose(other, "off")
    await world.choose(one, "on")
    await world.drain()


@pytest.fixture
async def taught(world: World) -> tuple[World, UUID, UUID]:
    """Kim settles what comes, Lou does not; both are free, Lou for longer."""
    kim, lou = await world.associate("kim"), await world.associate("lou")
    for who, other, good in ((kim, lou, True), (lou, kim, False)):
        await _only(world, who, other)
        for _ in range(8):
            await _worked(world, who, good, csat=good)
    await world.choose(kim, "on")
    await world.drain()
    return world, kim, lou


async def test_who_settles_more_is_asked_first_and_reads_why(taught) -> None:
    world, kim, lou = taught
    await world.advance(60)
    c = await world.queued()
    await world.drain()
    offer = await world.live(c.id)
    assert (offer.policy, offer.associate_id) == ("gigline", kim)
    async with world.database.reader() as r:
        decision = await queries.decision(r, offer.id)
        _, words = await service.why(r, world.actor(kim), offer.id)
    assert decision["model"] == 16
    row = choosing.recorded(decision, None).given.row(str(c.id))
    value = dict(zip(row.candidates(), row.parts[0], strict=True))
    assert value[str(kim)] > value[str(lou)] + 0.1
    assert decision["expected"]["cases"] == 8
    assert choosing.replays(choosing.recorded(decision, None))
    assert any("judging by 8 of your earlier conversations" in one for one in words)


async def test_a_new_process_comes_to_the_same_numbers(taught) -> None:
    world, _, _ = taught
    fresh, again, known = Experience(), Experience(), experience.of(world.database)
    async with world.database.reader() as r:
        for one in (fresh, again, known):
            assert await one.is_current(r)
    assert fresh.model.seen == again.model.seen == known.model.seen == 16
    assert (fresh.model.context.mean == known.model.context.mean).all()
    assert (fresh.model.persons.effects == known.model.persons.effects).all()


async def test_the_first_word_on_a_segment_counts_and_nobody_learns_from_what_nobody_did(world: World) -> None:
    kim = await world.associate("kim")
    await _worked(world, kim, True)
    waiting = await world.queued()
    async with world.database.writer() as w:
        [row] = await w.rows("SELECT conversation_id, work_s, concurrency FROM routing_outcomes")
        again = await service.note_outcome(w, world.brand.id, row["conversation_id"], 1, resolved=False, csat=None)
        nobody = await service.note_outcome(w, world.brand.id, waiting.id, 1, resolved=True, csat=None)
    assert (again, nobody) == (False, False)
    assert row["work_s"] == pytest.approx(30, abs=5)
    assert row["concurrency"] == 1


async def test_while_there_is_too_much_to_learn_longest_idle_decides(taught, monkeypatch) -> None:
    world, _, _ = taught
    monkeypatch.setattr(experience, "AT_ONCE", 3)
    monkeypatch.setattr(experience, "_experiences", PerDatabase(lambda _: Experience()))
    await world.advance(60)
    c = await world.queued()
    await world.drain()
    offer = await world.live(c.id)
    assert offer.policy == "longest-idle"
    known = experience.of(world.database)
    assert known._loading is not None
    await known._loading
    async with world.database.reader() as r:
        assert await known.is_current(r)
    assert known.model.seen == 16
