"""Shared experience in offers: by both sides' word, learned, told, replayed, and out at one switch."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from tests.database.routing.world import SETTINGS, World

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.contacts import choices
from gigline.contacts import experiences as facts
from gigline.contacts import service as contacts
from gigline.contacts.models import By
from gigline.conversations import service as conversations
from gigline.conversations.models import Conversation, Fact, Handover
from gigline.routing import choosing, experience, queries, service
from gigline.workforce import experiences
from gigline.workforce import service as workforce

PORTO = "city:porto"
ASKED = [{"kind": "city", "name": "Porto"}, {"kind": "hobby", "name": "Golf", "topics": ["safety"]}]
_TEACH = """
INSERT INTO routing_outcomes (brand_id, conversation_id, segment, associate_id, topic, language, channel,
    requester_kind, sla_s, resolved, work_s, wait_s, concurrency, wished, matched)
SELECT $1, gen_random_uuid(), 1, $2, '', 'en', 'webchat', 'customer', 60, $3, 300, 5, 1, $4, $5
FROM generate_series(1, $6)
"""

_HOLDOUT = """
INSERT INTO experiments (brand_id, id, name, kind, a, b, share, measure, seed, block_s, wash_out_s, planned)
VALUES ($1, $1, 'n', 'holdout', 'gigline-without-affinity', 'gigline', 1, 'resolved', 1, 5400, 900, 10)
"""


async def _asks(world: World, *, affinity: bool = True) -> None:
    queue = {**SETTINGS["queue"], "affinity": affinity}
    world.settings = BrandSettings.model_validate({**SETTINGS, "experiences": ASKED, "queue": queue})
    async with world.database.writer() as w:
        await accounts.save_brand(w, world.settings)


async def _says(world: World, who: UUID, key: str = PORTO) -> None:
    async with world.database.writer() as w:
        await experiences.say(w, who, world.brand.id, key)


@pytest.fixture
async def desk(world: World) -> tuple[World, UUID, UUID]:
    """Of others it is known that who knows Porto settles such conversations; Kim is free longer, Lou knows Porto."""
    await _asks(world)
    others = [await world.associate(f"o{n}", online=False) for n in range(4)]
    async with world.database.writer() as w:
        for n, other in enumerate(others):
            matched = [PORTO] if n < 2 else []
            await w.execute(_TEACH, world.brand.id, other, bool(matched), [PORTO], matched, 25)
            await w.execute(_TEACH, world.brand.id, other, True, [], [], 12)
            await w.execute(_TEACH, world.brand.id, other, False, [], [], 12)
    kim, lou = await world.associate("kim"), await world.associate("lou")
    await _says(world, lou)
    await world.choose(lou, "off")
    await world.advance(30)
    await world.choose(lou, "on")
    await world.drain()
    return world, kim, lou


async def _waits(world: World, *keys: str, **given: Any) -> Conversation:
    """Somebody new, who lets these count, asks for a person."""
    c = await world.write(**given)
    if keys:
        async with world.database.writer() as w:
            await facts.say(w, await contacts.get(w, c.brand_id, c.contact_id), keys)
    async with world.database.writer() as w:
        c = await conversations.request_person(w, c.id)
    await world.drain()
    return c


async def _offered(world: World, c: Conversation) -> tuple[UUID, dict[str, Any]]:
    offer = await world.live(c.id)
    assert offer is not None
    async with world.database.reader() as r:
        decision = await queries.decision(r, offer.id)
    assert choosing.replays(choosing.recorded(decision, None))
    async with world.database.writer() as w:
        await service.decline(w, world.actor(offer.associate_id), offer.id)
    return offer.associate_id, decision


async def test_who_shares_it_is_asked_first_and_reads_why(desk) -> None:
    world, _, lou = desk
    c = await _waits(world, PORTO)
    offer = await world.live(c.id)
    async with world.database.reader() as r:
        _, words = await service.why(r, world.actor(lou), offer.id)
    who, decision = await _offered(world, c)
    assert (who, decision["policy"]) == (lou, "gigline")
    assert (decision["affinity"]["wished"], decision["affinity"]["matched"]) == ([PORTO], [PORTO])
    assert decision["affinity"]["adds"] > 0.05
    assert any("and so did you: Porto." in one and "higher" in one for one in words)


async def test_without_both_words_it_is_as_if_there_were_nothing(desk) -> None:
    """Kim, free longer, gets it; the scores are the same to the last bit."""
    world, kim, lou = desk
    who, plain = await _offered(world, await _waits(world))
    async with world.database.writer() as w:
        await experiences.withdraw(w, lou, world.brand.id, PORTO)
    alone, one_side = await _offered(world, await _waits(world, PORTO))
    assert (who, alone) == (kim, kim)
    assert plain["affinity"] is one_side["affinity"] is None
    rows = [choosing.recorded(one, None).given.rows[0] for one in (plain, one_side)]
    assert (rows[0].parts[0] == rows[1].parts[0]).all()


async def test_the_requester_takes_it_back_and_the_brand_switches_it_off(desk) -> None:
    world, kim, lou = desk
    c = await _waits(world, PORTO)
    assert (await _offered(world, c))[0] == lou
    async with world.database.writer() as w:
        contact = await contacts.get(w, c.brand_id, c.contact_id)
        await choices.note(w, contact, "matching", "webchat", "refused", "said", By("person", name="Ana"))
    await world.drain()
    assert (await _offered(world, c))[1]["affinity"] is None
    await _asks(world, affinity=False)
    who, decision = await _offered(world, await _waits(world, PORTO))
    assert (who, decision["affinity"]) == (kim, None)


async def test_a_flows_slot_counts_with_consent_and_a_topic_can_limit_it(desk) -> None:
    world, _, lou = desk
    await _says(world, lou, "hobby:golf")
    c = await world.write(topic="delivery")
    record = Handover("asked", "s", None, "delivery", (Fact("city", "PORTO", 1), Fact("sport", "golf", 1)), ())
    async with world.database.writer() as w:
        contact = await contacts.get(w, c.brand_id, c.contact_id)
        await choices.note(w, contact, "matching", "", "agreed", "said", By("person", name="Ana"))
        await conversations.hand_over(w, c.id, c.epoch, record)
    await world.drain()
    who, decision = await _offered(world, c)
    assert (who, decision["affinity"]["wished"]) == (lou, [PORTO])


async def test_an_arm_of_an_experiment_leaves_it_out_and_keeps_it(desk) -> None:
    world, kim, _ = desk
    async with world.database.writer() as w:
        await w.execute(_HOLDOUT, world.brand.id)
    who, decision = await _offered(world, await _waits(world, PORTO))
    assert (who, decision["policy"]) == (kim, "gigline")
    assert decision["affinity"] == {"wished": [PORTO], "matched": [], "adds": None}


async def test_outcomes_keep_it_and_teach_it(desk) -> None:
    world, _, lou = desk
    c = await _waits(world, PORTO)
    offer = await world.live(c.id)
    async with world.database.writer() as w:
        await service.accept(w, world.actor(lou), offer.id)
    async with world.database.writer() as w:
        await conversations.resolve(w, c.id, (await conversations.get(w, c.id)).epoch, by="associate")
    await world.drain()
    known = experience.of(world.database)
    before = known.model.affinity.seen
    async with world.database.writer() as w:
        assert await service.note_outcome(w, world.brand.id, c.id, 1, resolved=True, csat=None)
        [row] = await w.rows("SELECT wished, matched FROM routing_outcomes WHERE conversation_id = $1", c.id)
    assert (row["wished"], row["matched"]) == ([PORTO], [PORTO])
    async with world.database.reader() as r:
        assert await known.is_current(r)
    assert known.model.affinity.seen == before + 1


async def test_a_language_counts_while_the_network_has_it(desk) -> None:
    world, kim, _ = desk
    asked = [{"kind": "language", "name": "es"}]
    async with world.database.writer() as w:
        await accounts.save_brand(w, BrandSettings.model_validate({**SETTINGS, "experiences": asked}))
        await workforce.save_associate(w, kim, ["en", "es"], 3)
        await experiences.say(w, kim, world.brand.id, "language:es")
    _, decision = await _offered(world, await _waits(world, "language:es"))
    assert decision["affinity"]["wished"] == ["language:es"]
    async with world.database.writer() as w:
        await workforce.save_associate(w, kim, ["en"], 3)
    _, decision = await _offered(world, await _waits(world, "language:es"))
    assert decision["affinity"] is None
