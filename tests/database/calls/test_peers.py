"""Legs of calls over real sockets on this machine: offer and answer, sound both ways, and nothing left behind."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
from tests.browsers import FakeBrowser

from gigline.calls import rules
from gigline.calls.media import offers
from gigline.calls.media.bridge import Bridge
from gigline.calls.media.peers import Peer
from gigline.calls.rules import Side


async def leg(bridge: Bridge, side: Side, hz: float) -> tuple[FakeBrowser, Peer]:
    browser = FakeBrowser(hz)
    peer = Peer([], lambda pcm: bridge.said(side, pcm), lambda: bridge.heard_by(side))
    await browser.take(await peer.answer(offers.checked(await browser.offer(), allow_private=False)))
    await asyncio.wait_for(peer.connected.wait(), 20)
    bridge.join(side)
    return browser, peer


async def test_two_browsers_hear_each_other_over_the_bridge_and_nothing_is_left():
    tasks, threads = asyncio.all_tasks(), threading.active_count()
    bridge = Bridge()
    began = time.perf_counter()
    ana, ana_leg = await leg(bridge, "requester", 440)
    sam, sam_leg = await leg(bridge, "associate", 1000)
    await asyncio.gather(ana.hears(1000), sam.hears(440))
    print(f"two legs connected and heard: {time.perf_counter() - began:.2f} s")
    bridge.connect(rules.NOBODY)
    await asyncio.gather(ana.hears_music(1000), sam.hears_nothing())
    bridge.connect(rules.CALL)
    await asyncio.gather(ana.hears(1000), sam.hears(440))
    await ana.close()
    await asyncio.wait_for(ana_leg.gone.wait(), 20)
    for one in (ana_leg, sam_leg, sam):
        await one.close()
    # What the library has begun ends by itself, a little later.
    await asyncio.wait_for(_only(tasks), 20)
    assert threading.active_count() - threads <= asyncio.get_running_loop()._default_executor._max_workers


async def _only(tasks: set[asyncio.Task[object]]) -> None:
    while left := asyncio.all_tasks() - tasks - {asyncio.current_task()}:
        await asyncio.wait(left)


async def test_an_offer_that_the_library_cannot_answer_is_refused_and_closed():
    tasks = asyncio.all_tasks()
    browser = FakeBrowser(440)
    offer = offers.checked(await browser.offer(), allow_private=False)
    peer = Peer([], lambda _: None, lambda: Bridge().heard_by("requester"))
    with pytest.raises(offers.BadOffer):
        await peer.answer(offer.replace("a=ice-pwd", "a=ice-word"))
    await browser.close()
    await asyncio.wait_for(_only(tasks), 20)
