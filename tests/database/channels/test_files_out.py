"""Answers with files: the files themselves where the provider takes them, all of them or none of the message."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
import pytest
from starlette.applications import Starlette
from tests.database.channels.conftest import Channels
from tests.unit.channels.fixtures import META, TWILIO

from gigline.api import file_links
from gigline.channels import attachments, handlers, service, threads
from gigline.channels.adapters.meta import samples
from gigline.channels.contract import Attachment, Inbound
from gigline.channels.models import ChannelAccount, OutboundRow
from gigline.infra.db import Database
from gigline.infra.http import safe_fetch
from gigline.infra.outbox import Subscriptions
from gigline.infra.relay import Relay
from gigline.simulation.providers.line import Provider
from gigline.simulation.providers.meta import Meta
from gigline.simulation.providers.twilio import Twilio

PUBLIC = "https://desk.example"
PNG, PDF, ZIP = b"\x89PNG\r\n\x1a\n picture", b"%PDF-1.7 label", b"PK\x03\x04 archive"
SETTINGS: dict[str, dict[str, Any]] = {
    "sms": {**TWILIO, "mms": True},
    "twiliowhatsapp": TWILIO,
    "whatsapp": {**META, "phone_number_id": samples.NUMBER_ID},
    "messenger": {**META, "page_id": samples.PAGE_ID},
    "instagram": {**META, "account_id": samples.INSTAGRAM_ID},
}
WHO = {"messenger": "24000001", "instagram": "24000001"}


@dataclass
class Scene:
    """An account at its provider, with somebody who has just written, and browsers that fetch from us."""

    database: Database
    relay: Relay
    brand_id: UUID
    account: ChannelAccount
    provider: Provider
    names: dict[str, UUID] = field(default_factory=dict)

    @property
    def recipient(self) -> str:
        return WHO.get(self.account.kind, "+351912345678")

    async def send(self, text: str, *files: bytes, author: str = "associate") -> OutboundRow:
        entry_id = self.database.new_id()
        async with self.database.writer() as w:
            given = [Attachment(f"Straße {n}.bin", content=one) for n, one in enumerate(files)]
            kept = await attachments.store(w, self.brand_id, None, given)
            data = {"attachments": attachments.told(kept)}
            carried = await service.carries(w, self.account, data, PUBLIC)
            await service.enqueue(
                w, brand_id=self.brand_id, account_id=self.account.id, conversation_id=entry_id, entry_id=entry_id,
                entry_seq=1, recipient=self.recipient, text=text, author_kind=author,
                context={"entry": data, "files_on_page": not carried},
            )  # fmt: skip
        await self.relay.run_until_idle()
        async with self.database.reader() as r:
            return await service.outbound(r, self.brand_id, entry_id)

    async def fetched(self, url: str) -> httpx.Response:
        """As the provider fetches it."""
        app = Starlette(routes=file_links.ROUTES)
        app.state.database = self.database
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return await client.get(url)


@asynccontextmanager
async def scene(channels: Channels, kind: str, **more: Any) -> AsyncIterator[Scene]:
    provider: Provider = Twilio() if "twilio" in kind or kind == "sms" else Meta()
    subscriptions = Subscriptions(handlers.subscriptions(_fetch, PUBLIC))
    async with provider.running() as url:
        account = await channels.save(
            kind, f"b-{kind}", **{**SETTINGS[kind], "api_base": url, "per_second": 900, **more}
        )
        made = Scene(channels.database, Relay(channels.database, subscriptions), channels.brand_id, account, provider)
        await threads.prepare(channels.database)
        await service.accept(channels.database, account, [Inbound("in-1", "in-1", made.recipient, "Hi", b"{}")])
        await made.relay.run_until_idle()
        yield made


async def _fetch(method: str, url: str, **more: Any) -> Any:
    return await safe_fetch(method, url, allow_private=True, **more)


def words(taken: Sequence[Any]) -> list[tuple[str, tuple[bytes, ...]]]:
    return [(one.text, one.files) for one in taken]


async def test_whatsapp_has_one_file_with_its_words_and_several_after_them(channels: Channels):
    async with scene(channels, "whatsapp") as s:
        assert (await s.send("Your label.", PDF)).state == "sent"
        assert (await s.send("Both.", PNG, PDF)).state == "sent"
        assert words(s.provider.taken) == [("Your label.", (PDF,)), ("Both.", ()), ("", (PNG,)), ("", (PDF,))]
        assert len({one.ours for one in s.provider.taken[1:]}) == 1


async def test_messenger_has_the_words_first_and_then_each_file(channels: Channels):
    async with scene(channels, "messenger") as s:
        assert (await s.send("Your label.", ZIP)).state == "sent"
        assert words(s.provider.taken) == [("Your label.", ()), ("", (ZIP,))]


@pytest.mark.parametrize(("kind", "parts"), [("instagram", 2), ("sms", 1), ("twiliowhatsapp", 1)])
async def test_others_fetch_it_from_us_for_a_while(channels: Channels, kind: str, parts: int):
    async with scene(channels, kind) as s:
        assert (await s.send("Look.", PNG)).state == "sent"
        assert (len(s.provider.taken), s.provider.taken[0].text) == (parts, "Look.")
        [url] = s.provider.taken[-1].urls
        assert url.startswith(f"{PUBLIC}/m/")
        answer = await s.fetched(url)
        assert (answer.content, answer.headers["content-type"]) == (PNG, "image/png")
        assert "sandbox" in answer.headers["content-security-policy"]
        for wrong in (url[:-1], f"{url[:-1]}{'0' if url[-1] != '0' else '1'}", f"{PUBLIC}/m/guess", f"{url}00"):
            assert (await s.fetched(wrong)).status_code == 404


@pytest.mark.parametrize(
    ("kind", "files", "more"),
    [
        ("whatsapp", (ZIP,), {}),
        ("instagram", (PNG, ZIP), {}),
        ("sms", (PDF,), {}),
        ("sms", (PNG,), {"mms": False}),
        ("twiliowhatsapp", (PNG, PNG), {}),
        ("whatsapp", (PDF, b"%PDF-" + bytes(5 * 1024 * 1024)), {}),
    ],
)
async def test_what_a_channel_does_not_take_is_left_to_the_page(
    channels: Channels, kind: str, files: tuple[bytes, ...], more: dict[str, Any]
):
    async with scene(channels, kind, **more) as s:
        assert (await s.send("Read it: https://desk.example/a/x", *files)).state == "sent"
        [taken] = s.provider.taken
        assert (taken.files, taken.urls) == ((), ())


async def test_a_file_that_is_not_taken_leaves_nothing_sent_and_one_after_the_words_a_doubt(channels: Channels):
    async with scene(channels, "messenger") as s:
        s.provider.script.extend(["take", "refuse"])
        row = await s.send("Your label.", PDF)
        assert (row.state, row.error, len(s.provider.taken)) == ("unknown", "files_not_sent", 1)
        s.provider.script.append("take_and_fail")
        assert (await s.send("Your label.", PDF)).state == "unknown"
        assert isinstance(s.provider, Meta)
        s.provider.refuses_uploads = True
        row = await s.send("Your label.", PDF)
        assert (row.state, row.error, len(s.provider.taken)) == ("queued", "file_not_taken", 2)


@pytest.mark.parametrize("kind", ["whatsapp", "twiliowhatsapp"])
async def test_a_template_holds_no_files(channels: Channels, kind: str):
    named = {"template": "follow_up"} if kind == "whatsapp" else {"template_sid": f"HX{'0' * 32}"}
    async with scene(channels, kind, **named) as s:
        await channels.advance(25 * 3600)
        row = await s.send("Your label.", PNG)
        assert (row.state, row.error, s.provider.requests) == ("failed", "window_closed", 0)


async def test_an_address_ends_with_its_time(channels: Channels, monkeypatch: pytest.MonkeyPatch):
    async with scene(channels, "sms") as s:
        monkeypatch.setattr("gigline.channels.carrying.LASTS_S", -1)
        await s.send("Look.", PNG)
        assert (await s.fetched(s.provider.taken[0].urls[0])).status_code == 404
