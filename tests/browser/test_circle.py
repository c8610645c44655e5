"""A leader says whom a brand asks first, by keyboard; who was slower sees what is there now."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser import MARKS
from tests.browser.console import Console
from tests.browser.desk import PHONE, Desk
from tests.browser.looks import assert_fits, assert_readable

pytestmark = MARKS

LADDER = [{"rung": "preferred", "for_s": 20}, {"rung": "certified", "for_s": 40}]


@pytest_asyncio.fixture(loop_scope="session")
async def ladder(desk: Desk) -> AsyncIterator[None]:
    """For the length of a test: the platform is everybody's."""
    await _set_ladder(desk, LADDER)
    yield
    await _set_ladder(desk, [])
    async with desk.platform.database.writer() as w:
        await w.execute("UPDATE grants SET certified = '{}', preferred = '{}'")
        await w.execute("DELETE FROM circle_changes")


async def _set_ladder(desk: Desk, steps: list[dict[str, object]]) -> None:
    async with desk.platform.database.writer() as w:
        await w.execute("UPDATE brands SET settings = jsonb_set(settings, '{queue,ladder}', $1::jsonb)", steps)


@pytest.mark.usefixtures("ladder")
async def test_whom_to_ask_first_is_changed_confirmed_and_kept(desk: Desk, tmp_path: Path) -> None:
    lea, slower = [await desk.console("leader", "/planning/circle", **more) for more in ({}, {"viewport": PHONE})]
    page = lea.page
    steps = page.get_by_role("listitem").filter(has_text="Preferred until 0:20")
    await expect(steps).to_have_count(1)
    change = page.get_by_role("button", name="Change: Rosa")
    await change.focus()
    await page.keyboard.press("Enter")
    box = page.get_by_role("checkbox", name="Preferred: all topics")
    await box.focus()
    await page.keyboard.press("Space")
    await _picture(lea, tmp_path, "dialog")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Change it")).to_be_focused()
    await expect(page.get_by_role("dialog")).to_contain_text("preferred for all topics")
    await page.keyboard.press("Enter")
    await expect(lea.toasts).to_contain_text("Changed.")
    await expect(page.get_by_role("listitem").filter(has_text="by Lena")).to_contain_text("preferred for all topics")
    await assert_readable(page.locator("main p"), page.locator("main li"))

    page = slower.page
    await page.get_by_role("button", name="Change: Rosa").click()
    await page.get_by_role("checkbox", name="Certified: all topics").check()
    await page.get_by_role("button", name="Review").click()
    await page.get_by_role("button", name="Change it").click()
    await expect(slower.toasts).to_contain_text("Somebody else changed this meanwhile.")
    await expect(page.get_by_role("checkbox", name="Preferred: all topics")).to_be_checked()
    await _picture(slower, tmp_path, "phone-dialog")
    await page.keyboard.press("Escape")
    await _picture(slower, tmp_path, "phone")
    dark = await desk.console("leader", "/planning/circle", color_scheme="dark")
    await expect(dark.page.get_by_role("button", name="Change: Rosa")).to_be_visible()
    await assert_readable(dark.page.locator("main p"), dark.page.locator("main li"))
    await _picture(dark, tmp_path, "dark")


async def _picture(console: Console, folder: Path, name: str) -> None:
    await assert_fits(console.page)
    await console.page.screenshot(path=folder / f"{name}.png", animations="disabled")
