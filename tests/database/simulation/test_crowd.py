"""A crowd on a running platform: served as planned, and served all the same when the platform is killed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from tests.processes import Gigline

from gigline.accounts import service as accounts
from gigline.infra.db import Database
from gigline.simulation.crowd import Crowd, World
from gigline.simulation.pace import COMPRESSED
from gigline.simulation.report import Report
from gigline.simulation.surface import Problems, Surface
from gigline.simulation.tally import Tally
from gigline.simulation.widget import Widget

Start = Callable[..., Gigline]


async def _run(crowd: Crowd, conversations: int) -> Report:
    try:
        return await crowd.run(conversations)
    finally:
        await crowd.close()


AHEAD = """
UPDATE clock_offset SET ahead = date_trunc('week', clock_timestamp() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
    + make_interval(days => 7) + $1 - clock_timestamp()
"""
OPEN, CLOSED = timedelta(days=2, hours=12), timedelta(days=6, hours=4, minutes=30)

PEOPLE = 20
MOST_LEAVE = 5


async def _closed(database: Database) -> int:
    """How many were told that the brand is closed."""
    async with database.reader() as r:
        return int(await r.value("SELECT count(*) FROM entries WHERE data ->> 'notice' = 'closed'"))


async def _is(database: Database, at: timedelta) -> None:
    """It is then in the week to come: a Wednesday's noon, or the night to a Sunday, when both brands are closed."""
    async with database.writer() as w:
        await w.execute(AHEAD, at)
    async with database.reader() as r:
        now = await r.value("SELECT gigline_now()")
        calendars = [accounts.settings_of(one).calendar() for one in await accounts.brands(r)]
    assert [one is not None and one.is_open(now) for one in calendars] == [at == OPEN] * 2


async def _knows_its_conversation_without_a_live_line(url: str, account: str) -> None:
    async with Surface(url, Problems()) as surface:
        widget = Widget(surface, account)
        await widget.open_session(None)
        await widget.write("Is somebody there?")
        async with asyncio.timeout(30):
            while not await widget.fetch():  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        assert widget.conversation is not None


async def test_a_crowd_is_served_at_night_and_nothing_is_lost(database: Database, world: World, start: Start) -> None:
    await _is(database, CLOSED)
    url = start().url
    await _knows_its_conversation_without_a_live_line(url, world.materials[0].account)
    crowd = Crowd(replace(world, base_url=url), seed=3, pace=COMPRESSED, every_s=8)
    report = await _run(crowd, PEOPLE)
    assert report.broken() == [], crowd.problems
    assert report.conversations == PEOPLE
    assert report.messages_in >= PEOPLE
    assert report.messages_out >= PEOPLE
    assert report.answered_by_bot > 0
    assert report.answered_by_associate > 0
    assert report.handed_over >= report.answered_by_associate
    assert 0 < report.true_resolution_rate <= round(report.answered_by_bot / PEOPLE, 3)
    assert report.csat_mean > 3
    # Closed or not, whoever is online answers, and being told so makes nobody leave.
    assert await _closed(database) > 0
    assert report.abandoned <= MOST_LEAVE


async def test_a_platform_killed_under_the_crowd_loses_nothing(database: Database, world: World, start: Start) -> None:
    await _is(database, OPEN)
    platform = start()
    crowd = Crowd(replace(world, base_url=platform.url), seed=4, pace=COMPRESSED, every_s=8)
    half = asyncio.Event()

    def look(tally: Tally) -> None:
        if tally.finished >= PEOPLE // 3:
            half.set()

    crowd.on_change = look
    running = asyncio.create_task(_run(crowd, PEOPLE))
    await half.wait()
    await asyncio.to_thread(platform.kill)
    await asyncio.to_thread(start, platform.port)
    report = await running
    assert report.conversations == PEOPLE, crowd.problems
    assert report.broken() == [], (report, crowd.problems)
    # How many leave is up to how long the platform is away: as long as this machine takes to start it.
    assert report.answered_by_associate > 0
    assert crowd.problems.counts, "the kill went unnoticed: it came too late to prove anything"
