"""Mails in the console: what they say is shown, and nothing that they bring runs, loads or leads away."""

from __future__ import annotations

import base64
import time

from playwright.async_api import expect

from gigline.accounts import service as accounts
from gigline.channels import service, signature
from tests.browser import MARKS
from tests.browser.console import BUBBLES
from tests.browser.desk import Desk
from tests.browser.xss import PAYLOADS
from tests.unit.channels.email.mails import OURS, mail, multipart
from tests.unit.channels.email.test_html import CORPUS

pytestmark = MARKS

SECRET = "a secret of the mail account"
# A picture of one pixel.
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


async def _account(desk: Desk) -> None:
    async with desk.platform.database.writer() as w:
        brand = await accounts.brand_by_key(w, "hoplane")
        await service.save_account(w, brand.id, "email", "hoplane-mail", {"address": OURS, "secret": SECRET})


async def _post(desk: Desk, raw: bytes) -> None:
    headers = {"content-type": "message/rfc822", signature.HEADER: signature.sign(SECRET, raw, int(time.time()))}
    url = f"{desk.platform.url}/channels/email/hoplane-mail"
    answer = await desk.platform.client.post(url, content=raw, headers=headers)
    assert answer.status_code == 202, answer.text


async def _conversation(desk: Desk, sender: str) -> str:
    async with desk.platform.database.writer() as w:
        for _ in range(200):
            found = await w.value("SELECT id FROM conversations WHERE recipient = $1", sender)
            if found is not None:
                return str(found)
            # Another process appends it.
            await w.value("SELECT pg_sleep(0.05)")
    raise AssertionError("the mail became no conversation")


async def test_a7_a8_a15_hostile_mails_are_shown_and_nothing_runs(desk: Desk) -> None:
    await _account(desk)
    lena = await desk.console("leader", "/inbox/all")
    name = base64.b64encode(b"<img src=x onerror=pwn()>").decode()
    html = "\n".join(one.replace("alert(1)", "pwn()") for one in CORPUS)
    coded = base64.b64encode(html.encode()).decode()
    page = f"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{coded}"
    file = f'Content-Type: image/png; name="=?utf-8?b?{name}?="\nContent-Transfer-Encoding: base64\n\n{PIXEL}'
    await _post(
        desk,
        multipart(
            page, file, from_=f"=?utf-8?b?{name}?= <eve@home.example>", subject=PAYLOADS[2], cc="<script>@x.example",
            in_reply_to="<x@y.example>",
        ),
    )  # fmt: skip
    conversation = await _conversation(desk, "eve@home.example")
    await lena.go(f"/inbox/all/{conversation}")
    bubble = lena.messages.locator(BUBBLES).first
    await expect(bubble).to_be_visible()
    await bubble.get_by_text("As it was formatted").click()
    frame = bubble.frame_locator("iframe")
    await expect(frame.locator("body")).to_contain_text("x")
    assert (
        await frame.locator("img,script,svg,iframe,form,style:not(head style),base,meta[http-equiv=refresh]").count()
        <= 1
    )
    picture = bubble.locator("ul img")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("one => one.naturalWidth") == 1
    await desk.traps.check(lena.page)


def _folding(body: str) -> bytes:
    return mail(
        body, from_="fold@home.example", subject="Re: My order", in_reply_to="<x@y.example>", message_id="<fold@x>"
    )  # fmt: skip


async def test_what_is_folded_opens_and_who_is_unproved_is_said(desk: Desk) -> None:
    await _account(desk)
    lena = await desk.console("leader", "/inbox/all")
    body = "I still wait.\n\nOn Sun, 22 Nov 2026 at 10:00, Hoplane <support@acme.example> wrote:\n> It is on its way.\n"
    await _post(desk, _folding(body))
    await lena.go(f"/inbox/all/{await _conversation(desk, 'fold@home.example')}")
    bubble = lena.messages.locator(BUBBLES).first
    await expect(bubble).to_contain_text("I still wait.")
    await expect(bubble).to_contain_text("Nothing proves that this is the sender.")
    quoted = bubble.get_by_text("It is on its way.")
    await expect(quoted).not_to_be_visible()
    await bubble.get_by_text("Quoted text and signature").click()
    await expect(quoted).to_be_visible()
    await desk.traps.check(lena.page)
