"""Rounds: who waits competes for who is there; nobody starves; a broken rule shows; records give the same again."""

from __future__ import annotations

import random
from uuid import UUID

import pytest
from tests.database.routing.world import World

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.conversations import service as conversations
from gigline.infra.db import PerDatabase
from gigline.routing import choosing, explaining, queries, round_queries, rounds, service
from gigline.routing.choosing import Recorded
from gigline.routing.engine.gigline import Gigline
from gigline.routing.models import RoundState
from gigline.routing.rounds import Rounds


async def accept(world: World, offer) -> None:
    async with world.database.writer() as w:
        await service.accept(w, world.actor(offer.associate_id), offer.id)


async def resolve(world: World, conversation_id: UUID) -> None:
    async with world.database.writer() as w:
        c = await conversations.get(w, conversation_id)
        await conversations.resolve(w, c.id, c.epoch, by="associate")


async def record(world: World, offer_id: UUID) -> Recorded:
    async with world.database.reader() as r:
        return await explaining.whole(r, offer_id)


async def state(world: World) -> RoundState:
    async with world.database.reader() as r:
        return (await round_queries.states(r, [world.brand.id]))[world.brand.id]


async def test_one_arrival_is_offered_at_once_and_a_crowd_waits_for_the_round(world: World):
    await world.associate(capacity=1)
    await world.sweep()
    first = await world.queued()
    await world.drain()
    alone = await world.live(first.id)
    assert (await record(world, alone.id)).stored["path"] == "event"
    others = [await world.queued() for _ in range(3)]
    await world.associate("late", capacity=2)
    await world.drain()
    assert [one for c in others if (one := await world.live(c.id))] == []
    await world.sweep()
    made = [one for c in others if (one := await world.live(c.id))]
    assert len(made) == 2
    assert {(await record(world, one.id)).stored["path"] for one in made} == {"round"}
    await world.check_books()


async def test_what_competed_is_one_record_and_gives_the_same_pairs(world: World):
    for name, languages in (("both", ["en", "es"]), ("english", ["en"])):
        await world.associate(name, languages=languages, capacity=1)
    await world.sweep()
    spanish, english = await world.queued(language="es"), await world.queued()
    async with world.database.writer() as w:
        await w.execute("DELETE FROM deliveries")
    await world.sweep()
    offers = [await world.live(c.id) for c in (spanish, english)]
    assert offers[0].associate_id != offers[1].associate_id, "who alone speaks Spanish is not spent on English"
    stored = [await record(world, one.id) for one in offers]
    assert stored[0].stored["pass"] == stored[1].stored["pass"] is not None
    assert len(stored[0].given.rows) == 2
    assert all(choosing.replays(one) for one in stored)
    leader = await world.person("lea", "leader")
    async with world.database.reader() as r:
        told = await explaining.decision_of(r, world.actor(leader, "leader"), offers[1].id)
    assert told.replays
    assert [one["conversation"] for one in told.decision["round"]["rows"]] == [str(english.id)], "no other is named"
    assert told.decision["round"]["competed"] == 1
    [change] = told.changes
    assert change.associate_id == offers[0].associate_id
    assert change.needed > 0


async def test_nobody_starves_behind_better_matches(world: World):
    """Overdue at four SLAs: from then on it is served before all that come later, whatever they are worth."""
    sam = await world.associate(capacity=1)
    await world.sweep()
    busy = await world.queued()
    await world.drain()
    await accept(world, await world.live(busy.id))
    starving = await world.queued(channel="api")
    await world.advance(4 * 60 + 5)
    served = []
    current = busy
    for _ in range(3):
        urgent = [await world.queued(channel="api", topic="safety") for _ in range(2)]
        async with world.database.writer() as w:
            await w.execute("UPDATE conversations SET priority = 2, topic = NULL WHERE id = ANY($1)",
                            [one.id for one in urgent])  # fmt: skip
        await resolve(world, current.id)
        await world.sweep()
        [live] = await _live_of(world, sam)
        served.append(live.conversation_id)
        await accept(world, live)
        current = await world.get(live.conversation_id)
        await world.advance(30)
    assert served[0] == starving.id
    assert len(set(served)) == 3


async def _live_of(world: World, associate_id: UUID) -> list:
    async with world.database.reader() as r:
        return [await queries.offer(r, one) for one in await queries.live_offers_of(r, [associate_id])]


