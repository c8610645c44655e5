"""Keyboard only, screen readers, contrast, zoom, phones, less motion: console and widget."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from gigline.cli.demo import people
from tests.browser import MARKS
from tests.browser.desk import PHONE, Desk
from tests.browser.looks import IS_DARK, assert_fits, assert_focus_is_seen, assert_readable
from tests.browser.visitor import Visitor

pytestmark = MARKS

FOCUSED = "(({ ariaLabel, innerText, type }) => (ariaLabel || innerText || type).trim())(document.activeElement)"
# A window of 1280 pixels at 200 %.
ZOOMED = {"width": 640, "height": 400}


async def test_signing_in_with_the_keyboard(desk: Desk) -> None:
    context = await desk.context()
    page = await context.new_page()
    await page.goto(f"{desk.platform.url}/console/board")
    await expect(page.get_by_role("textbox", name="Email")).to_be_focused()
    await page.keyboard.type("leader@demo.example")
    await page.keyboard.press("Tab")
    await page.keyboard.type("wrong password")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_have_text("Email or password is not right.")
    await page.get_by_label("Password").fill(people.PASSWORD)
    await page.keyboard.press("Enter")
    # Back to where they wanted to go.
    await expect(page).to_have_url(re.compile("/console/board$"))
    await page.reload()
    await expect(page.get_by_role("button", name="Account")).to_be_visible()
    await page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the conversation")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()


async def test_an_associate_works_with_the_keyboard_alone(desk: Desk) -> None:
    rosa = await desk.console("rosa", available=True)
    page = rosa.page
    ana = await desk.platform.requester(name="Ana Soto")
    await ana.say("How do I cancel my order?")
    await ana.answered()
    await ana.person()
    await expect(rosa.offer).to_have_count(1)
    await expect(rosa.offers.get_by_role("status")).to_have_text("New offer from Hoplane")
    await rosa.keys("a")
    await expect(rosa.composer).to_be_visible()
    await rosa.keys("r")
    await expect(rosa.composer).to_be_focused()
    await assert_focus_is_seen(page)
    # While somebody writes, letters are letters.
    await page.keyboard.type("e, or not? Let me see.")
    await expect(rosa.composer).to_have_value("e, or not? Let me see.")
    await page.keyboard.press("Control+Enter")
    await expect(rosa.bubble("e, or not? Let me see.")).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(rosa.composer).not_to_be_focused()
    await rosa.keys("n")
    await expect(rosa.note).to_be_focused()
    await page.keyboard.press("Escape")
    await rosa.keys("t")
    dialog = page.get_by_role("dialog", name="Transfer")
    await expect(dialog).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await page.keyboard.press("Control+k")
    bar = page.get_by_role("dialog", name="Command bar")
    await page.keyboard.type("waiting")
    await page.keyboard.press("Enter")
    await expect(bar).to_have_count(0)
    await expect(page).to_have_url(re.compile("/inbox/waiting"))
    await rosa.keys("g", "i")
    await expect(page).to_have_url(re.compile("/inbox/mine"))
    await expect(rosa.rows).to_have_count(1)
    await rosa.keys("j")
    await expect(rosa.bubble("Let me see.")).to_have_count(1)
    await rosa.keys("e")
    await expect(rosa.toasts).to_contain_text("Resolved.")


async def test_the_overview_of_keys_and_its_switch(desk: Desk) -> None:
    rosa = await desk.console("rosa")
    page = rosa.page
    await rosa.keys("?")
    overview = page.get_by_role("dialog", name="Keyboard")
    for line in ("Next conversation", "Accept the first offer", "Command bar"):
        await expect(overview).to_contain_text(line)
    switch = overview.get_by_role("switch", name="Single-key shortcuts")
    await expect(switch).to_be_checked()
    await switch.focus()
    await page.keyboard.press("Space")
    await expect(switch).not_to_be_checked()
    await page.keyboard.press("Escape")
    await expect(overview).to_have_count(0)
    await rosa.keys("?")
    await expect(overview).to_have_count(0)
    # What needs a second key goes on working, and the choice outlives a reload.
    await page.reload()
    await expect(rosa.availability).to_be_visible()
    await rosa.keys("?")
    await expect(overview).to_have_count(0)
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("dialog", name="Command bar")).to_be_visible()


async def test_tab_goes_through_the_console_in_reading_order(desk: Desk) -> None:
    lena = await desk.console("leader")
    await expect(lena.page.get_by_role("navigation", name="Lists")).to_be_visible()
    names = []
    for _ in range(14):
        await lena.page.keyboard.press("Tab")
        await assert_focus_is_seen(lena.page)
        names.append(await lena.page.evaluate(FOCUSED))
    order = [names.index(one) for one in ("Skip to the conversation", "Brand", "Inbox", "Board", "Reports", "Account")]
    assert order == sorted(order), names
    assert names[-1] not in names[:3], "the focus went round in a circle"


async def test_the_consoles_parts_have_names(desk: Desk) -> None:
    ana = await desk.platform.requester(name="Ana Soto")
    await ana.say("How do I cancel my order?")
    await ana.person()
    lena = await desk.console("leader", f"/inbox/all/{await ana.waiting()}")
    page = lena.page
    for role in ("banner", "main"):
        await expect(page.get_by_role(role)).to_have_count(1)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")
    await expect(page.get_by_role("navigation", name="Lists")).to_be_visible()
    await expect(page.get_by_role("log", name="Messages")).to_be_visible()
    await expect(page.get_by_role("complementary", name="Details")).to_be_visible()
    nameless = await page.evaluate(
        """() => [...document.querySelectorAll('button, a, input, textarea, select, [role=button]')]
          .filter(el => el.checkVisibility())
          .filter(el => !(el.ariaLabel || el.innerText?.trim() || el.title || el.labels?.[0]?.innerText.trim()
            || el.querySelector('svg[aria-label], .sr-only')))
          .map(el => el.outerHTML.slice(0, 160))"""
    )
    assert nameless == []


async def test_a_visitor_needs_no_mouse(desk: Desk) -> None:
    ana = await desk.visitor(opened=False)
    page = ana.page
    await ana.launcher.focus()
    await assert_focus_is_seen(page)
    await page.keyboard.press("Enter")
    await expect(ana.composer).to_be_focused()
    await expect(ana.panel).to_have_accessible_name("Chat with Hoplane")
    await assert_focus_is_seen(page)
    await page.keyboard.type("How do I cancel my order?")
    await page.keyboard.press("Enter")
    await expect(ana.answers).to_have_count(1)
    await expect(ana.composer).to_be_focused()
    await _tabs_round(ana)
    await page.keyboard.press("Escape")
    await expect(ana.panel).to_be_hidden()
    await expect(ana.launcher).to_be_focused()


async def _tabs_round(ana: Visitor) -> None:
    """Backwards from the composer: choices, messages, close, menu, person."""
    names = []
    for _ in range(8):
        await ana.page.keyboard.press("Shift+Tab")
        await assert_focus_is_seen(ana.page)
        names.append(
            await ana.page.evaluate(
                "(() => { const el = document.querySelector('gigline-widget').shadowRoot.activeElement;"
                " return el ? (el.ariaLabel || el.innerText).trim() : '' })()"
            )
        )
    wanted = ("Talk to a person", "That did not help", "That helped", "Messages", "Close chat", "More")
    assert [one for one in names if one in wanted][: len(wanted)] == list(wanted), names


async def test_a_screen_reader_hears_what_is_new(desk: Desk) -> None:
    ana = await desk.visitor()
    await expect(ana.log).to_have_role("log")
    await expect(ana.log).to_have_attribute("aria-live", "polite")
    await expect(ana.page.locator(".typing")).to_have_role("status")
    await expect(ana.line).to_have_role("status")
    await expect(ana.page.locator(".greeting .notice")).to_contain_text("Hop is a bot.")
    await expect(ana.launcher).to_have_attribute("aria-expanded", "true")
    await expect(ana.page.get_by_role("button", name="Send", exact=True)).to_be_disabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_texts_can_be_read_in_light_and_dark(desk: Desk, scheme: str) -> None:
    ana = await desk.visitor(color_scheme=scheme)
    await ana.say("How do I cancel my order?")
    await expect(ana.answers).to_have_count(1)
    await ana.ask_for_person()
    await expect(ana.page.get_by_role("textbox", name="Email or phone")).to_be_visible()
    assert await ana.panel.evaluate(IS_DARK) == (scheme == "dark")
    widget = ana.page.locator("gigline-widget")
    parts = (".bubble", ".who-name", ".who-subtitle", ".notice", ".sources", ".meta time", ".status", ".from-name")
    await assert_readable(
        *(widget.locator(one) for one in (*parts, ".strip-text", ".card p", ".card h3", ".primary", ".line", ".day"))
    )
    lena = await desk.console("leader", "/inbox/all", color_scheme=scheme)
    assert await lena.page.locator("body").evaluate(IS_DARK) == (scheme == "dark")
    await lena.open(await ana.conversation("/api/v1"), "all")
    await lena.page.get_by_role("tab", name="Note").click()
    await lena.note.fill("A note.")
    await lena.note.press("Control+Enter")
    await expect(lena.bubble("A note.")).to_have_count(1)
    texts = ("p", "span:not(:has(*))", "h2", "h3", "button", "a", "time", "dt", "dd", "td", "th")
    for path in ("", "/board", "/reports"):
        if path:
            await lena.go(path)
            await expect(lena.page.get_by_role("heading", level=1)).to_be_attached()
            await expect(lena.page.locator(".card").first).to_be_visible()
        await assert_readable(*(lena.page.locator(f"{one}:not([aria-hidden] *):not(:disabled)") for one in texts))


@pytest.mark.parametrize(("size", "name"), [(PHONE, "phone"), (ZOOMED, "zoom")])
async def test_nothing_is_scrolled_sideways(desk: Desk, size: dict[str, int], name: str) -> None:
    ana = await desk.visitor(viewport=size, has_touch=name == "phone")
    await ana.say("How do I cancel my order? " + "x" * 200)
    await expect(ana.log.locator("> .message.mine")).to_have_count(1)
    await ana.ask_for_person()
    await assert_fits(ana.page)
    lena = await desk.console("leader", "/inbox/waiting", viewport=size, has_touch=name == "phone")
    await expect(lena.rows).to_have_count(1)
    await assert_fits(lena.page)
    await lena.open(await ana.conversation("/api/v1"), "all")
    await assert_fits(lena.page)
    for path in ("/board", "/reports"):
        await lena.go(path)
        await expect(lena.page.locator(".card").first).to_be_visible()
        await assert_fits(lena.page)


async def test_an_offer_on_a_phone_can_be_taken_with_the_thumb(desk: Desk) -> None:
    rosa = await desk.console("rosa", available=True, viewport=PHONE, has_touch=True, is_mobile=True)
    ana = await desk.platform.requester(name="Ana Soto")
    await ana.person()
    button = rosa.offer.get_by_role("button", name="Accept")
    await expect(button).to_be_in_viewport()
    box = await button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["y"] > PHONE["height"] / 2, "out of the thumb's reach"
    await assert_fits(rosa.page)
    await button.tap()
    await expect(rosa.composer).to_be_visible()
    await assert_fits(rosa.page)
    await rosa.page.get_by_role("link", name="Back").click()
    await expect(rosa.rows).to_have_count(1)


async def test_less_motion_for_who_asks_for_it(desk: Desk) -> None:
    ana = await desk.visitor(reduced_motion="reduce")
    await ana.composer.fill("How do I cancel my order?")
    rosa = await desk.console("rosa", reduced_motion="reduce")
    moving = """() => {
      const roots = [document, ...[...document.querySelectorAll('*')].map(el => el.shadowRoot).filter(Boolean)]
      const long = text => text.split(',').some(one => parseFloat(one) * (one.trim().endsWith('ms') ? 1 : 1000) > 10)
      return roots.flatMap(root => [...root.querySelectorAll('*')]).filter(el => el.checkVisibility()).filter(el => {
        const style = getComputedStyle(el)
        return (style.animationName !== 'none' && long(style.animationDuration)) || long(style.transitionDuration)
      }).map(el => el.outerHTML.slice(0, 120))
    }"""
    assert await ana.page.evaluate(moving) == []
    assert await rosa.page.evaluate(moving) == []
