"""A leader finds out that two contacts are one person, says so, takes it back, and splits an identity off."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID, uuid4

from playwright.async_api import expect

from gigline.accounts import service as accounts
from gigline.channels import service as channels
from gigline.contacts import service as contacts
from gigline.conversations import service as conversations
from gigline.conversations.models import NewMessage
from tests.browser import MARKS
from tests.browser.console import Console
from tests.browser.desk import PHONE, Desk
from tests.browser.looks import assert_fits, assert_readable
from tests.unit.channels.fixtures import CASES

pytestmark = MARKS

NUMBER = "+351912345678"


async def _two_of_one(desk: Desk) -> tuple[UUID, UUID]:
    """Somebody who texts, proved by the brand; and a visitor who says that the number is theirs."""
    async with desk.platform.database.writer() as w:
        brand = await accounts.brand_by_key(w, "hoplane")
        settings = accounts.settings_of(brand)
        sms = await channels.save_account(w, brand.id, "sms", "hoplane-sms", dict(CASES["sms"].settings))
        web = await channels.account_by_key(w, "hoplane-web")
        texts = await contacts.resolve_identity(w, brand.id, "phone", NUMBER, name="Ana Reis")
        await contacts.resolve_identity(
            w, brand.id, "external", f"C-{uuid4().hex[:6]}", name="Somebody Else", verified=True
        )
        chats = await contacts.resolve_identity(w, brand.id, "visitor", uuid4().hex, name="ana r")
        await contacts.claim(w, chats, {"phone": NUMBER})
        for who, account, address in ((texts, sms, NUMBER), (chats, web, str(chats.id))):
            requester = conversations.Requester(
                brand.id, who.id, who.name, "worker", "en", account.id, account.kind, address
            )
            message = NewMessage(f"Where is my parcel? ({account.kind})", uuid4().hex)
            await conversations.receive(w, requester, message, settings)
    return texts.id, chats.id


async def test_a_leader_says_that_two_are_one_and_takes_it_back(desk: Desk, tmp_path: Path) -> None:
    texts, chats = await _two_of_one(desk)
    lea = await desk.console("leader", "/contacts")
    page = lea.page
    await page.locator("main select").select_option("Hoplane")
    await page.get_by_role("searchbox").fill("912345678")
    await page.get_by_role("button", name="Ana Reis").click()
    await expect(page.get_by_text("Named by the provider, not proved")).to_be_visible()
    await page.get_by_role("button", name="Same person as…").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_role("button", name="ana r").first.click()
    await expect(dialog.get_by_role("radio")).to_have_count(2)
    await assert_readable(dialog.locator("p"), dialog.locator("span"))
    await _picture(lea, tmp_path, "merge")
    await dialog.get_by_role("button", name="They are one person").click()
    await expect(page.get_by_text("2 contacts are one person")).to_be_visible()
    await expect(page.get_by_role("heading", name="Ana Reis")).to_be_visible()
    conversation_links = page.locator("a[href*='/inbox/all/']")
    await expect(conversation_links).to_have_count(2)

    form = page.get_by_role("form", name="Write down what they said")
    await form.get_by_label("Purpose").select_option("marketing")
    await form.get_by_role("button", name="Write down").click()
    await expect(page.get_by_text("What they said", exact=True)).to_be_visible()
    async with page.expect_download() as fetched:
        await page.get_by_role("link", name="Export").click()
    exported = json.loads(Path(await (await fetched.value).path()).read_text(encoding="utf-8"))
    assert {one["id"] for one in exported["contacts"]} == {str(texts), str(chats)}
    await _picture(lea, tmp_path, "contact")
    for name, options in (("phone", {"viewport": PHONE}), ("dark", {"color_scheme": "dark"})):
        other = await desk.console("leader", f"/contacts/{chats}", **options)
        await expect(other.page.get_by_role("heading", name="Ana Reis")).to_be_visible()
        await assert_readable(other.page.locator("main p"), other.page.locator("main li span"))
        await _picture(other, tmp_path, f"contact-{name}")

    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("undone by")).to_be_visible()
    await expect(conversation_links).to_have_count(1)


async def _picture(console: Console, folder: Path, name: str) -> None:
    await expect(console.page.locator(".skeleton:visible")).to_have_count(0)
    await assert_fits(console.page)
    await console.page.screenshot(path=folder / f"{name}.png", animations="disabled", full_page=False)
