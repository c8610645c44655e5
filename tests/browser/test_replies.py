"""An associate answers with saved replies by keyboard, keeps an answer of their own, and a leader sees it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from tests.browser import MARKS
from tests.browser.console import Console
from tests.browser.desk import PHONE, Desk
from tests.browser.looks import assert_fits, assert_readable
from tests.browser.waiting import until

pytestmark = MARKS

MARKUP = "<img src=x onerror=alert(1)> {{associate.name}}"


@pytest.mark.asyncio(loop_scope="session")
async def test_an_associate_answers_with_saved_replies(desk: Desk, tmp_path: Path) -> None:
    await _forget(desk)
    who = await desk.platform.requester("hoplane-web", f"Ana {MARKUP}")
    await who.say("Where is my food? The order is HP-12345")
    await who.person()
    conversation = await who.waiting()
    lena = await desk.console("leader", "/board")
    await lena.person.call(
        "POST", f"/conversations/{conversation}/take-over", {"epoch": await lena.person.epoch(conversation)}
    )
    await lena.person.call(
        "POST",
        f"/conversations/{conversation}/topic",
        {"epoch": await lena.person.epoch(conversation), "topic": "delivery", "priority": 0},
    )
    await lena.open(conversation)
    field = lena.page.locator("footer textarea")
    options = _options(lena)
    chosen = _options(lena, selected=True)

    await field.fill("Hello. Yours, Lena")
    await field.press("Home")
    for _ in "Hello. ":
        await field.press("ArrowRight")
    await field.press("/")
    await expect(options.first).to_be_visible()
    await expect(field).to_have_attribute("aria-activedescendant", re.compile(".+-0$"))
    await _picture(lena, tmp_path, "list")
    await field.press("Escape")
    await expect(options).to_have_count(0)
    await expect(field).to_have_value("Hello. /Yours, Lena")
    await field.press("Backspace")
    await lena.page.get_by_role("button", name="Saved replies").click()
    await expect(options.first).to_be_visible()
    await field.press("Escape")
    await expect(field).to_have_value("Hello. Yours, Lena")

    await field.press("/")
    await field.press_sequentially("late")
    await expect(chosen).to_contain_text("Sorry that it is late")
    await field.press("ArrowDown")
    await field.press("ArrowUp")
    await expect(lena.page.get_by_role("group", name="Preview")).to_contain_text("order HP-12345 is late")
    await _picture(lena, tmp_path, "found")
    await field.press("Enter")
    await expect(field).to_have_value(
        re.compile(r"^Hello\. Hi Ana, I am sorry that order HP-12345 .*Yours, Lena$", re.DOTALL)
    )

    await field.press("Control+Enter")
    await expect(lena.page.get_by_text("To fill in or remove before it is sent:")).to_be_visible()
    await expect(lena.bubble("I am sorry that order")).to_have_count(0)
    await _picture(lena, tmp_path, "blank")
    await lena.page.keyboard.type("the kitchen, until nine")
    await field.press("Control+Enter")
    await expect(lena.bubble("I am sorry that order HP-12345 is late")).to_be_visible()

    await _kept(lena, tmp_path)
    await _looks(desk, conversation, tmp_path)
    await _reported(desk, lena, tmp_path)


async def _forget(desk: Desk) -> None:
    """Every test has one platform: nobody keeps replies yet, and none was used."""
    async with desk.platform.database.writer() as w:
        await w.execute("DELETE FROM saved_replies WHERE person_id IS NOT NULL")
        await w.execute("DELETE FROM reply_uses")


async def _kept(lena: Console, folder: Path) -> None:
    """The answer becomes a reply of their own, without the requester's name and order."""
    page = lena.page
    bubble = lena.bubble("I am sorry that order HP-12345 is late")
    await bubble.hover()
    await bubble.get_by_role("button", name="Save this answer as a reply of mine").click()
    dialog = page.get_by_role("dialog")
    text = dialog.get_by_label("Text")
    await expect(text).to_have_value(re.compile(r"Hi {{requester.first_name}}, I am sorry that order {{fact.code}}"))
    await _picture(lena, folder, "keep")
    await dialog.get_by_label("Name").fill("Late, and why")
    await dialog.get_by_label("Shortcut").fill("why")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    field = page.locator("footer textarea")
    await field.press_sequentially("/why")
    await expect(_options(lena, selected=True)).to_contain_text("Late, and why")
    await page.get_by_role("button", name="My replies…").click()
    await expect(dialog).to_contain_text("Late, and why")
    await _picture(lena, folder, "mine")
    await page.keyboard.press("Escape")
    await expect(field).to_have_value("")


async def _looks(desk: Desk, conversation: str, folder: Path) -> None:
    for name, options in (("phone", {"viewport": PHONE, "has_touch": True}), ("dark", {"color_scheme": "dark"})):
        other = await desk.console("leader", **options)
        await other.open(conversation)
        await other.page.locator("footer textarea").press("/")
        await expect(_options(other).first).to_be_visible()
        await assert_readable(*_words(other.page.get_by_role("listbox")), *_words(other.page.get_by_role("group")))
        await _picture(other, folder, name)


async def _reported(desk: Desk, lena: Console, folder: Path) -> None:
    async def counted() -> bool:
        async with desk.platform.database.reader() as r:
            return bool(await r.value("SELECT EXISTS (SELECT 1 FROM reply_uses)"))

    await until(counted, "count of the reply")
    await lena.go("/learning/replies")
    await lena.page.locator("header select").first.select_option("Hoplane")
    row = lena.page.get_by_role("row").filter(has_text="Sorry that it is late")
    await expect(row).to_contain_text("1 associate")
    await _picture(lena, folder, "report")
    phone = await desk.console("leader", "/learning/replies", viewport=PHONE)
    await expect(phone.page.get_by_role("row").first).to_be_visible()
    await _picture(phone, folder, "report-phone")


def _options(console: Console, **which: bool) -> Locator:
    return console.page.get_by_role("listbox", name="Saved replies").get_by_role("option", **which)


def _words(root: Locator) -> tuple[Locator, Locator]:
    return root.locator("span"), root.locator("p")


async def _picture(console: Console, folder: Path, name: str) -> None:
    await expect(console.page.locator(".skeleton:visible")).to_have_count(0)
    await assert_fits(console.page)
    await console.page.screenshot(path=folder / f"{name}.png", animations="disabled")
