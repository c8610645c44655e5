"""A leader at the pages Learning and Bot: decides with the keyboard, judges, fills a gap, gives a topic to people."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser import MARKS
from tests.browser.console import Console
from tests.browser.desk import PHONE, Desk
from tests.browser.looks import assert_fits
from tests.browser.platform import Person
from tests.browser.waiting import until

pytestmark = MARKS

ASKED = (
    ("Can you wrap my order as a birthday present with a ribbon?", "Yes: restaurants with a bow beside their name do."),
    ("Is there a choir among your couriers that my nephew may join?", "There is one in each city, on Monday evenings."),
)


async def _learned(desk: Desk, lena: Person) -> None:
    """Two questions that only a person could answer, and an answer of the bot."""
    async with desk.platform.database.writer() as w:
        await w.execute("UPDATE brands SET settings = jsonb_set(settings, '{learning}', '{\"audit_share\": 1}')")
    for number, (question, answer) in enumerate(ASKED):
        who = await desk.platform.requester("hoplane-web", f"Noor {number}")
        await who.say(question)
        conversation = await who.waiting() if await _handed_over(who) else await who.conversation()
        epoch = await lena.epoch(conversation)
        await lena.call("POST", f"/conversations/{conversation}/take-over", {"epoch": epoch})
        await lena.say(conversation, answer)
        await lena.resolve(conversation)
    bot = await desk.platform.requester("hoplane-web", "Ida Berg")
    await bot.say("they forgot my fries")
    await bot.answered()

    async def kept() -> bool:
        async with desk.platform.database.reader() as r:
            counts = "SELECT (SELECT count(*) FROM learning_candidates) >= 2 AND (SELECT count(*) FROM bot_audits) >= 1"
            return bool(await r.value(counts))

    await until(kept, "what was learned")


async def _handed_over(who) -> bool:
    await who.answered()
    await who.person()
    return True


async def _forget(desk: Desk) -> None:
    """All that was learned: every test has one platform, and each begins with the bot of the brands' folders."""
    taught = (
        "learning_evidence",
        "learning_candidates",
        "learning_gaps",
        "bot_audits",
        "bot_switches",
        "bot_standings",
    )
    async with desk.platform.database.writer() as w:
        for table in (*taught, "article_examples"):
            await w.execute(f"DELETE FROM {table}")
        await w.execute("DELETE FROM articles WHERE origin = 'learned'")
        await w.execute("UPDATE knowledge_versions SET version = nextval('knowledge_changes')")
        await w.execute("UPDATE brands SET settings = settings - 'learning'")


@pytest.mark.asyncio(loop_scope="session")
async def test_a_leader_teaches_the_bot(desk: Desk, tmp_path: Path) -> None:
    await _forget(desk)
    try:
        await _teach(desk, tmp_path)
    finally:
        await _forget(desk)


async def _teach(desk: Desk, tmp_path: Path) -> None:
    lena = await desk.console("leader", "/learning", viewport={"width": 1360, "height": 850})
    await _learned(desk, lena.person)
    page = lena.page
    await page.locator("header select").first.select_option("Hoplane")
    await page.reload()
    queue = page.get_by_role("region", name="From people")
    await expect(queue.get_by_role("button")).to_have_count(2)
    await lena.keys("j")
    await expect(page.get_by_role("heading", name="Where it comes from")).to_be_visible()
    await _picture(lena, tmp_path, "learning")

    await page.get_by_role("button", name="Edit").click()
    await page.get_by_label("Topic").select_option("order")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await page.locator("article").first.click()
    await lena.keys("a")
    await expect(page.get_by_text("The bot uses it from now on.")).to_be_visible()
    await expect(queue.get_by_role("button")).to_have_count(1)

    await lena.go("/learning/audits")
    await expect(page.get_by_text("they forgot my fries").first).to_be_visible()
    await _picture(lena, tmp_path, "audits")
    await lena.keys("2")
    await expect(page.get_by_text("Nothing to judge")).to_be_visible()

    await lena.go("/learning/gaps")
    # The gap of the question that was just answered is closed.
    await expect(page.get_by_role("button", name="Write an article")).to_have_count(1)
    await _picture(lena, tmp_path, "gaps")
    await page.get_by_role("button", name="Write an article").click()
    await page.get_by_label("Title").fill("Choirs")
    await page.get_by_label("Topic").select_option("staff")
    await page.get_by_label("What the article says").fill("Each city has one.")
    await page.get_by_role("button", name="Publish").click()
    await expect(page.get_by_text("No gaps")).to_be_visible()
    await _bot_page(lena, tmp_path)
    await _flows_page(lena, tmp_path)
    await lena.go("/learning/log")
    await expect(page.get_by_text("approved").first).to_be_visible()
    for name, options in (("phone", {"viewport": PHONE}), ("dark", {"color_scheme": "dark"})):
        other = await desk.console("leader", "/learning", **options)
        await other.page.locator("header select").first.select_option("Hoplane")
        await expect(other.page.get_by_role("region", name="From people").get_by_role("button")).to_have_count(1)
        await _picture(other, tmp_path, f"learning-{name}")
        await other.go("/bot")
        await expect(other.page.get_by_role("heading", name="By topic")).to_be_visible()
        await _picture(other, tmp_path, f"bot-{name}")


async def _flows_page(lena: Console, tmp_path: Path) -> None:
    """Flows are drawn, one at a time, with what each step says and where it leads."""
    page = lena.page
    await lena.go("/flows")
    await page.get_by_label("Flows of this brand").select_option(label="Change the delivery address")
    steps = page.get_by_role("group", name="Steps of “Change the delivery address”")
    await expect(steps.get_by_text("Shall I send order {order} to {street}")).to_be_visible()
    await expect(steps.get_by_text("→ yes: change")).to_be_visible()
    await page.screenshot(path=tmp_path / "flows.png")


async def _bot_page(lena: Console, tmp_path: Path) -> None:
    page = lena.page
    await lena.go("/bot")
    await expect(page.get_by_role("heading", name="By topic")).to_be_visible()
    await page.get_by_role("button", name="Give to people…").first.click()
    await page.get_by_label("Why").fill("The menu changes today.")
    await page.get_by_role("button", name="Switch").click()
    await expect(page.get_by_text("The menu changes today.")).to_be_visible()
    await _picture(lena, tmp_path, "bot")
    await lena.go("/board")
    await expect(page.get_by_role("heading", name="Topics that the bot does not answer now")).to_be_visible()
    await _picture(lena, tmp_path, "board-switched")


async def _picture(console: Console, folder: Path, name: str) -> None:
    await expect(console.page.locator(".skeleton:visible")).to_have_count(0)
    await assert_fits(console.page)
    await console.page.screenshot(path=folder / f"{name}.png", animations="disabled")
