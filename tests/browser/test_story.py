"""The whole way: two write, the bot answers one, a person the other; nothing is lost when a line is."""

from __future__ import annotations

import asyncio
import re

from playwright.async_api import Locator, expect

from tests.browser import MARKS
from tests.browser.console import BUBBLES, Console
from tests.browser.desk import Desk
from tests.browser.visitor import Visitor

pytestmark = MARKS

TROUBLE = "An item is missing from my order HP-48213"
NOTE = "Third missing item this month: check the kitchen."


async def test_a_courier_and_a_customer_are_served_at_the_same_time(desk: Desk) -> None:
    courier, customer, rosa, lena = await asyncio.gather(
        desk.visitor("hoplane-couriers"),
        desk.visitor("hoplane-web"),
        desk.console("rosa", available=True),
        desk.console("leader", "/board"),
    )
    await asyncio.gather(courier.say("When is payday?"), customer.say(TROUBLE))
    await _is_answered_by_the_bot(courier)
    await expect(customer.bubble(TROUBLE)).to_have_count(1)
    await expect(customer.answers).to_have_count(1)
    await customer.ask_for_person()
    await _is_on_the_board(lena)
    await _accepts_with_the_keyboard(rosa)
    await _sees_what_was_said(rosa)
    await expect(customer.who).to_have_text("Rosa")
    await _notes_privately(rosa, customer)
    await _answers_while_the_customer_watches(rosa, customer)
    await _answers_with_an_article(rosa, customer)
    await _both_reload(rosa, customer)
    await _the_customer_loses_the_line(rosa, customer)
    await _the_associate_loses_the_line(rosa, customer)
    await _resolves(rosa, customer)
    await _rates(customer)
    await _is_seen_by_the_leader(lena, customer)
    # The other one was left alone all the time.
    await expect(courier.answers).to_have_count(1)


async def _is_answered_by_the_bot(courier: Visitor) -> None:
    await expect(courier.answers).to_have_count(1)
    await expect(courier.answers).to_contain_text("paid every Wednesday")
    await expect(courier.answers.locator(".sources")).to_contain_text("Source: ")
    await expect(courier.answers.locator(".tag")).to_have_text("bot")


async def _is_on_the_board(lena: Console) -> None:
    waiting = lena.page.get_by_role("heading", name="Waiting list").locator("xpath=..")
    await expect(waiting.get_by_role("listitem")).to_have_count(1)
    await expect(waiting).to_contain_text("Hoplane")
    await expect(waiting).to_contain_text("1 eligible")
    await expect(_figure(lena, "Waiting")).to_have_text("1")


def _figure(lena: Console, name: str) -> Locator:
    return lena.page.locator("dl > div", has=lena.page.get_by_text(name, exact=True)).locator("dd")


async def _accepts_with_the_keyboard(rosa: Console) -> None:
    await expect(rosa.offer).to_have_count(1)
    await expect(rosa.offer).to_contain_text("Hoplane")
    await expect(rosa.offer).to_contain_text("Customer")
    left = rosa.offer.get_by_role("timer")
    first = await left.get_attribute("aria-label")
    assert first is not None
    assert re.fullmatch(r"\d+ s left", first)
    await expect(left).not_to_have_attribute("aria-label", first)
    assert int((await left.get_attribute("aria-label") or "").split()[0]) < int(first.split()[0])
    await rosa.keys("a")
    await expect(rosa.page).to_have_url(re.compile("/console/inbox/mine/[0-9a-f-]{36}"))
    await expect(rosa.offer).to_have_count(0)


async def _sees_what_was_said(rosa: Console) -> None:
    await expect(rosa.bubble(TROUBLE)).to_have_count(1)
    card = rosa.page.get_by_role("region", name="Handed over by the bot")
    await expect(card).to_contain_text("asked for a person")
    await expect(card).to_contain_text("HP-48213")
    await expect(rosa.details.get_by_role("heading", name="Why you")).to_be_visible()


async def _notes_privately(rosa: Console, customer: Visitor) -> None:
    await rosa.keys("n")
    await expect(rosa.note).to_be_focused()
    await rosa.note.press_sequentially(NOTE)
    await expect(customer.typing).to_have_count(0)
    await rosa.note.press("Control+Enter")
    await expect(rosa.bubble(NOTE)).to_have_count(1)
    # What the server gives this visitor, not only what is drawn.
    token = await customer.page.evaluate(
        """async () => {
          const visitor = localStorage.getItem('gigline:hoplane-web:visitor')
          const headers = { 'content-type': 'application/json' }
          const body = JSON.stringify({ account: 'hoplane-web', visitor })
          const session = await (await fetch('/api/v1/widget/sessions', { method: 'POST', headers, body })).json()
          const authorized = { headers: { authorization: `Bearer ${session.token}` } }
          return (await fetch('/api/v1/widget/conversation?after_seq=0', authorized)).text()
        }"""
    )
    assert "HP-48213" in token
    assert "kitchen" not in token
    await expect(customer.panel).not_to_contain_text("kitchen")


