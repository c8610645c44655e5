"""Warm transfers as they are heard: who hears whom and who hears music, with real WebRTC on this machine."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from tests import scenes
from tests.browsers import PATIENCE_S, FakeBrowser
from tests.database.calls.browser_world import World, world

from gigline.accounts.models import Actor
from gigline.calls import consulting, service
from gigline.calls.browser import joining, live_call
from gigline.calls.errors import NoSuchCall
from gigline.infra.db import Database

ANA, SAM, EVE = 440.0, 880.0, 1320.0


async def in_a_call(w: World) -> tuple[UUID, Actor, Actor, FakeBrowser, FakeBrowser]:
    """Ana and Sam hear each other, and Eve is there: the call, Sam, Eve, and the browsers of Ana and Sam."""
    sam = await scenes.associate(w.database, w.brand_id)
    call_id, ana = await w.calls(ANA)
    await w.taken_by(call_id, sam)
    sams = await w.picks_up(call_id, sam, SAM)
    await asyncio.gather(ana.hears(SAM), sams.hears(ANA))
    return call_id, sam, await scenes.associate(w.database, w.brand_id), ana, sams


async def test_a_requester_hears_music_then_the_colleague_and_nothing_in_between(database: Database):
    async with world(database) as w:
        call_id, sam, eve, ana, sams = await in_a_call(w)
        eves = await w.asks(call_id, sam, eve, EVE)
        await asyncio.gather(ana.hears_music(SAM), sams.hears(EVE), eves.hears(SAM))
        await w.does(consulting.talk, call_id, "requester")
        await asyncio.gather(ana.hears(SAM), sams.hears(ANA), eves.hears_music(SAM))
        await w.does(consulting.talk, call_id, "colleague")
        await asyncio.gather(ana.hears_music(SAM), sams.hears(EVE), eves.hears(SAM))

        before = eves.connection
        await w.hands_over(call_id)
        await asyncio.gather(ana.hears(EVE), eves.hears(ANA))
        assert eves.connection is before
        await sams.closed()
        async with database.reader() as r:
            with pytest.raises(NoSuchCall):
                await joining.call_at(r, sam, call_id)
            assert (await joining.call_of(r, eve, call_id)).leg == 1
        # What the two said to each other is nowhere; what Ana and Eve say now is Eve's.
        await eves.speaks(0.5)
        await ana.silent()
        await w.does(service.end, call_id)
        await asyncio.wait_for(w.board.idle(), PATIENCE_S)
        said = [(author, text) for kind, author, text in await w.log(call_id) if kind == "message"]
        assert ("associate", "this is somebody else") in said


async def test_a_reload_in_the_middle_comes_back_to_where_it_was(database: Database):
    async with world(database) as w:
        call_id, sam, eve, ana, sams = await in_a_call(w)
        eves = await w.asks(call_id, sam, eve, EVE)
        await asyncio.gather(sams.hears(EVE), eves.hears(SAM))
        await sams.close()
        await asyncio.gather(eves.hears_music(SAM), ana.hears_music(SAM))
        again = await w.picks_up(call_id, sam, SAM, elsewhere=True)
        await asyncio.gather(again.hears(EVE), eves.hears(SAM), ana.hears_music(SAM))
        await eves.close()
        back = await w.picks_up(call_id, eve, EVE)
        await asyncio.gather(again.hears(EVE), back.hears(SAM))
        await w.does(consulting.cancel, call_id)
        await asyncio.gather(ana.hears(SAM), again.hears(ANA))
        await back.closed()


async def test_a_lost_associate_leaves_the_requester_to_the_colleague(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(live_call.BACK_WITHIN_S, "associate", 0.2)
    async with world(database) as w:
        call_id, sam, eve, ana, sams = await in_a_call(w)
        eves = await w.asks(call_id, sam, eve, EVE)
        await eves.hears(SAM)
        await sams.close()
        await asyncio.gather(ana.hears(EVE), eves.hears(ANA))
        assert (await w.call(call_id)).associate_id == eve.id


async def test_a_lost_colleague_leaves_the_requester_with_music_until_the_associate_is_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setitem(live_call.BACK_WITHIN_S, "colleague", 0.2)
    async with world(database) as w:
        call_id, sam, eve, ana, sams = await in_a_call(w)
        eves = await w.asks(call_id, sam, eve, EVE)
        await eves.hears(SAM)
        await eves.close()
        await asyncio.gather(sams.hears_nothing(), ana.hears_music(SAM))
        await w.until_nobody_is_asked(call_id)
        await w.does(service.resume, call_id)
        await asyncio.gather(ana.hears(SAM), sams.hears(ANA))
