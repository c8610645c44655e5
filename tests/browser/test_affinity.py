"""What may count is ticked by both, read by the one who is asked, and audited for those who lead."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from tests.browser import MARKS
from tests.browser.console import Console
from tests.browser.desk import PHONE, Desk
from tests.browser.looks import assert_fits, assert_readable

pytestmark = MARKS


async def test_both_sides_say_it_and_it_counts(desk: Desk, tmp_path: Path) -> None:
    rosa = await desk.console("rosa", "/experiences", available=True)
    page = rosa.page
    courier = page.get_by_role("checkbox", name="I worked as: courier")
    await courier.click()
    await expect(rosa.toasts).to_contain_text("It counts from now on.")
    await expect(courier).to_be_checked()
    await expect(page.get_by_text("counts since")).to_have_count(1)
    await assert_readable(page.locator("main p"), page.locator("main li span"))
    await _picture(rosa, tmp_path, "experiences")

    ana = await desk.visitor()
    await ana.page.get_by_role("button", name="More").click()
    await ana.page.get_by_role("button", name="Who should answer me").click()
    await ana.page.get_by_role("checkbox", name="My work: courier").check()
    await ana.page.screenshot(path=tmp_path / "widget.png")
    await ana.page.get_by_role("button", name="Save").click()
    await expect(ana.page.get_by_text("It counts from the next choice on.")).to_be_visible()
    await ana.say("How do I cancel my order?")
    await expect(ana.answers).to_have_count(1)
    await ana.ask_for_person()
    await rosa.offer.locator("summary").click()
    await expect(rosa.offer.locator("details li", has_text="and so did you: courier")).to_be_visible()

    for name, options in (("phone", {"viewport": PHONE}), ("dark", {"color_scheme": "dark"})):
        again = await desk.console("rosa", "/experiences", **options)
        await expect(again.page.get_by_role("checkbox", name="I worked as: courier")).to_be_checked()
        await _picture(again, tmp_path, f"experiences-{name}")
    lea = await desk.console("leader", "/planning/fairness")
    await expect(lea.page.get_by_role("cell", name="too few to tell").first).to_be_visible()
    await _picture(lea, tmp_path, "audit")


async def _picture(console: Console, folder: Path, name: str) -> None:
    await assert_fits(console.page)
    await console.page.screenshot(path=folder / f"{name}.png", animations="disabled")
