"""A crowd on a running platform: served as planned, and served all the same when the platform is killed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from tests.processes import Gigline

from gigline.simulation.crowd import Crowd, World
from gigline.simulation.pace import COMPRESSED
from gigline.simulation.report import Report
from gigline.simulation.tally import Tally

Start = Callable[..., Gigline]


async def _run(crowd: Crowd, conversations: int) -> Report:
    try:
        return await crowd.run(conversations)
    finally:
        await crowd.close()


async def test_a_crowd_is_served_and_nothing_is_lost(world: World, start: Start) -> None:
    crowd = Crowd(replace(world, base_url=start().url), seed=3, pace=COMPRESSED, every_s=8)
    report = await _run(crowd, 25)
    assert report.broken() == [], crowd.problems
    assert report.conversations == 25
    assert report.messages_in >= 25
    assert report.messages_out >= 25
    assert report.answered_by_bot > 0
    assert report.answered_by_associate > 0
    assert report.handed_over >= report.answered_by_associate
    assert 0 < report.true_resolution_rate <= report.answered_by_bot / 25
    assert report.csat_mean > 3


async def test_a_platform_killed_under_the_crowd_loses_nothing(world: World, start: Start) -> None:
    platform = start()
    crowd = Crowd(replace(world, base_url=platform.url), seed=4, pace=COMPRESSED, every_s=8)
    half = asyncio.Event()

    def look(tally: Tally) -> None:
        if tally.finished >= 8:
            half.set()

    crowd.on_change = look
    running = asyncio.create_task(_run(crowd, 25))
    await half.wait()
    await asyncio.to_thread(platform.kill)
    await asyncio.to_thread(start, platform.port)
    report = await running
    assert report.conversations == 25, crowd.problems
    assert report.broken() == [], (report, crowd.problems)
    assert crowd.problems.counts, "the kill went unnoticed: it came too late to prove anything"
