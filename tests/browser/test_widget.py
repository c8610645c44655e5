"""The widget alone: what a visitor may rely on whatever happens to their line, their tab, or the team."""

from __future__ import annotations

import asyncio
import re

from playwright.async_api import Route, WebSocketRoute, expect

from tests.browser import MARKS
from tests.browser.desk import Desk
from tests.browser.visitor import Visitor

pytestmark = MARKS


async def test_the_bot_answers_with_its_source_and_a_reload_shows_the_same(desk: Desk) -> None:
    ana = await desk.visitor("hoplane-couriers")
    await ana.say("When is payday?")
    await expect(ana.answers).to_have_count(1)
    await expect(ana.answers.locator(".sources")).to_contain_text("Source: ")
    await expect(ana.log.locator("> .message.mine")).to_have_attribute("data-send", re.compile("sent|delivered|read"))
    before = await ana.said()
    await ana.composer.fill("half written")
    await ana.reload()
    await expect(ana.log.locator("> .message")).to_have_count(2)
    assert await ana.said() == before
    await expect(ana.composer).to_have_value("half written")


async def test_a_visitor_who_never_opens_the_chat_costs_no_request(desk: Desk) -> None:
    asked: list[str] = []
    context = await desk.context()
    context.on("request", lambda request: asked.append(request.url))
    page = await context.new_page()
    await page.goto(f"{desk.platform.url}/demo/hoplane-web")
    await expect(page.locator(".launcher")).to_be_visible()
    assert any(url.endswith("/widget.js") for url in asked)
    assert not [url for url in asked if "/api/" in url]


async def test_a_person_can_always_be_asked_for(desk: Desk) -> None:
    ana = await desk.visitor()
    # Before a word, from the menu, after an answer, and while the line is down.
    await expect(ana.person).to_be_visible()
    await ana.page.get_by_role("button", name="More").click()
    await expect(ana.page.locator("#menu").get_by_role("button", name="Talk to a person")).to_be_enabled()
    await ana.page.keyboard.press("Escape")
    await ana.say("How do I cancel my order?")
    await expect(ana.answers).to_have_count(1)
    await expect(ana.person).to_be_visible()
    await ana.offline(True)
    await ana.person.click()
    await expect(ana.queue).to_contain_text("Asking for a person…")
    await ana.offline(False)
    await expect(ana.subtitle).to_have_text("Waiting for a person")
    await expect(ana.queue).to_contain_text("You are 1st")


async def test_asking_for_a_person_first_of_all_shows_the_wait(desk: Desk) -> None:
    ana = await desk.visitor()
    await ana.ask_for_person()
    await expect(ana.queue).to_contain_text("You are 1st")
    second = await ana.page.context.new_page()
    other = Visitor(second, ana.url)
    await second.goto(ana.url)
    await other.open()
    await expect(other.queue).to_contain_text("You are 1st")


async def test_an_address_is_asked_for_when_nobody_is_there(desk: Desk) -> None:
    ana = await desk.visitor()
    await ana.say("How do I cancel my order?")
    await expect(ana.answers).to_have_count(1)
    await ana.ask_for_person()
    field = ana.page.get_by_role("textbox", name="Email or phone")
    await expect(field).to_be_visible()
    await field.fill("not an address")
    await field.press("Enter")
    await expect(ana.page.get_by_role("alert").filter(has_text="Enter an email address")).to_be_visible()
    await expect(field).to_be_focused()
    await field.fill("ana@shop.example")
    await field.press("Enter")
    await expect(ana.panel).to_contain_text("Saved: ")
    await expect(field).to_have_count(0)
    # Whoever takes it sees where the visitor can be reached.
    lena = await desk.console("leader", "/inbox/waiting")
    await lena.open(await ana.conversation("/api/v1"), "all")
    await expect(lena.details).to_contain_text("ana@shop.example")


async def test_without_a_socket_the_chat_asks_again_and_again(desk: Desk) -> None:
    ana = await desk.visitor(opened=False)

    async def refuse(socket: WebSocketRoute) -> None:
        await socket.close(code=1011)

    await ana.page.route_web_socket(re.compile("/widget/live"), refuse)
    polled: list[str] = []
    ana.page.on("request", lambda request: polled.append(request.url) if "after_seq=" in request.url else None)
    await ana.open()
    await ana.say("How do I cancel my order?")
    await expect(ana.answers).to_have_count(1)
    await expect(ana.line).to_be_hidden()
    assert polled


async def test_two_tabs_agree(desk: Desk) -> None:
    one = await desk.visitor()
    await one.say("How do I cancel my order?")
    await expect(one.answers).to_have_count(1)
    page = await one.page.context.new_page()
    two = Visitor(page, one.url)
    await page.goto(two.url)
    await two.open()
    await expect(two.answers).to_have_count(1)
    await two.say("When do I get my refund?")
    await expect(one.answers).to_have_count(2)
    await expect(two.answers).to_have_count(2)
    assert await one.said() == await two.said()


async def test_an_answer_that_got_lost_on_the_way_back_doubles_nothing(desk: Desk) -> None:
    ana = await desk.visitor()
    lost: list[str] = []

    async def lose_the_first_answer(route: Route) -> None:
        if lost:
            await route.continue_()
            return
        answer = await route.fetch()
        lost.append(str(answer.status))
        await route.abort()

    await ana.page.route("**/api/v1/widget/messages", lose_the_first_answer)
    await ana.say("How do I cancel my order?")
    await expect(ana.answers).to_have_count(1)
    await ana.say("And then?")
    await expect(ana.log.locator("> .message.mine")).to_have_count(2)
    await ana.all_sent()
    assert lost == ["202"]
    await ana.reload()
    await expect(ana.log.locator("> .message.mine")).to_have_count(2)


async def test_a_signed_in_visitor_finds_their_history_on_another_device(desk: Desk) -> None:
    token = desk.platform.identity("hoplane", "Ana Pérez")
    laptop = await desk.identified("hoplane-web", token)
    await laptop.say("How do I cancel my order?")
    await expect(laptop.answers).to_have_count(1)
    phone = await desk.identified("hoplane-web", token)
    await expect(phone.answers).to_have_count(1)
    assert await phone.said() == await laptop.said()
    await phone.page.get_by_role("button", name="More").click()
    await expect(phone.page.locator(".menu-identity")).to_have_text("Verified as Ana Pérez")


async def test_news_while_the_panel_is_closed_show_on_the_bubble(desk: Desk) -> None:
    ana = await desk.visitor()
    closed = asyncio.Event()

    async def once_closed(route: Route) -> None:
        await closed.wait()
        await route.continue_()

    # The bot may be quicker than whoever closes the panel.
    await ana.page.route("**/api/v1/widget/messages", once_closed)
    await ana.say("How do I cancel my order?")
    await ana.page.keyboard.press("Escape")
    await expect(ana.panel).to_be_hidden()
    closed.set()
    await expect(ana.launcher).to_have_accessible_name("Open chat, 1 unread message")
    await expect(ana.page.locator(".peek")).to_contain_text("Hop")
    await ana.page.reload()
    await expect(ana.launcher).to_have_accessible_name("Open chat, 1 unread message")
    await ana.launcher.click()
    await expect(ana.answers).to_have_count(1)
    await ana.page.keyboard.press("Escape")
    await expect(ana.launcher).to_have_accessible_name("Open chat")
