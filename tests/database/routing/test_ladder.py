"""A brand opens the circle step by step, and says what is done where nobody is there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError
from tests.database.routing.world import SETTINGS, World

from gigline.accounts import service as accounts
from gigline.accounts.schemas import BrandSettings
from gigline.conversations import callback_queries
from gigline.conversations import service as conversations
from gigline.conversations.models import Author
from gigline.routing import board
from gigline.workforce import service as workforce

LADDER = [{"rung": "preferred", "for_s": 20}, {"rung": "certified", "for_s": 30}]


async def want(world: World, **queue: Any) -> None:
    raw = {**SETTINGS, "queue": {**SETTINGS["queue"], "still_there_after_s": 3600, **queue}}
    async with world.database.writer() as w:
        await accounts.save_brand(w, BrandSettings.model_validate(raw))


async def known_for(world: World, name: str, **topics: list[str]) -> UUID:
    one = await world.associate(name)
    async with world.database.writer() as w:
        await workforce.grant(w, world.brand.id, one, **topics)
    return one


async def test_preferred_then_certified_then_whoever_has_a_grant(world: World):
    await want(world, ladder=LADDER, widen_when_empty=False)
    granted = await known_for(world, "granted")
    certified = await known_for(world, "certified", certified=["delivery"])
    preferred = await known_for(world, "preferred", preferred=["*"])
    asked = []
    for wait_s in (0, 25, 55):
        c = await world.queued(topic="delivery", channel="api")
        await world.advance(wait_s)
        await world.sweep()
        asked.append((await world.live(c.id)).associate_id)
        await world.choose(asked[-1], "off")
        await world.sweep()
    assert asked == [preferred, certified, granted]


async def test_a_rung_where_nobody_is_holds_or_is_passed_as_the_brand_says(world: World):
    await want(world, ladder=LADDER, widen_when_empty=False)
    sam = await known_for(world, "sam")
    holding = await world.queued(topic="delivery", channel="api")
    await world.drain()
    assert await world.live(holding.id) is None
    await want(world, ladder=LADDER)
    await world.sweep()
    assert (await world.live(holding.id)).associate_id == sam


async def test_the_board_says_how_far_the_circle_is_open(world: World):
    await want(world, ladder=LADDER, widen_when_empty=False)
    c = await world.queued(topic="delivery", channel="api")
    seen = []
    for wait_s in (5, 20, 40):
        await world.advance(wait_s)
        async with world.database.reader() as r:
            [one] = (await board.board(r, [world.brand.id])).waiting
        seen.append((one.conversation_id, one.rung, one.opens_in_s is not None and one.opens_in_s > 0))
    assert seen == [(c.id, "preferred", True), (c.id, "certified", True), (c.id, "granted", False)]
    await want(world)
    async with world.database.reader() as r:
        [one] = (await board.board(r, [world.brand.id])).waiting
    assert (one.rung, one.opens_in_s) == (None, None)


async def test_an_empty_pool_calls_in_then_converts_each_once_and_nobody_ineligible_is_asked(world: World):
    steps = [{"do": "call_in", "after_s": 30}, {"do": "convert", "after_s": 60}]
    await want(world, when_empty=steps)
    await world.associate("english")
    c = await world.queued(language="es", channel="api")
    for _ in range(4):
        await world.advance(25)
        await world.sweep()
    async with world.database.reader() as r:
        called = await r.rows("SELECT payload FROM events WHERE type = 'PoolEmpty'")
        log = await conversations.entries(r, await conversations.get(r, c.id))
    assert len(called) == 1
    assert [one.data["type"] for one in log if one.kind == "activity"].count("later_offered") == 1
    assert await world.offers(c.id) == []
    assert (await world.get(c.id)).holder == "queue", "it keeps its place"
    async with world.database.writer() as w:
        await conversations.ask_for_call(w, c.id, "+351912345678", None, Author("requester", c.contact_id))
        assert [one.conversation_id for one in await callback_queries.open_of_brand(w, world.brand.id)] == [c.id]
    assert (await world.get(c.id)).holder == "queue", "and so it does for whoever wants to be called"


@pytest.mark.parametrize(
    "queue",
    [
        {"ladder": list(reversed(LADDER))},
        {"when_empty": [{"do": "convert", "after_s": 60}, {"do": "call_in", "after_s": 30}]},
    ],
)
def test_a_ladder_that_does_not_go_up_is_refused(queue: dict[str, Any]):
    with pytest.raises(ValidationError):
        BrandSettings.model_validate({**SETTINGS, "queue": queue})
