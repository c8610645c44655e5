"""A call handed over warm, in three browsers with three voices: the requester hears music, then whoever goes on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest_asyncio
from playwright.async_api import expect

from tests.browser import MARKS
from tests.browser.conftest import ARGUMENTS
from tests.browser.desk import Desk
from tests.browser.looks import assert_readable
from tests.browser.platform import Platform
from tests.browser.talking import hears, speaking, spoken
from tests.browser.test_calls import at_work, calling

pytestmark = MARKS

ANA, ROSA, TOM = 440.0, 880.0, 1320.0
# A note of the music that nobody's voice is near.
MUSIC = 392.0


@pytest_asyncio.fixture(loop_scope="session")
async def desks(chromium: str, platform: Platform, tmp_path: Path) -> AsyncIterator[list[Desk]]:
    """A Chromium with a voice of its own for each of Ana, Rosa and Tom."""
    async with AsyncExitStack() as stack:
        desks = []
        for hz in (ANA, ROSA, TOM):
            voice = spoken(hz, tmp_path / f"{hz:.0f}.wav")
            desks.append(Desk(await stack.enter_async_context(speaking(chromium, voice, *ARGUMENTS)), platform))
        yield desks
        for desk in desks:
            await desk.picture(tmp_path)
            await desk.close()
        await platform.tidy()


async def test_a_colleague_is_asked_and_goes_on_with_the_call(desks: list[Desk]):
    hers, rosas, toms = desks
    rosa = await at_work(rosas, "rosa")
    ana = await calling(hers)
    await rosa.accept()
    await hears(ana.page, ROSA)
    tom = await at_work(toms, "tom")

    await rosa.call.get_by_role("button", name="Transfer the call").click()
    await rosa.page.get_by_label("Private note for whoever takes it").fill("She wants to keep the blue one")
    await rosa.page.get_by_role("button", name="Talk to them first").click()
    await expect(rosa.call).to_contain_text("Ringing at Tom Arden")
    await expect(tom.call).to_contain_text("She wants to keep the blue one")
    await expect(ana.call_state).to_have_text("On hold")
    await tom.call.get_by_role("button", name="Answer").click()
    await asyncio.gather(hears(ana.page, MUSIC), hears(rosa.page, TOM), hears(tom.page, ROSA))

    # A reload in the middle comes back to it.
    await rosa.page.reload()
    colleague = rosa.call.get_by_role("group", name="Colleague")
    hand_over = colleague.get_by_role("button", name="Hand over")
    await expect(hand_over).to_be_enabled()
    await asyncio.gather(hears(rosa.page, TOM), hears(tom.page, ROSA))
    talk_to = colleague.get_by_role("group", name="Talk to").get_by_role("button")
    await talk_to.first.click()
    await expect(talk_to.first).to_have_attribute("aria-pressed", "true")
    await asyncio.gather(hears(ana.page, ROSA), hears(rosa.page, ANA), hears(tom.page, MUSIC))
    await expect(tom.call).to_contain_text("you hear music")
    await assert_readable(rosa.call.locator("header span, button"), tom.call.locator("header span, p, button"))

    await hand_over.focus()
    await rosa.page.keyboard.press("Enter")
    await asyncio.gather(hears(ana.page, TOM), hears(tom.page, ANA))
    await expect(rosa.call.get_by_role("article")).to_have_count(0)
    await tom.call.get_by_role("link").click()
    await expect(tom.messages).to_contain_text("in the call.")
    await expect(ana.page.get_by_text("in the call.")).to_have_count(0)
