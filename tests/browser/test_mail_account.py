"""A brand's admin at a mail account: signs it in with its provider, and lets a mail in that was laid aside."""

from __future__ import annotations

import time
from pathlib import Path
from uuid import uuid4

from playwright.async_api import Locator, Page, expect

from gigline.accounts import service as accounts
from gigline.channels import service, signature
from gigline.infra.serving import serving
from tests.browser import MARKS
from tests.browser.desk import PHONE, Desk
from tests.browser.looks import assert_fits, assert_readable
from tests.smtpserver import TokenPost, smtp_server
from tests.tokenserver import TokenServer
from tests.tokenserver import settings_of as tokens_of
from tests.unit.channels.email.mails import OURS, mail

pytestmark = MARKS

SECRET = "a secret of the mail account"


async def _add_account(desk: Desk, url: str, port: int) -> str:
    key = f"hoplane-{uuid4().hex[:8]}"
    smtp = {"host": "127.0.0.1", "port": port, "security": "plain"}
    own = {"address": OURS, "secret": SECRET, "smtp": smtp, **tokens_of(url, authorize_url=f"{url}/authorize")}
    async with desk.platform.database.writer() as w:
        brand = await accounts.brand_by_key(w, "hoplane")
        given = {name: value for name, value in own.items() if value is not None and name != "refresh_token"}
        await service.save_account(w, brand.id, "email", key, given, incomplete=True)
    return key


async def _post(desk: Desk, key: str, raw: bytes) -> None:
    headers = {"content-type": "message/rfc822", signature.HEADER: signature.sign(SECRET, raw, int(time.time()))}
    answer = await desk.platform.client.post(f"{desk.platform.url}/channels/email/{key}", content=raw, headers=headers)
    assert answer.status_code == 202, answer.text


async def _row(page: Page, key: str) -> Locator:
    """The account, opened."""
    await page.locator("main select").select_option("Hoplane")
    row = page.get_by_role("listitem").filter(has_text=key)
    await row.get_by_role("button", name=key).first.click()
    return row


async def test_an_admin_signs_a_mailbox_in_and_lets_a_mail_in(desk: Desk, tmp_path: Path) -> None:
    issuer = TokenServer()
    async with serving(issuer.app()) as url, smtp_server(TokenPost(issuer=issuer)) as post:
        key = await _add_account(desk, url, post.port)
        ada = await desk.console("admin", "/channels")
        row = await _row(ada.page, key)
        await expect(row).to_contain_text("Not set up yet")
        issuer.refusal = "access_denied"
        await row.get_by_role("button", name="Sign in with the provider").click()
        await expect(ada.page.get_by_text("The provider says that you did not agree.")).to_be_visible()
        issuer.refusal = ""
        await row.get_by_role("button", name="Sign in with the provider").click()
        await expect(ada.page.get_by_text("You are signed in with the provider.")).to_be_visible()
        await expect(row.get_by_role("status")).to_have_text(f"It works: {OURS} (SMTP)")
        assert "consent" not in ada.page.url
        await ada.page.screenshot(path=tmp_path / "mail-account-back.png", animations="disabled")

        for n, fields in enumerate(({"auto_submitted": "auto-replied"}, {"precedence": "list"})):
            await _post(desk, key, mail("I am away", message_id=f"<{n}@home.example>", **fields))
        await ada.page.reload()
        row = await _row(ada.page, key)
        away = row.get_by_role("listitem").filter(has_text="Automatic reply")
        await expect(away).to_contain_text("‹3›@home.example")
        await away.get_by_role("button", name="Let it in").click()
        await expect(ada.toasts).to_contain_text("It is a message now.")
        await expect(away).to_contain_text("Let in by")
        await assert_fits(ada.page)
        await ada.page.screenshot(path=tmp_path / "mail-account.png", animations="disabled", full_page=True)
        for name, options in (("phone", {"viewport": PHONE}), ("dark", {"color_scheme": "dark"})):
            other = await desk.console("admin", "/channels", **options)
            row = await _row(other.page, key)
            await expect(row.get_by_role("listitem").filter(has_text="Mailing list")).to_be_visible()
            await assert_readable(row.locator("p"), row.get_by_role("button"))
            await assert_fits(other.page)
            aside = row.get_by_role("heading", name="Laid aside")
            await aside.scroll_into_view_if_needed()
            await other.page.screenshot(path=tmp_path / f"mail-account-{name}.png", animations="disabled")
