"""Calls from browsers, from the requester's click to the last line of the log, with real WebRTC on this machine."""

from __future__ import annotations

import asyncio
import time

import pytest
from tests import scenes
from tests.database.calls.browser_world import world

from gigline.calls import service as calls
from gigline.calls.browser import joining, live_call, tasks
from gigline.calls.browser.errors import CallsBusy
from gigline.calls.errors import NoSuchCall
from gigline.calls.media import offers
from gigline.conversations import service as conversations
from gigline.infra.db import Database

ANA, SAM, EVE = 440.0, 880.0, 1320.0


async def test_a_call_is_answered_held_transferred_and_ended(database: Database):
    async with world(database) as w:
        sam = await scenes.associate(database, w.brand_id)
        call_id, ana = await w.calls(ANA, record=True)
        await ana.hears_music(SAM)
        await w.taken_by(call_id, sam)
        began = time.perf_counter()
        sams = await w.picks_up(call_id, sam, SAM)
        await asyncio.gather(ana.hears(SAM), sams.hears(ANA))
        print(f"picked up and heard each other: {time.perf_counter() - began:.2f} s")
        assert (await w.call(call_id)).state == "connected"

        async with database.writer() as writing:
            held = await calls.hold(writing, call_id)
        w.board.changed(held)
        await asyncio.gather(ana.hears_music(SAM), sams.hears_nothing())
        async with database.writer() as writing:
            w.board.changed(await calls.resume(writing, call_id))
        await asyncio.gather(ana.hears(SAM), sams.hears(ANA))
        # Long enough for an utterance.
        await sams.speaks(1.0)

        eve = await scenes.associate(database, w.brand_id)
        async with database.writer() as writing:
            c = await conversations.get(writing, held.conversation_id)
            moved = await calls.transfer(writing, sam, call_id, c.epoch, associate_id=eve.id)
        w.board.changed(moved)
        await ana.hears_music(SAM)
        async with database.reader() as r:
            with pytest.raises(NoSuchCall):
                await joining.call_of(r, sam, call_id)
        eves = await w.picks_up(call_id, eve, EVE)
        await asyncio.gather(ana.hears(EVE), eves.hears(ANA))
        assert sams.connection.connectionState in {"closed", "failed"}

        await ana.silent()
        await eves.speaks(1.0)
        async with database.writer() as writing:
            ended = await calls.end(writing, call_id)
        w.board.changed(ended)
        await asyncio.wait_for(w.board.idle(), 20)
        said = [line for line in await w.log(call_id) if line[0] in {"message", "activity"}]
        assert ("message", "requester", "my parcel is late") in said
        assert ("message", "associate", "let me look") in said
        assert ("message", "associate", "this is somebody else") in said
        assert ("activity", "system", "recording") in said
        assert await w.legs() == 0
        async with database.reader() as r:
            c = await conversations.get(r, moved.conversation_id)
        assert (c.status, c.holder, c.associate_id, c.on_call) == ("open", "associate", eve.id, False)


async def test_who_reloads_comes_back_and_who_comes_by_another_process_is_heard(database: Database):
    async with world(database) as w:
        sam = await scenes.associate(database, w.brand_id)
        call_id, ana = await w.calls(ANA)
        await w.taken_by(call_id, sam)
        first = await w.picks_up(call_id, sam, SAM, elsewhere=True)
        await asyncio.gather(ana.hears(SAM), first.hears(ANA))
        await first.close()
        await ana.hears_music(SAM)
        second = await w.picks_up(call_id, sam, EVE, elsewhere=True)
        await asyncio.gather(ana.hears(EVE), second.hears(ANA))
        call = await w.call(call_id)
        assert (call.state, call.leg, call.host) == ("connected", 1, w.board.host)


