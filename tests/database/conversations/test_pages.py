"""What a channel cannot hold is read on a page: by who has its address, until it ends, and never twice as somebody."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from gigline.app import web
from gigline.channels import attachments
from gigline.channels import handlers as channels_handlers
from gigline.channels import service as channels
from gigline.channels.contract import Attachment, Inbound
from gigline.channels.models import ChannelAccount
from gigline.contacts import service as contacts
from gigline.conversations import handlers, moving, pages, ways
from gigline.conversations import service as conversations
from gigline.conversations.models import Author, Conversation
from gigline.infra.db import Database
from gigline.infra.live import NotifyBus
from gigline.infra.outbox import Subscriptions
from gigline.infra.relay import Relay
from gigline.infra.settings import Settings
from tests import scenes
from tests.unit.channels.fixtures import CASES

BASE = "http://help.acme.example"
NUMBER = "+351912345678"
LONG = "**Refunds** take five days.\n\n" + "\n".join(f"- step {n}: open the page and look." for n in range(40))
SAM = Author("associate", None, "Sam Field")


@dataclass
class Phone:
    """Somebody who texts to a brand, and a browser that they have."""

    database: Database
    brand_id: Any
    account: ChannelAccount
    relay: Relay
    browser: httpx.AsyncClient
    written: int = field(default=0)

    async def text(self, words: str = "How do refunds work?") -> Conversation:
        self.written += 1
        id_ = f"SM{self.written}"
        await channels.accept(self.database, self.account, [Inbound(id_, id_, NUMBER, words, b"")])
        await self.relay.run_until_idle()
        async with self.database.reader() as r:
            return await conversations.get(r, await r.value("SELECT id FROM conversations"))

    async def answer(self, body: str, **data: Any) -> Conversation:
        """Sam takes it and answers; what was sent is in `sent`."""
        async with self.database.writer() as w:
            await w.execute("UPDATE conversations SET holder = 'bot', queued_at = NULL")
            c = await conversations.get(w, await w.value("SELECT id FROM conversations"))
            await conversations.reply(w, c.id, c.epoch, Author("bot", None, "Bo"), body, data=data)
        await self.relay.run_until_idle()
        return c

    async def sent(self) -> str:
        async with self.database.reader() as r:
            return str(await r.value("SELECT text FROM outbound ORDER BY created_at DESC, entry_seq DESC LIMIT 1"))

    async def link(self) -> str:
        found = re.search(r"http://help\.acme\.example(/a/\S+)", await self.sent())
        assert found is not None
        return found.group(1)


@pytest.fixture
async def phone(make_database) -> AsyncIterator[Phone]:
    async def nowhere(*_: object, **__: object) -> object:
        raise AssertionError("nothing is sent")

    fetch: Any = nowhere
    send = channels_handlers.subscriptions(fetch)
    subscriptions = Subscriptions([*handlers.subscriptions(BASE), *(one for one in send if "send" not in one.name)])
    async with make_database(subscriptions) as database:
        brand, _, _ = await scenes.brand(database, bot=False)
        async with database.writer() as w:
            account = await channels.save_account(w, brand.id, "sms", "acme-sms", dict(CASES["sms"].settings))
        app = web.build(database, Settings(public_url=BASE), NotifyBus(database), None)
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as browser:
            yield Phone(database, brand.id, account, Relay(database, subscriptions), browser)


async def test_a_long_answer_is_a_short_text_and_a_page_without_scripts(phone: Phone):
    await phone.text()
    await phone.answer(LONG)
    sent, link = await phone.sent(), await phone.link()
    assert len(sent) <= 459
    assert sent.startswith("Refunds take five days.")
    assert NUMBER not in link
    page = await phone.browser.get(link)
    assert "<strong>Refunds</strong> take five days." in page.text
    assert "<li>step 39: open the page and look.</li>" in page.text
    assert "<script" not in page.text
    assert "How do refunds work?" not in page.text
    assert (page.headers["x-robots-tag"], page.headers["cache-control"], page.headers["referrer-policy"]) == (
        "noindex, nofollow, noarchive", "no-store", "no-referrer",
    )  # fmt: skip
    assert "script-src" not in page.headers["content-security-policy"]
    assert page.headers["content-security-policy"].startswith("default-src 'none'")


async def test_a_short_answer_is_itself_without_marks(phone: Phone):
    await phone.text()
    await phone.answer("**Five** days, see [the page](https://acme.example/r).")
    assert await phone.sent() == "Five days, see the page (https://acme.example/r)."


async def test_a_page_ends_with_its_time_and_when_it_is_revoked(phone: Phone):
    c = await phone.text()
    await phone.answer(LONG)
    link = await phone.link()
    async with phone.database.writer() as w:
        await w.execute("UPDATE clock_offset SET ahead = interval '15 days'")
    assert (await phone.browser.get(link)).status_code == 404
    async with phone.database.writer() as w:
        await w.execute("UPDATE clock_offset SET ahead = interval '0'")
    assert (await phone.browser.get(link)).status_code == 200
    async with phone.database.writer() as w:
        assert await pages.revoke(w, c) == 1
    for gone in (link, f"{link}x", "/a/guess"):
        answer = await phone.browser.get(gone)
        assert (answer.status_code, "<script" in answer.text) == (404, False)
        assert (await phone.browser.post(f"{gone}/chat")).status_code == 404


async def test_who_read_the_text_goes_on_by_chat_once(phone: Phone):
    c = await phone.text()
    await phone.answer(LONG)
    link = await phone.link()
    chat = await phone.browser.post(f"{link}/chat")
    visitor = re.search(r'data-visitor="([^"]+)"', chat.text)
    assert visitor is not None
    started = (
        await phone.browser.post("/api/v1/widget/sessions", json={"account": "acme-web", "visitor": visitor.group(1)})
    ).json()
    assert started["conversation"] == str(c.id)
    headers = {"Authorization": f"Bearer {started['token']}"}
    said = {"body": "I go on here", "client_id": "from-the-chat"}
    assert (await phone.browser.post("/api/v1/widget/messages", json=said, headers=headers)).status_code == 202
    await phone.relay.run_until_idle()
    async with phone.database.reader() as r:
        assert (await conversations.get(r, c.id)).channel == "webchat"
        assert await r.value("SELECT count(*) FROM conversations") == 1
    # A second reader of the same text (it was forwarded, say) is somebody new, who sees nothing of it.
    again = await phone.browser.post(f"{link}/chat")
    assert 'data-visitor=""' in again.text


async def test_nobody_goes_on_by_chat_as_somebody_whom_the_brand_vouched_for(phone: Phone):
    c = await phone.text()
    async with phone.database.writer() as w:
        await contacts.attach_verified(w, phone.brand_id, await contacts.get(w, c.brand_id, c.contact_id), "ana-1")
    await phone.answer(LONG)
    link = await phone.link()
    assert "<form" not in (await phone.browser.get(link)).text
    assert 'data-visitor=""' in (await phone.browser.post(f"{link}/chat")).text


async def test_files_that_a_channel_does_not_take_are_on_the_page_and_only_those(phone: Phone):
    c = await phone.text()
    async with phone.database.writer() as w:
        kept = await attachments.store(w, c.brand_id, None, [Attachment("label.pdf", "application/pdf", b"%PDF-1")])
        [other] = await attachments.store(w, c.brand_id, None, [Attachment("b.txt", "text/plain", b"secret")])
    await phone.answer("Print this.", attachments=attachments.told(kept))
    assert (await phone.sent()).startswith("Print this.\n\nRead it all: ")
    link = await phone.link()
    assert f"{link}/files/{kept[0].id}" in (await phone.browser.get(link)).text
    file = await phone.browser.get(f"{link}/files/{kept[0].id}")
    assert (file.content, file.headers["content-disposition"][:10]) == (b"%PDF-1", "attachment")
    assert (await phone.browser.get(f"{link}/files/{other.id}")).status_code == 404


async def test_text_me_the_link(phone: Phone):
    c = await phone.text()
    async with phone.database.writer() as w:
        api = await channels.save_account(w, phone.brand_id, "api", "acme-api", {})
        await w.execute("UPDATE conversations SET account_id = $1, channel = 'api', recipient = 'ana'", api.id)
        c = await conversations.get(w, c.id)
        to = next(one for one in await ways.of(w, c) if one.place.channel == "sms")
        await moving.move(w, c.id, c.epoch, to.id, SAM)
    await phone.relay.run_until_idle()
    assert (await phone.sent()).startswith("We go on here: just answer this message.\n\nOur conversation: http")
    # Whoever waits for an answer goes on waiting: that was none.
    async with phone.database.reader() as r:
        assert (await conversations.get(r, c.id)).awaiting_reply_since is not None
