"""Offers run out, tabs are closed, two want the same: nobody waits for nothing, and nobody answers twice."""

from __future__ import annotations

import asyncio
import re

from playwright.async_api import Route, expect

from tests.browser import MARKS
from tests.browser.desk import Desk
from tests.browser.platform import Requester

pytestmark = MARKS

MORE_THAN_AN_OFFER_S = 21
MORE_THAN_THE_GRACE_S = 16


async def _waiting(desk: Desk, name: str = "Ana Soto") -> tuple[Requester, str]:
    """Somebody who waits for a person, and their conversation."""
    ana = await desk.platform.requester(name=name)
    await ana.say("How do I cancel my order?")
    await ana.answered()
    await ana.person()
    return ana, await ana.waiting()


async def test_an_offer_that_ran_out_goes_to_the_next(desk: Desk) -> None:
    rosa = await desk.console("rosa", available=True)
    await _waiting(desk)
    await expect(rosa.offer).to_have_count(1)
    await expect(rosa.offer).to_contain_text("Hoplane · Order contents and cancelling")
    tom = await desk.console("tom", available=True)
    await expect(tom.offer).to_have_count(0)
    await desk.platform.ahead(MORE_THAN_AN_OFFER_S)
    await expect(rosa.offer).to_have_count(0)
    await expect(rosa.toasts).to_contain_text("ran out")
    await expect(tom.offer).to_have_count(1)
    await tom.accept()
    await expect(tom.bubble("How do I cancel my order?")).to_have_count(1)
    await expect(rosa.offer).to_have_count(0)


async def test_an_offer_declined_with_the_keyboard_goes_to_the_next(desk: Desk) -> None:
    rosa = await desk.console("rosa", available=True)
    await _waiting(desk)
    await expect(rosa.offer).to_have_count(1)
    tom = await desk.console("tom", available=True)
    await rosa.keys("x")
    await expect(rosa.offer).to_have_count(0)
    await expect(tom.offer).to_have_count(1)


async def test_why_me_says_it_in_words(desk: Desk) -> None:
    rosa = await desk.console("rosa", available=True)
    await _waiting(desk)
    await rosa.offer.locator("summary").click()
    reasons = rosa.offer.locator("details li")
    await expect(reasons.first).to_be_visible()
    assert all(re.search(r"\w+ \w+", text) for text in await reasons.all_inner_texts())


async def test_who_closes_the_tab_gives_the_conversation_back(desk: Desk) -> None:
    ana = await desk.visitor()
    await ana.say("How do I cancel my order?")
    await expect(ana.answers).to_have_count(1)
    await ana.ask_for_person()
    rosa = await desk.console("rosa", available=True)
    await rosa.accept()
    await rosa.reply("One moment, I will look.")
    await expect(ana.who).to_have_text("Rosa")
    lena = await desk.console("leader", "/board")
    row = lena.page.locator("summary", has_text="Rosa Quist")
    await expect(row).to_contain_text("1/3")
    await rosa.page.close()
    await desk.platform.left(rosa.person)
    await desk.platform.ahead(MORE_THAN_THE_GRACE_S)
    await expect(ana.subtitle).to_have_text("Waiting for a person")
    await expect(lena.page.get_by_role("heading", name="Waiting list").locator("xpath=..")).to_contain_text("Hoplane")
    await expect(row).to_contain_text("0/3")
    tom = await desk.console("tom", available=True)
    await tom.accept()
    await expect(tom.bubble("One moment, I will look.")).to_have_count(1)
    await expect(tom.messages).to_contain_text("Back in the queue, connection lost")


async def test_a_reply_that_meets_a_take_over_is_not_sent_and_kept(desk: Desk) -> None:
    """Two leaders: the one who loses it still sees it, so the refusal stands above the composer."""
    ana, conversation = await _waiting(desk)
    lena, ada = await asyncio.gather(
        desk.console("leader", f"/inbox/all/{conversation}"), desk.console("admin", f"/inbox/all/{conversation}")
    )
    await lena.page.get_by_role("button", name="Take over").first.click()
    await expect(lena.composer).to_be_visible()
    await lena.composer.press_sequentially("I will refund")
    await expect(ada.page.get_by_text("Lena Marsh is writing")).to_be_visible()

    async def taken_over_meanwhile(route: Route) -> None:
        person = await desk.platform.person("admin")
        epoch = await person.epoch(conversation)
        await person.call("POST", f"/conversations/{conversation}/take-over", {"epoch": epoch})
        await route.continue_()

    await lena.page.route("**/messages", taken_over_meanwhile)
    await lena.reply("I will refund you twice.")
    conflict = lena.page.get_by_role("alert")
    await expect(conflict).to_contain_text("Ada Brook took this over while you were writing.")
    await expect(conflict).to_contain_text("Nothing was sent.")
    await conflict.get_by_role("button", name="Open the note").click()
    await expect(lena.note).to_have_value("I will refund you twice.")
    await ada.reply("This is Ada now.")
    await expect(lena.bubble("This is Ada now.")).to_have_count(1)
    bodies = [one["body"] for one in await ana.entries() if one["author"]["kind"] == "associate" and one["body"]]
    assert bodies == ["This is Ada now."]


async def test_an_associate_who_loses_the_conversation_keeps_their_text(desk: Desk) -> None:
    """Access ends with the assignment: what is left is what they had written."""
    ana, conversation = await _waiting(desk)
    rosa = await desk.console("rosa", available=True)
    await rosa.accept()
    lena = await desk.console("leader", f"/inbox/all/{conversation}")
    await expect(lena.page.get_by_text("Rosa Quist here too")).to_be_visible()
    await rosa.composer.press_sequentially("I have looked and")
    await expect(lena.page.get_by_text("Rosa Quist is writing")).to_be_visible()
    await lena.page.get_by_role("button", name="Take over").first.click()
    await expect(lena.composer).to_be_visible()
    await expect(rosa.page.get_by_role("alert")).to_contain_text("This conversation is in other hands now.")
    await expect(rosa.page.get_by_role("alert")).to_contain_text("I have looked and")
    await expect(rosa.messages).to_have_count(0)
    await lena.reply("Lena here.")
    await expect(lena.bubble("Lena here.")).to_have_count(1)
    said = [one["body"] for one in await ana.entries() if one["author"]["kind"] == "associate" and one["body"]]
    assert said == ["Lena here."]


async def test_two_who_accept_what_only_one_can_have(desk: Desk) -> None:
    """The same person in two tabs: one gets it, the other is told."""
    one = await desk.console("rosa", available=True)
    two = await desk.console("rosa")
    await _waiting(desk)
    await expect(one.offer).to_have_count(1)
    await expect(two.offer).to_have_count(1)
    await one.accept()
    await expect(two.offer).to_have_count(0)
    await expect(one.list).to_contain_text("Ana Soto")
    await expect(two.list).to_contain_text("Ana Soto")