async def test_a_requester_who_closes_the_page_has_hung_up(database: Database, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(live_call.BACK_WITHIN_S, "requester", 0.2)
    async with world(database) as w:
        sam = await scenes.associate(database, w.brand_id)
        call_id, ana = await w.calls(ANA)
        await w.taken_by(call_id, sam)
        sams = await w.picks_up(call_id, sam, SAM)
        await sams.hears(ANA)
        await ana.close()
        call = await w.state(call_id, "ended")
        assert call.end_reason == "left"
        await asyncio.wait_for(w.board.idle(), 20)


async def test_a_lost_network_is_music_then_a_way_back_and_in_the_end_a_dead_line(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(live_call, "SILENT_S", 0.5)
    async with world(database) as w:
        sam = await scenes.associate(database, w.brand_id)
        call_id, ana = await w.calls(ANA)
        await w.taken_by(call_id, sam)
        sams = await w.picks_up(call_id, sam, SAM)
        await asyncio.gather(ana.hears(SAM), sams.hears(ANA))
        await sams.vanish()
        await ana.hears_music(SAM)
        again = await w.picks_up(call_id, sam, SAM)
        await asyncio.gather(ana.hears(SAM), again.hears(ANA))
        # Not before: a busy machine may be silent for as long.
        monkeypatch.setattr(live_call, "LOST_S", 1.5)
        await again.vanish()
        call = await w.state(call_id, "failed")
        assert call.end_reason == "associate_lost"
        assert ("activity", "system", "call_ended") in await w.log(call_id)


async def test_an_associate_whose_browser_never_comes_through_has_not_answered(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    async with world(database) as w:
        sam = await scenes.associate(database, w.brand_id)
        call_id, ana = await w.calls(ANA)
        await ana.hears_music(SAM)
        await w.taken_by(call_id, sam)
        monkeypatch.setattr(live_call, "CONNECT_S", 0.3)
        async with database.reader() as r:
            call = await joining.call_of(r, sam, call_id)
        offer = offers.checked(await w.browser(SAM).offer(), allow_private=False)
        await joining.join(database, w.board, call, "associate", sam.id, offer)
        assert (await w.state(call_id, "waiting")).associate_id is None
        await ana.hears_music(SAM)


async def test_the_calls_of_a_process_that_died_end_and_the_conversation_goes_on(database: Database):
    async with world(database) as w:
        sam = await scenes.associate(database, w.brand_id)
        call_id, _ = await w.calls(ANA)
        await w.taken_by(call_id, sam)
        assert await tasks.end_orphans(database) == 0
        async with database.writer() as writing:
            await writing.execute("UPDATE call_hosts SET seen_at = seen_at - interval '1 minute'")
        assert await tasks.end_orphans(database) == 1
        call = await w.call(call_id)
        assert (call.state, call.end_reason) == ("failed", "host_lost")
        async with database.reader() as r:
            c = await conversations.get(r, call.conversation_id)
        assert (c.status, c.holder, c.on_call) == ("open", "associate", False)


async def test_a_process_has_so_many_calls_and_ends_them_when_it_stops(database: Database):
    async with world(database, most_calls=1) as w:
        call_id, ana = await w.calls(ANA)
        await ana.hears_music(SAM)
        with pytest.raises(CallsBusy):
            await w.calls(SAM)
    async with database.reader() as r:
        call = await calls.get(r, call_id)
        assert (call.state, call.end_reason) == ("failed", "host_stopped")
        assert await r.value("SELECT count(*) FROM call_hosts") == 0


async def test_only_whom_it_rings_at_may_join(database: Database):
    async with world(database) as w:
        sam = await scenes.associate(database, w.brand_id)
        call_id, _ = await w.calls(ANA)
        await w.taken_by(call_id, sam)
        eve = await scenes.associate(database, w.brand_id)
        lena = scenes.leader(w.brand_id, eve.id)
        async with database.reader() as r:
            for actor in (eve, lena):
                with pytest.raises(NoSuchCall):
                    await joining.call_of(r, actor, call_id)
            assert (await joining.call_of(r, sam, call_id)).id == call_id
            stranger = await scenes.requester(database, w.brand_id, w.account_id)
            assert await joining.own_call(r, w.brand_id, stranger.contact_id) is None
