"""A brand's admin at the page Channels: sets an account up, has it tested, and sees what came in, masked."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import expect

from gigline.accounts import service as accounts
from gigline.channels import service
from gigline.simulation.providers.telegram import Telegram
from tests.browser import MARKS
from tests.browser.console import Console
from tests.browser.desk import PHONE, Desk
from tests.browser.looks import assert_fits, assert_focus_is_seen, assert_readable

pytestmark = MARKS

CANARY = "a word that only the requester knows"
BOT = "hoplane-bot"


async def _add_empty_account(desk: Desk) -> None:
    async with desk.platform.database.writer() as w:
        brand = await accounts.brand_by_key(w, "hoplane")
        await service.save_account(w, brand.id, "telegram", BOT, {}, incomplete=True)


async def test_an_admin_sets_a_channel_up_and_sees_what_comes_in(desk: Desk, tmp_path: Path) -> None:
    provider = Telegram()
    await _add_empty_account(desk)
    async with provider.running() as url:
        ada = await desk.console("admin", "/channels")
        page = ada.page
        await page.locator("main select").select_option("Hoplane")
        row = page.get_by_role("listitem").filter(has_text=BOT)
        await expect(row).to_contain_text("Not set up yet")
        test = row.get_by_role("button", name=f"Test {BOT}")
        await expect(test).to_be_disabled()

        await row.get_by_role("button", name=BOT).first.focus()
        await page.keyboard.press("Enter")
        await expect(row).to_contain_text("Nothing yet")
        await row.get_by_label("bot_token").focus()
        await page.keyboard.type(provider.bot_token)
        await assert_focus_is_seen(page)
        await row.get_by_label("secret_token").fill("with spaces in it")
        await row.get_by_label("api_base").fill(url)
        await page.keyboard.press("Enter")
        await expect(row.get_by_role("alert")).to_contain_text("secret_token")
        await row.get_by_label("secret_token").fill(provider.secret_token)
        await page.keyboard.press("Enter")
        await expect(row.get_by_label("bot_token")).to_have_attribute("placeholder", "kept, not shown")
        assert provider.bot_token not in await page.content()

        await test.click()
        await expect(row.get_by_role("status")).to_have_text("It works: acme_bot")
        hook = f"{desk.platform.url}/channels/telegram/{BOT}"
        await provider.write(hook, CANARY, chat=77_001, message_id=1, name="Ana Canary")
        assert (await desk.platform.client.post(hook, json={})).status_code == 401
        await expect(row).to_contain_text("Not proved")
        await row.get_by_role("button", name="Stored").click()
        await expect(row.locator("pre")).to_contain_text("update_id")
        assert "Canary" not in await page.content()
        assert CANARY not in await page.content()
        await row.get_by_role("button", name="Read again").click()
        await expect(ada.toasts).to_contain_text("0 new")
        await _picture(ada, tmp_path, "channels")
        for name, options in (("phone", {"viewport": PHONE}), ("dark", {"color_scheme": "dark"})):
            await _elsewhere(desk, tmp_path, name, **options)


async def _elsewhere(desk: Desk, folder: Path, name: str, **options: object) -> None:
    ada = await desk.console("admin", "/channels", **options)
    await ada.page.locator("main select").select_option("Hoplane")
    await ada.page.get_by_role("button", name=BOT).first.click()
    await ada.page.get_by_role("button", name="Stored").click()
    row = ada.page.get_by_role("listitem").filter(has_text=BOT)
    await assert_readable(row.locator("p"), row.get_by_role("button"), row.locator("pre"))
    await _picture(ada, folder, f"channels-{name}")


async def _picture(console: Console, folder: Path, name: str) -> None:
    await expect(console.page.locator(".skeleton:visible")).to_have_count(0)
    await assert_fits(console.page)
    await console.page.screenshot(path=folder / f"{name}.png", animations="disabled")