async def _answers_while_the_customer_watches(rosa: Console, customer: Visitor) -> None:
    await rosa.page.get_by_role("tab", name="Reply").click()
    await rosa.composer.press_sequentially("Hello, ")
    await expect(customer.typing).to_have_count(1)
    await expect(customer.typing).to_contain_text("Rosa is writing")
    await rosa.composer.press_sequentially("I am **Rosa** and I see it.")
    await rosa.composer.press("Control+Enter")
    await expect(customer.bubble("I am Rosa and I see it.").locator("strong")).to_have_text("Rosa")
    await expect(customer.typing).to_have_count(0)
    await expect(rosa.messages).to_contain_text("Read")
    await customer.composer.press_sequentially("Oh,")
    await expect(rosa.messages).to_contain_text("is writing…")
    await customer.say("Oh, that was quick.")
    await expect(rosa.bubble("that was quick")).to_have_count(1)


async def _answers_with_an_article(rosa: Console, customer: Visitor) -> None:
    await rosa.details.get_by_role("searchbox", name="Search articles").fill("an item is missing")
    article = rosa.details.locator("details", has_text="missing").first
    await article.locator("summary").click()
    await article.get_by_role("button", name="Insert").click()
    await expect(rosa.composer).to_be_focused()
    body = await rosa.composer.input_value()
    assert len(body) > 80, "nothing was inserted"
    await rosa.composer.press("Control+Enter")
    await expect(customer.log.locator("> .message.by-associate")).to_have_count(2)


async def _both_reload(rosa: Console, customer: Visitor) -> None:
    before, shown = await customer.said(), await rosa.said()
    await asyncio.gather(customer.reload(), rosa.page.reload())
    await expect(customer.log.locator("> .message")).to_have_count(len(before))
    assert await customer.said() == before
    await expect(rosa.messages.locator(BUBBLES)).to_have_count(len(shown))
    assert await rosa.said() == shown


async def _the_customer_loses_the_line(rosa: Console, customer: Visitor) -> None:
    await customer.offline(True)
    await expect(customer.line).to_contain_text("You are offline")
    await customer.say("tunnel one")
    await customer.say("tunnel two")
    await rosa.reply("while you were away")
    await expect(rosa.bubble("while you were away")).to_have_count(1)
    await expect(customer.bubble("while you were away")).to_have_count(0)
    await customer.offline(False)
    await expect(customer.bubble("while you were away")).to_have_count(1)
    await expect(customer.line).to_be_hidden()
    await expect(rosa.bubble("tunnel two")).to_have_count(1)
    await customer.all_sent()
    assert [text for text in await customer.said() if "tunnel" in text] == ["> tunnel one", "> tunnel two"]
    assert [text for text in await rosa.said() if "tunnel" in text] == ["tunnel one", "tunnel two"]


async def _the_associate_loses_the_line(rosa: Console, customer: Visitor) -> None:
    await rosa.offline(True)
    await expect(rosa.banner).to_contain_text("Connection lost")
    await rosa.reply("written in a lift")
    await rosa.reply("and one floor up")
    await expect(rosa.messages.get_by_text("it goes out when you are back")).to_have_count(2)
    await customer.say("are you there?")
    await customer.all_sent()
    await rosa.offline(False)
    await expect(rosa.banner).to_contain_text("Caught up: 1 new message")
    await expect(rosa.bubble("are you there?")).to_have_count(1)
    await expect(customer.bubble("and one floor up")).to_have_count(1)
    said = [text for text in await customer.said() if "lift" in text or "floor" in text]
    assert said == ["written in a lift", "and one floor up"]
    await expect(rosa.messages.get_by_role("button", name="Try again")).to_have_count(0)
    await expect(rosa.bubble("written in a lift")).to_have_count(1)


async def _resolves(rosa: Console, customer: Visitor) -> None:
    await rosa.composer.press("Escape")
    await rosa.keys("e")
    await expect(rosa.toasts).to_contain_text("Resolved.")
    await expect(customer.subtitle).to_have_text("Closed")


async def _rates(customer: Visitor) -> None:
    await customer.rating.get_by_role("button", name="Yes").click()
    await customer.rating.get_by_role("radio", name="Good, 4/5").check(force=True)
    await customer.rating.get_by_role("textbox").fill("Quick and kind.")
    await customer.rating.get_by_role("button", name="Send rating").click()
    await expect(customer.rating).to_contain_text("4 of 5")
    await customer.reload()
    await expect(customer.rating).to_contain_text("4 of 5")


async def _is_seen_by_the_leader(lena: Console, customer: Visitor) -> None:
    await expect(_figure(lena, "Waiting")).to_have_text("0")
    await expect(lena.page.get_by_text("Nobody is waiting.")).to_be_visible()
    await lena.open(await customer.conversation("/api/v1"), "all")
    await expect(lena.messages).to_contain_text("Rated 4 of 5")
    await lena.go("/reports")
    why = lena.page.get_by_role("button", name="What is “CSAT”?", exact=True)
    csat = lena.page.get_by_role("listitem").filter(has=why)
    await expect(csat).to_contain_text("too few to say")
    await expect(csat).to_contain_text("of 1")
