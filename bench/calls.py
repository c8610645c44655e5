"""What the sound of browser calls costs the process that has it: processor, memory, delay of everything else."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

import psutil
import uvloop
from tests.browsers import FakeBrowser

from gigline.calls.media import offers
from gigline.calls.media.audio import Pcm
from gigline.calls.media.bridge import Bridge
from gigline.calls.media.peers import Peer
from gigline.calls.rules import Side

CALLS = (1, 5, 10)
MEASURED_S = 10.0
SIDES: tuple[Side, Side] = ("requester", "associate")


def _play(theirs: Connection, legs: int) -> None:
    """The browsers: each says a tone and hears what comes."""
    uvloop.run(_browsers(theirs, legs))


async def _browsers(theirs: Connection, legs: int) -> None:
    loop, browsers = asyncio.get_running_loop(), []
    for number in range(legs):
        browsers.append(FakeBrowser(440 + 20 * number))
        theirs.send(await browsers[-1].offer())
        await browsers[-1].take(await loop.run_in_executor(None, theirs.recv))
    await loop.run_in_executor(None, theirs.recv)
    for browser in browsers:
        await browser.close()


def _said(bridge: Bridge, side: Side) -> Callable[[Pcm], None]:
    return lambda pcm: bridge.said(side, pcm)


def _heard(bridge: Bridge, side: Side) -> Callable[[], Pcm]:
    return lambda: bridge.heard_by(side)


def run() -> list[dict[str, object]]:
    """Calls on in one process; the browsers are played by another, so that they cost this one nothing."""
    return [uvloop.run(_measure(calls)) for calls in CALLS]


async def _measure(calls: int) -> dict[str, object]:
    loop, process = asyncio.get_running_loop(), psutil.Process()
    before_mb = process.memory_info().rss / 2**20
    ours, theirs = multiprocessing.Pipe()
    playing = multiprocessing.get_context("spawn").Process(target=_play, args=(theirs, 2 * calls))
    playing.start()
    legs, connect_s = [], []
    for bridge in [Bridge() for _ in range(calls)]:
        for side in SIDES:
            offer = await loop.run_in_executor(None, ours.recv)
            began = time.perf_counter()
            leg = Peer([], _said(bridge, side), _heard(bridge, side))
            ours.send(await leg.answer(offers.checked(offer, allow_private=True)))
            await asyncio.wait_for(leg.connected.wait(), 10)
            connect_s.append(time.perf_counter() - began)
            bridge.join(side)
            legs.append(leg)
    used_s, began, late_s = time.process_time(), time.perf_counter(), [0.0]
    while time.perf_counter() - began < MEASURED_S:
        asleep = loop.time()
        await asyncio.sleep(0.02)
        late_s.append(loop.time() - asleep - 0.02)
    cores = (time.process_time() - used_s) / (time.perf_counter() - began)
    after_mb = process.memory_info().rss / 2**20
    ours.send("enough")
    for leg in legs:
        await leg.close()
    playing.join()
    return {
        "what": "browser calls", "calls": calls, "cores": round(cores, 2), "cores_a_call": round(cores / calls, 3),
        "more_mb": round(after_mb - before_mb), "connect_s_max": round(max(connect_s), 2),
        "loop_late_ms_max": round(max(late_s) * 1000), "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip
