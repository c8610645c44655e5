"""What people write stays text: in the console, on the board, in the widget. Traps fail a test by themselves."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser import MARKS
from tests.browser.console import BUBBLES
from tests.browser.desk import Desk
from tests.browser.platform import Requester
from tests.browser.waiting import until
from tests.browser.xss import ELSEWHERE, PAYLOADS

pytestmark = MARKS

# Anything that texts could have put there: no element of ours is one of these, and none has a handler in the markup.
STRANGE = """root => {
  const roots = [document, ...[...document.querySelectorAll('*')].map(el => el.shadowRoot).filter(Boolean)]
  const all = roots.flatMap(one => [...one.querySelectorAll(one === document ? 'body *' : '*')])
  const bad = all.filter(el =>
    /^(iframe|object|embed|base|marquee|video|audio|math|animate|x|img)$/.test(el.localName)
    || [...el.attributes].some(one => one.name.startsWith('on'))
    || /^\\s*(javascript|data|vbscript):/i.test(el.getAttribute('href') ?? el.getAttribute('src') ?? ''))
  return bad.map(el => el.outerHTML.slice(0, 120))
}"""


async def _nothing_ran(desk: Desk, *pages: Page) -> None:
    for page in pages:
        assert await page.evaluate(STRANGE) == []
        await desk.traps.check(page)


async def _writes_everything(desk: Desk, name: str) -> tuple[Requester, str]:
    """A requester whose messages are all payloads, in few messages: one may write only so often."""
    ana = await desk.platform.requester(name=name)
    await ana.person()
    conversation = await ana.conversation()
    for start in range(0, len(PAYLOADS), 4):
        await ana.say("\n\n".join(PAYLOADS[start : start + 4]))
    return ana, conversation


async def test_messages_and_names_in_console_and_board(desk: Desk) -> None:
    name = '"><img src=x onerror=pwn()><script>pwn()</script>'
    ana, conversation = await _writes_everything(desk, name)
    lena = await desk.console("leader", "/inbox/waiting")
    await expect(lena.rows).to_have_count(1)
    await expect(lena.rows).to_contain_text("<img src=x onerror=pwn()>")
    await lena.open(conversation, "waiting")
    await expect(lena.messages.locator(BUBBLES)).to_have_count((len(PAYLOADS) + 3) // 4)
    text = " ".join(" ".join(await lena.said()).split())
    for payload in PAYLOADS:
        written = " ".join(payload.split())
        assert written in text, f"not shown as it was written: {written}"
    # Every link that was made of them leads to a page, in a window that knows nothing of ours.
    for link in await lena.messages.locator("a").all():
        assert (await link.get_attribute("href") or "").startswith(("https://", "http://", "mailto:"))
        assert "noopener" in (await link.get_attribute("rel") or "")
    await lena.page.get_by_role("button", name="Take over").first.click()
    await expect(lena.composer).to_be_visible()
    await _nothing_ran(desk, lena.page)
    await lena.go("/board")
    await expect(lena.page.get_by_role("heading", name="Associates", exact=True)).to_be_visible()
    await _nothing_ran(desk, lena.page)
    assert len(await ana.entries()) >= (len(PAYLOADS) + 3) // 4


async def test_messages_of_both_sides_in_the_widget(desk: Desk) -> None:
    token = desk.platform.identity("hoplane", "<img src=x onerror=pwn()>")
    ana = await desk.identified("hoplane-web", token)
    await ana.ask_for_person()
    conversation = await _conversation_of(desk, token)
    lena = (await desk.console("leader", "/board")).person
    await desk.platform.connected(lena)
    await lena.call("POST", f"/conversations/{conversation}/take-over", {"epoch": await lena.epoch(conversation)})
    await expect(ana.who).to_have_text("Lena")
    for start in range(0, len(PAYLOADS), 4):
        await lena.say(conversation, "\n\n".join(PAYLOADS[start : start + 4]))
    last = ana.log.locator("> .message.by-associate")
    await expect(last).to_have_count((len(PAYLOADS) + 3) // 4)
    for payload in PAYLOADS[:6]:
        await ana.say(payload)
    await expect(ana.log.locator("> .message.mine")).to_have_count(6)
    for link in await ana.log.locator("a").all():
        assert (await link.get_attribute("href") or "").startswith(("https://", "http://", "mailto:"))
    await ana.page.get_by_role("button", name="More").click()
    await expect(ana.page.locator(".menu-identity")).to_contain_text("<img src=x onerror=pwn()>")
    await ana.page.keyboard.press("Escape")
    await _nothing_ran(desk, ana.page)


async def _conversation_of(desk: Desk, token: str) -> str:
    body = {"account": "hoplane-web", "identity_token": token}

    async def known() -> str | None:
        answer = await desk.platform.client.post(f"{desk.platform.api}/widget/sessions", json=body)
        found: str | None = answer.json()["conversation"]
        return found

    return await until(known, "conversation of whoever has the token")


async def test_notes_searches_and_the_command_bar(desk: Desk) -> None:
    ana = await desk.platform.requester(name="Ana Soto")
    await ana.say("How do I cancel my order?")
    await ana.person()
    conversation = await ana.waiting()
    lena = await desk.console("leader", f"/inbox/all/{conversation}")
    await lena.page.get_by_role("tab", name="Note").click()
    for start in range(0, 12, 4):
        await lena.note.fill("\n\n".join(PAYLOADS[start : start + 4]))
        await lena.note.press("Control+Enter")
    await expect(lena.messages.locator(f"{BUBBLES}.bg-note")).to_have_count(3)
    search = lena.details.get_by_role("searchbox", name="Search articles")
    for payload in PAYLOADS[::6]:
        async with lena.page.expect_response(lambda answer: "/knowledge/articles" in answer.url):
            await search.fill(payload.replace("\n", " "))
    found = lena.page.get_by_role("searchbox", name="Search messages")
    for payload in ("<img src=x onerror=pwn()>", "onerror", "'; DROP TABLE entries; --"):
        async with lena.page.expect_response(lambda answer: "/conversations?" in answer.url):
            await found.fill(payload)
    await found.fill("")
    await lena.page.keyboard.press("Control+k")
    await lena.page.get_by_role("dialog").get_by_role("textbox").fill("<svg/onload=pwn()>")
    await expect(lena.page.get_by_role("dialog")).to_contain_text("Nothing found.")
    await _nothing_ran(desk, lena.page)


async def test_pages_may_only_speak_to_their_own_server(desk: Desk) -> None:
    """Even if a text got through: the console's policy lets nothing run or leave."""
    answer = await desk.platform.client.get(f"{desk.platform.url}/console/")
    policy = answer.headers["content-security-policy"]
    rules = dict(one.strip().partition(" ")[::2] for one in policy.split(";") if one.strip())
    assert rules["default-src"] in {"'none'", "'self'"}
    assert "unsafe" not in rules.get("script-src", rules["default-src"])
    assert "http" not in policy.replace("https:", "")
    lena = await desk.console("leader", "/inbox/all")
    context = await desk.context()
    page = await context.new_page()
    await page.goto(f"{desk.platform.url}/console/")
    refused = await page.evaluate(f"fetch('http:{ELSEWHERE}/').then(() => 'went out', () => 'refused')")
    assert refused == "refused"
    blocked = await page.evaluate("window.__trapped")
    assert any("connect-src" in one or "default-src" in one for one in blocked)
    await context.close()
    desk.traps.caught.clear()
    await _nothing_ran(desk, lena.page)
