"""A leader narrows the list, keeps that as a view, puts a conversation off until somebody writes, closes several."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser import MARKS
from tests.browser.console import Console
from tests.browser.desk import PHONE, Desk
from tests.browser.looks import assert_fits, assert_readable

pytestmark = MARKS


@pytest.mark.asyncio(loop_scope="session")
async def test_a_leader_keeps_a_crowded_list_in_hand(desk: Desk, tmp_path: Path) -> None:
    await _nothing_urgent(desk)
    lena = await desk.console("leader", "/inbox/all")
    people = [await desk.platform.requester("hoplane-web", name) for name in ("Ana", "Bea", "Cai")]
    urgent = []
    for who in people:
        await who.say("My card was charged twice")
        await who.person()
        urgent.append(await who.waiting())
    for conversation in urgent:
        await lena.person.call(
            "POST",
            f"/conversations/{conversation}/topic",
            {"epoch": await lena.person.epoch(conversation), "topic": "delivery", "priority": 2},
        )
    epoch = {"epoch": await lena.person.epoch(urgent[0])}
    await lena.person.call("POST", f"/conversations/{urgent[0]}/take-over", epoch)
    await lena.person.say(urgent[0], "The bank answers tomorrow.")
    page = lena.page

    await page.get_by_role("button", name="Filter", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Urgent").click()
    await _picture(lena, tmp_path, "filter")
    await page.get_by_role("dialog").get_by_role("button", name="Show").click()
    await expect(lena.rows).to_have_count(3)
    await expect(page.get_by_text("3 found")).to_be_visible()
    await expect(page).to_have_url(re.compile(r"priority=2"))

    await _saved_as_a_view(lena, tmp_path)

    await lena.list.locator(f'[data-row="{urgent[0]}"] a').click()
    await expect(lena.messages).to_be_visible()
    await page.keyboard.press("z")
    await _picture(lena, tmp_path, "snooze")
    await page.get_by_role("button", name=re.compile("^Tomorrow")).click()
    await page.get_by_label("Why").fill("the bank")
    await page.get_by_role("dialog").get_by_role("button", name="Snooze").click()
    await expect(page.get_by_role("status").filter(has_text="or until they write. the bank")).to_be_visible()
    await expect(lena.rows).to_have_count(2)
    await page.get_by_label("Status").select_option("Snoozed")
    await expect(lena.rows).to_have_count(1)
    await expect(lena.rows.first).to_contain_text("until")
    await _picture(lena, tmp_path, "snoozed")
    await people[0].say("The bank wrote to me")
    await expect(lena.rows).to_have_count(0)
    await expect(lena.messages).to_contain_text("they wrote")
    await page.get_by_label("Status").select_option("Open")
    await expect(lena.rows).to_have_count(3)

    await _closed_together(desk, lena, tmp_path)


async def _nothing_urgent(desk: Desk) -> None:
    """Every test has one platform: nothing of the others counts here."""
    async with desk.platform.database.writer() as w:
        await w.execute("DELETE FROM saved_views")
        await w.execute("UPDATE conversations SET priority = 0")


async def _saved_as_a_view(lena: Console, folder: Path) -> None:
    page = lena.page
    views = page.get_by_role("button", name="Views")
    await views.click()
    await page.get_by_role("menuitem", name="Save as a view…").click()
    await page.get_by_label("Name").fill("Urgent ones")
    brand = page.get_by_label("A view belongs to a brand")
    if await brand.count():
        await brand.select_option("Hoplane")
    await page.get_by_label("For everybody of the brand").check()
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.get_by_role("button", name="Clear all").click()
    await expect(page).not_to_have_url(re.compile(r"priority=2"))
    await views.click()
    await expect(page.get_by_role("menuitem", name=re.compile(r"^Urgent ones · everybody’s \(3\)"))).to_be_visible()
    await _picture(lena, folder, "views")
    await page.get_by_role("menuitem", name=re.compile("^Urgent ones")).click()
    await expect(lena.rows).to_have_count(3)
    await page.reload()
    await expect(lena.rows).to_have_count(3)


async def _closed_together(desk: Desk, lena: Console, folder: Path) -> None:
    page = lena.page
    await lena.rows.first.hover()
    await lena.rows.first.get_by_role("checkbox").check()
    await lena.rows.last.get_by_role("checkbox").click(modifiers=["Shift"])
    await expect(page.get_by_role("region", name="Work on several")).to_contain_text("3 selected")
    await _looks(desk, page.url, folder)
    await _picture(lena, folder, "selected")
    await page.get_by_role("region", name="Work on several").get_by_role("button", name="Resolve").click()
    await page.get_by_label("Why").fill("Charged back.")
    await page.get_by_role("button", name="Do it with 3").click()
    await expect(page.get_by_text("Done with 3 conversations.")).to_be_visible()
    await expect(lena.rows).to_have_count(0)
    await expect(page.get_by_text("Nothing fits these filters")).to_be_visible()
    await _picture(lena, folder, "empty")


async def _looks(desk: Desk, url: str, folder: Path) -> None:
    path = "/inbox/all?" + url.partition("?")[2]
    for name, options in (("phone", {"viewport": PHONE, "has_touch": True}), ("dark", {"color_scheme": "dark"})):
        other = await desk.console("leader", path, **options)
        await expect(other.rows).to_have_count(3)
        await assert_readable(other.page.get_by_role("button", name="Without the filter Urgent").locator("span"))
        await _picture(other, folder, name)


async def _picture(console: Console, folder: Path, name: str) -> None:
    await expect(console.page.locator(".skeleton:visible")).to_have_count(0)
    await assert_fits(console.page)
    await console.page.screenshot(path=folder / f"{name}.png", animations="disabled")
