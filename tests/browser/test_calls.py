"""A call from the widget to the console and on to a second associate, in three browsers, with sound."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import expect

from tests.browser import MARKS
from tests.browser.conftest import ARGUMENTS
from tests.browser.console import Console
from tests.browser.desk import Desk
from tests.browser.looks import assert_readable
from tests.browser.platform import Platform
from tests.browser.talking import LISTEN, hears, hears_not, speaking, spoken
from tests.browser.visitor import Visitor

pytestmark = MARKS

ANA, ROSA = 440.0, 880.0


@pytest_asyncio.fixture(loop_scope="session")
async def desks(chromium: str, platform: Platform, tmp_path: Path) -> AsyncIterator[tuple[Desk, Desk]]:
    """Two Chromiums with a voice of their own: the requester's, and the associates'."""
    ana, rosa = (spoken(hz, tmp_path / f"{hz:.0f}.wav") for hz in (ANA, ROSA))
    async with speaking(chromium, ana, *ARGUMENTS) as hers, speaking(chromium, rosa, *ARGUMENTS) as theirs:
        desks = Desk(hers, platform), Desk(theirs, platform)
        yield desks
        for desk in desks:
            await desk.picture(tmp_path)
            await desk.close()
        await platform.tidy()


async def at_work(desk: Desk, key: str) -> Console:
    return await desk.console(key, available=True, init=LISTEN)


async def calling(desk: Desk) -> Visitor:
    """A visitor who calls, and hears music."""
    ana = await desk.visitor("hoplane-web", init=LISTEN)
    await ana.page.get_by_role("button", name="Call", exact=True).click()
    await expect(ana.call).to_contain_text("You talk with a person")
    await ana.page.get_by_role("checkbox", name="The call may be recorded").check()
    await ana.page.get_by_role("button", name="Call now").click()
    await expect(ana.call_state).to_contain_text("there is music")
    return ana


async def test_a_call_is_heard_both_ways_written_down_held_and_comes_back_after_a_reload(desks: tuple[Desk, Desk]):
    hers, theirs = desks
    rosa = await at_work(theirs, "rosa")
    ana = await calling(hers)
    await expect(rosa.offer.first).to_be_visible()
    began = time.perf_counter()
    await rosa.accept()
    await asyncio.gather(hears(ana.page, ROSA), hears(rosa.page, ANA))
    print(f"accepted and heard both ways: {time.perf_counter() - began:.2f} s")
    await expect(ana.call_state).to_have_text("You are talking")
    await expect(rosa.call.get_by_role("timer")).to_be_visible()
    await expect(rosa.bubble("my parcel is late").first).to_be_visible()
    await assert_readable(rosa.call.locator("header span, button"), ana.call.locator("p, .call-clock"))

    await rosa.call.get_by_role("button", name="Hold").click()
    await expect(ana.call_state).to_have_text("On hold")
    await asyncio.gather(hears_not(ana.page, ROSA), hears_not(rosa.page, ANA))
    await rosa.call.get_by_role("button", name="Hold").click()
    # A reload takes back what was not sent yet.
    await expect(ana.call_state).to_have_text("You are talking")
    await rosa.page.reload()
    await asyncio.gather(hears(ana.page, ROSA), hears(rosa.page, ANA))


async def test_a_call_goes_on_with_a_second_associate_and_ends_with_the_page(desks: tuple[Desk, Desk]):
    hers, theirs = desks
    rosa = await at_work(theirs, "rosa")
    ana = await calling(hers)
    await rosa.accept()
    await hears(rosa.page, ANA)
    tom = await at_work(theirs, "tom")
    await rosa.call.get_by_role("button", name="Transfer the call").click()
    await rosa.page.get_by_role("button", name="Transfer at once").click()
    await tom.accept()
    await asyncio.gather(hears(ana.page, ROSA), hears(tom.page, ANA))
    await expect(rosa.call.get_by_role("article")).to_have_count(0)

    # The network is lost: the browser joins again by itself.
    await ana.page.evaluate(
        """() => {
          const lost = connections.at(-1)
          Object.defineProperty(lost, 'connectionState', { get: () => 'failed' })
          lost.onconnectionstatechange()
        }"""
    )
    await asyncio.gather(hears(ana.page, ROSA), hears(tom.page, ANA))
    assert await ana.page.evaluate("connections.length") == 2

    await ana.page.close()
    await expect(tom.call.get_by_role("article")).to_have_count(0)
    await expect(tom.messages).to_contain_text("Call ended")