async def test_when_the_rule_breaks_longest_idle_decides_and_everybody_sees_it(world: World, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    sam = await world.associate()
    await world.sweep()
    monkeypatch.setattr(Gigline, "decide", broken)
    c = await world.queued()
    async with world.database.writer() as w:
        await w.execute("DELETE FROM deliveries")
    await world.sweep()
    offer = await world.live(c.id)
    assert (offer.associate_id, offer.policy) == (sam, "longest-idle")
    stored = await record(world, offer.id)
    assert stored.stored["fallback"] == "broken"
    assert choosing.replays(stored)
    async with world.database.reader() as r:
        _, words = await service.why(r, world.actor(sam), offer.id)
    assert any("as the usual rule failed" in one for one in words)
    now = await state(world)
    assert (now.fallback, now.trouble) == ("broken", "ZeroDivisionError")
    async with world.database.snapshot() as r:
        [shown] = (await service.board(r, [world.brand.id])).routers
    assert (shown.state, shown.reason) == ("fallback", "broken")


async def test_a_brand_may_want_longest_idle(world: World):
    raw = world.settings.model_dump()
    raw["queue"]["policy"] = "longest-idle"
    async with world.database.writer() as w:
        await accounts.save_brand(w, BrandSettings.model_validate(raw))
    first = await world.associate("first", capacity=1)
    await world.advance(5)
    second = await world.associate("second", capacity=1)
    waiting = [await world.queued() for _ in range(2)]
    await world.sweep()
    offers = [await world.live(c.id) for c in waiting]
    assert [one.associate_id for one in offers] == [first, second]
    assert {one.policy for one in offers} == {"longest-idle"}
    stored = [await record(world, one.id) for one in offers]
    assert all(choosing.replays(one) for one in stored)
    assert [one.stored["fallback"] for one in stored] == [None, None]


async def test_one_router_has_a_component_until_it_is_gone(world: World):
    one, other = Rounds(world.database), Rounds(world.database)
    await world.associate()
    c = await world.queued()
    await one.run()
    assert await world.live(c.id) is not None
    later = await world.queued()
    await other.run()
    assert await world.live(later.id) is None, "it is not its market"
    await world.advance(11)
    await other.run()
    assert await world.live(later.id) is not None


def test_components_are_who_shares_people():
    a, b, c, d = (UUID(int=n) for n in range(1, 5))
    x, y = UUID(int=9), UUID(int=8)
    assert rounds.components([d, c, b, a], [(x, a), (x, c), (y, c), (y, d)]) == [(a, c, d), (b,)]


async def test_prices_survive_their_router(world: World):
    """Who alone can do what comes is dear; a new router takes that up, and so does whoever decides at once."""
    both = await world.associate("both", languages=["en", "es"], capacity=2)
    await world.associate("english", languages=["en"], capacity=2)
    router = Rounds(world.database)
    await router.run()
    for _ in range(2):
        await world.queued(language="es")
        await router.run()
    async with world.database.reader() as r:
        known = await round_queries.standings(r, [both])
    assert known[both].rent > 0.1
    await world.advance(11)
    again = Rounds(world.database)
    await world.queued()
    await again.run()
    [market] = again._markets.values()
    assert market.mirror.rents()[both] == pytest.approx(known[both].rent, rel=0.05)


async def test_every_decision_of_a_day_replays(world: World, monkeypatch):
    """A day of traffic in small: several gifts, bursts, declines, expiries, outcomes learned; by event and by round."""
    chance = random.Random(11)
    monkeypatch.setattr(rounds, "_rounds", PerDatabase(Rounds))
    gifts = [(["en"], 0), (["en", "es"], 0), (["es"], 2), (["en"], 2)]
    for n, (languages, clearance) in enumerate(gifts):
        await world.associate(f"a{n}", languages=languages, clearance=clearance, capacity=2)
    for _ in range(14):
        for _ in range(chance.choice((1, 1, 5))):
            topic = chance.choice((None, "delivery", "safety"))
            await world.queued(language=chance.choice(("en", "es")), topic=topic, channel="api")
        await world.drain()
        await world.sweep()
        await _work(world, chance)
        await world.advance(chance.choice((5, 25, 60)))
    async with world.database.reader() as r:
        ids = [row["id"] for row in await r.rows("SELECT id FROM offers")]
        stored = [await explaining.whole(r, one) for one in ids]
    assert len(stored) >= 25
    assert {one.stored["path"] for one in stored} == {"event", "round"}
    assert any(one.stored["pass"] for one in stored)
    assert any(one.stored["model"] for one in stored)
    assert all(choosing.replays(one) for one in stored)
    await world.check_books()


async def _work(world: World, chance: random.Random) -> None:
    """Everybody answers what they are offered, one way or the other, and some finish."""
    async with world.database.reader() as r:
        live = [row["id"] for row in await r.rows("SELECT id FROM offers WHERE state = 'offered' ORDER BY id")]
        offers = [await queries.offer(r, one) for one in live]
    for offer in offers:
        if (drawn := chance.random()) < 0.15:
            async with world.database.writer() as w:
                await service.decline(w, world.actor(offer.associate_id), offer.id)
        elif drawn < 0.9:
            await accept(world, offer)
            await resolve(world, offer.conversation_id)
            async with world.database.writer() as w:
                await service.reconcile(w, offer.conversation_id)
                await service.note_outcome(
                    w, world.brand.id, offer.conversation_id, 1, resolved=chance.random() < 0.8, csat=None
                )
