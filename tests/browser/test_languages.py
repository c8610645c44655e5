"""Everybody reads their own language: requesters that of the page, associates the one they choose."""

from __future__ import annotations

import re

from playwright.async_api import Page, Route, expect

from tests.browser import MARKS
from tests.browser.desk import PHONE, Desk
from tests.browser.looks import assert_fits
from tests.browser.visitor import Visitor

pytestmark = MARKS


async def test_the_chat_speaks_the_language_of_its_page(desk: Desk) -> None:
    async def in_spanish(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(response=answer, body=(await answer.text()).replace('<html lang="en">', '<html lang="es">'))

    context = await desk.context(viewport=PHONE)
    page = await context.new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/widget/" in request.url else None)
    await page.route("**/demo/hoplane-web", in_spanish)
    ana = Visitor(page, f"{desk.platform.url}/demo/hoplane-web")
    await page.goto(ana.url)
    await expect(ana.launcher).to_have_accessible_name("Abrir el chat")
    await ana.open()
    assert [url.rpartition("/")[2] for url in fetched if url.endswith(".js")] == ["es.js"]
    await expect(ana.person).to_have_accessible_name("Hablar con una persona")
    await page.get_by_role("textbox", name="Escriba un mensaje").fill("Hola, quiero hablar con una persona, por favor")
    await page.keyboard.press("Enter")
    # The bot's first answer of a process takes its time where many work.
    await expect(ana.answers.first).to_contain_text("Le paso con una persona", timeout=90_000)
    await expect(ana.queue).to_contain_text("Es usted el n.º 1 de la cola")
    await assert_fits(page)


async def test_the_console_speaks_the_chosen_language_after_a_reload_too(desk: Desk) -> None:
    sam = await desk.console("leader", "/inbox/waiting", viewport=PHONE, color_scheme="dark")
    await _choose(sam.page, "Account", "Language: English…", "Deutsch")
    await expect(sam.page.get_by_role("button", name="Konto")).to_be_visible()
    await sam.page.reload()
    await expect(sam.page.locator("html[lang=de]")).to_be_attached()
    await expect(sam.page.get_by_role("region", name="Gespräche")).to_be_visible()
    for path in ("/board", "/reports"):
        await sam.go(path)
        await expect(sam.page.get_by_role("heading", level=1)).to_have_text(re.compile("Übersicht|Berichte"))
        await assert_fits(sam.page)
    await _choose(sam.page, "Konto", "Sprache: Deutsch…", "English")
    await expect(sam.page.get_by_role("heading", level=1)).to_have_text("Reports")
    await expect(sam.page.locator("html[lang=en]")).to_be_attached()


async def _choose(page: Page, account: str, item: str, language: str) -> None:
    await page.get_by_role("button", name=account).click()
    await page.get_by_role("menuitem", name=item).click()
    await page.get_by_role("dialog").get_by_role("button", name=language).click()
