"""A courier calls, goes on by text, by mail and by chat: one conversation, one record, and nothing is asked twice."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser import MARKS
from tests.browser.camera import Camera
from tests.browser.console import Console
from tests.browser.courier import BROKEN, STREET, WHICH, WISH, Courier, on_the_road
from tests.browser.desk import Desk
from tests.browser.visitor import Visitor

pytestmark = MARKS

# All of it in one picture.
TALL = {"width": 1000, "height": 2020}
ASKED = (WHICH, BROKEN, STREET)
FACTS = ("HP-48213", "tyre", "Rua Nova 5")


async def test_a_call_a_text_a_mail_and_a_chat_are_one_conversation(desk: Desk, camera: Camera) -> None:
    async with on_the_road(desk.platform) as courier:
        rosa = await desk.console("rosa", available=True)
        await _calls_and_is_cut_off(courier)
        await _goes_on_by_text(courier)
        await _rosa_has_the_whole_record(rosa)
        await _rosa_answers_by_text_and_loses_the_line(rosa, courier)
        # At home the brand's own page knows who they are, and that number and mail address are theirs.
        token = courier.token()
        visitor = await desk.identified("hoplane-couriers", token)
        await _writes_a_mail(rosa, courier)
        tom = await _tom_takes_over(desk, rosa)
        await _goes_on_in_the_chat(tom, visitor, token)
        await tom.page.set_viewport_size(TALL)
        await expect(tom.page.locator(".skeleton:visible")).to_have_count(0)
        await camera.take(tom.page, "one-conversation")
        await _is_one_conversation_without_a_question_twice(desk, tom)


async def _calls_and_is_cut_off(courier: Courier) -> None:
    handset = await courier.call()
    if "For English, press 1." in handset.heard:
        await handset.press("1")
    await handset.speak(WISH)
    assert any(WHICH in one for one in handset.heard)
    await handset.speak("HP-48213")
    assert any(BROKEN in one for one in handset.heard)
    # A tunnel.
    await handset.hang_up()


async def _goes_on_by_text(courier: Courier) -> None:
    await courier.text("A flat tyre")
    await courier.is_texted(STREET)
    await courier.text("Rua Nova 5")


async def _rosa_has_the_whole_record(rosa: Console) -> None:
    await expect(rosa.offer.first).to_be_visible()
    await rosa.accept()
    card = rosa.page.get_by_role("region", name="Handed over by the bot")
    for fact in FACTS:
        await expect(card).to_contain_text(fact)
    # What was said in the call, and where it went on.
    await expect(rosa.bubble(WISH)).to_have_count(1)
    await expect(rosa.messages).to_contain_text("Goes on by SMS")


async def _rosa_answers_by_text_and_loses_the_line(rosa: Console, courier: Courier) -> None:
    await rosa.reply("Rui takes the order over in Rua Nova. Wait there.")
    await courier.is_texted("Rui takes the order over")
    await rosa.page.reload()
    await expect(rosa.bubble("Rui takes the order over")).to_have_count(1)
    await rosa.offline(True)
    await expect(rosa.banner).to_contain_text("Connection lost")
    await courier.text("He is here, I gave it to him.")
    await rosa.offline(False)
    await expect(rosa.bubble("I gave it to him")).to_have_count(1)


async def _writes_a_mail(rosa: Console, courier: Courier) -> None:
    await courier.mail("Am I paid for that delivery?")
    await expect(rosa.bubble("Am I paid for that delivery?")).to_have_count(1)
    await expect(rosa.messages).to_contain_text("Goes on by Email")
    await rosa.reply("I look it up and write to you here.")
    await courier.is_mailed("I look it up")


async def _tom_takes_over(desk: Desk, rosa: Console) -> Console:
    tom = await desk.console("tom", available=True)
    await rosa.page.keyboard.press("Escape")
    await rosa.keys("t")
    dialog = rosa.page.get_by_role("dialog", name="Transfer")
    await dialog.get_by_role("textbox").fill("Pay of HP-48213: half the way, then Rui.")
    await dialog.get_by_role("button", name="Transfer").click()
    await expect(tom.offer.first).to_be_visible()
    await tom.accept()
    card = tom.page.get_by_role("region", name="Handed over by the bot")
    for fact in FACTS:
        await expect(card).to_contain_text(fact)
    for said in (WISH, "Rui takes the order over", "I gave it to him", "Am I paid", "half the way"):
        await expect(tom.bubble(said)).to_have_count(1)
    return tom


async def _goes_on_in_the_chat(tom: Console, visitor: Visitor, token: str) -> None:
    await visitor.say("I am at my computer now.")
    await expect(tom.bubble("I am at my computer now.")).to_have_count(1)
    await expect(tom.messages).to_contain_text(re.compile("Goes on by (Web )?[Cc]hat"))
    await tom.reply("You are paid for the whole way, with Friday's pay.")
    await expect(visitor.bubble("for the whole way")).to_have_count(1)
    await visitor.page.reload()
    await visitor.identify(token)
    await visitor.open()
    await expect(visitor.bubble("for the whole way")).to_have_count(1)


async def _is_one_conversation_without_a_question_twice(desk: Desk, tom: Console) -> None:
    conversation = tom.page.url.rpartition("/")[2]
    async with desk.platform.database.reader() as r:
        sql = "SELECT count(*) FROM conversations WHERE status = 'open'"
        assert await r.value(sql) == 1
        log = await r.rows(
            "SELECT e.author_kind, e.body FROM entries e WHERE e.conversation_id = $1 AND e.kind = 'message'",
            conversation,
        )
    asked = [row["body"] for row in log if row["author_kind"] == "bot"]
    assert [sum(question in body for body in asked) for question in ASKED] == [1, 1, 1]
