"""Pictures of a busy hour."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, expect

from gigline.language.service import Embedder
from tests.browser import MARKS
from tests.browser.camera import Camera
from tests.browser.desk import PHONE, Desk
from tests.browser.platform import running
from tests.browser.scene import MORE_OF_HERS, Scene
from tests.browser.visitor import Visitor
from tests.conftest import fresh_dsn

pytestmark = MARKS

WIDE = {"width": 1360, "height": 850}
# What the scenes after it move the clock by.
STILL_TO_COME_S = 520
HANDHELD: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 1.5}
PAGE = {"width": 1360, "height": 760}


@pytest_asyncio.fixture(loop_scope="session")
async def studio(
    web: None,
    browser: Browser,
    server_dsn: str,
    tmp_path: Path,
    model_cache_dir: Path,
    embedder: Embedder,
) -> AsyncIterator[Desk]:
    """A platform of its own: its clock begins an hour ago."""
    folder = tmp_path / "platform"
    folder.mkdir()
    async with fresh_dsn(server_dsn) as dsn, running(dsn, folder, model_cache_dir, embedder) as platform:
        desk = Desk(browser, platform)
        yield desk
        await desk.close()


async def test_pictures_of_a_busy_hour(studio: Desk, camera: Camera) -> None:
    scene = Scene(studio.platform)
    await scene.build()
    await scene.everybody_is_busy()
    await scene.now(but_s=STILL_TO_COME_S)
    ana, conversation = await _a_talk(studio, scene)
    await _offer_on_a_phone(studio, camera)
    await scene.queue()
    await scene.now()
    await _console(studio, camera, conversation)
    await _board_and_report(studio, camera)
    await _widgets(studio, camera, ana)


async def _a_talk(studio: Desk, scene: Scene) -> tuple[Visitor, str]:
    """Ana and the bot, then Rosa: the conversation that the pictures show."""
    token = studio.platform.identity("hoplane", "Ana Pereira", email="ana@shop.example")
    rosa = await studio.console("rosa", available=True, viewport=WIDE)
    for talk in MORE_OF_HERS:
        await scene.is_held(talk, rosa.person)
    ana = await studio.identified("hoplane-web", token, viewport=PAGE)
    await ana.say("An item is missing from my order HP-48213")
    await expect(ana.answers).to_have_count(1)
    await ana.page.get_by_role("button", name="That did not help").click()
    await studio.platform.ahead(40)
    if await ana.person.is_visible():
        await ana.person.click()
    await rosa.accept()
    await studio.platform.ahead(20)
    await rosa.page.get_by_role("tab", name="Note").click()
    await rosa.note.fill("Second missing item from this kitchen today. I told the partner team.")
    await rosa.note.press("Control+Enter")
    await rosa.page.get_by_role("tab", name="Reply").click()
    await rosa.reply(
        "Hello Ana, Rosa here. I see that the soup was left out. Shall I send the money back or bring the soup?"
    )
    await expect(ana.log.locator("> .message.by-associate")).to_have_count(1)
    await studio.platform.ahead(30)
    await ana.say("The money back, please. And thank you for being so quick!")
    await expect(rosa.bubble("so quick")).to_have_count(1)
    return ana, rosa.page.url.rpartition("/")[2]


async def _offer_on_a_phone(studio: Desk, camera: Camera) -> None:
    tom = await studio.console("tom", available=True, **HANDHELD)
    who = await studio.platform.requester("hoplane-web", "Noor Salem")
    await who.say("How do I cancel my order?")
    await who.answered()
    await who.person()
    await expect(tom.offer).to_have_count(1)
    await camera.take(tom.page, "offer-phone")
    await tom.offer.get_by_role("button", name="Accept").click()
    await expect(tom.composer).to_be_visible()
    await tom.person.call("PUT", "/associate/capacity", {"capacity": 1})


async def _console(studio: Desk, camera: Camera, conversation: str) -> None:
    for name, options in (
        ("console", {"viewport": WIDE}),
        ("console-dark", {"viewport": WIDE, "color_scheme": "dark"}),
        ("console-phone", HANDHELD),
    ):
        rosa = await studio.console("rosa", f"/inbox/mine/{conversation}", **options)
        await expect(rosa.bubble("so quick")).to_have_count(1)
        await rosa.composer.fill("Done: €6.40 goes back to your card")
        await expect(rosa.page.locator(".skeleton:visible")).to_have_count(0)
        await camera.take(rosa.page, name)
        await rosa.page.close()


async def _board_and_report(studio: Desk, camera: Camera) -> None:
    for name, scheme in (("board", "light"), ("board-dark", "dark")):
        lena = await studio.console("leader", "/board", viewport=WIDE, color_scheme=scheme)
        await expect(lena.page.get_by_role("heading", name="Waiting list")).to_be_visible()
        await expect(lena.page.get_by_text("Waiting, last minutes")).to_be_visible()
        await camera.take(lena.page, name)
    await lena.page.close()
    lena = await studio.console("leader", "/reports", viewport=WIDE)
    await expect(lena.page.get_by_role("heading", name="When they begin")).to_be_visible()
    await expect(lena.page.locator(".skeleton:visible")).to_have_count(0)
    await camera.take(lena.page, "report")


async def _widgets(studio: Desk, camera: Camera, ana: Visitor) -> None:
    await camera.take(ana.page, "widget")
    await ana.page.emulate_media(color_scheme="dark")
    await camera.take(ana.page, "widget-dark")
    phone = await studio.visitor("hoplane-couriers", **HANDHELD)
    await phone.say("When is payday?")
    await expect(phone.answers).to_have_count(1)
    await expect(phone.log.locator("> .message.mine")).to_have_attribute("data-send", re.compile("read|delivered|sent"))
    await camera.take(phone.page, "widget-phone")
