"""Who wants to be called: one page, and the number that was typed says that it is nobody's for certain."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from tests.browser import MARKS
from tests.browser.desk import PHONE, Desk
from tests.browser.looks import assert_fits, assert_readable

pytestmark = MARKS

NUMBER = "+351912345677"


async def test_a_leader_sees_who_waits_for_a_call_and_it_is_done(desk: Desk, tmp_path: Path) -> None:
    ana = await desk.platform.requester("hoplane-web", "Ana Pereira")
    await ana.say("My parcel is wet")
    conversation = await ana.conversation()
    await ana.call("POST", "/callback", {"phone": NUMBER})
    lena = await desk.console("leader", "/board")
    await lena.page.get_by_role("link", name="Callbacks").click()
    await lena.page.locator("main select").select_option("Hoplane")
    row = lena.page.get_by_role("listitem").filter(has_text=NUMBER)
    await expect(row).to_contain_text("the number is not proved to be theirs")
    await expect(row).to_contain_text("for a person")
    await assert_readable(row.locator("p"), row.get_by_role("link"))
    for name, options in (("light", {}), ("dark", {"color_scheme": "dark"}), ("phone", {"viewport": PHONE})):
        other = await desk.console("leader", "/callbacks", **options)
        await other.page.locator("main select").select_option("Hoplane")
        await expect(other.page.get_by_text(NUMBER)).to_be_visible()
        await assert_fits(other.page)
        await other.page.screenshot(path=tmp_path / f"callbacks-{name}.png", animations="disabled")
    await row.get_by_role("link").click()
    banner = lena.page.get_by_role("status").filter(has_text=NUMBER)
    await expect(banner.get_by_role("button", name="Done")).to_be_visible()
    # Whoever has the conversation has them called: nobody does yet.
    await expect(banner.get_by_role("button", name="Call now")).to_have_count(0)
    await lena.page.screenshot(path=tmp_path / "banner.png", animations="disabled")
    await banner.get_by_role("button", name="Done").click()
    await expect(lena.messages).to_contain_text("The call is done")
    await expect(banner).to_have_count(0)
    assert lena.page.url.endswith(conversation)
    await lena.go("/callbacks")
    await lena.page.locator("main select").select_option("Hoplane")
    await expect(lena.page.get_by_text("Nobody waits for a call.")).to_be_visible()
