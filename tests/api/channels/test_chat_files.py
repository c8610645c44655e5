"""Files of a chat: what they are by their first bytes, in their owner's messages alone, given out as downloads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests import scenes

from gigline.accounts import requesters
from gigline.app import web
from gigline.conversations import handlers
from gigline.infra.db import Database
from gigline.infra.live import NotifyBus
from gigline.infra.outbox import Subscriptions
from gigline.infra.relay import Relay
from gigline.infra.settings import Settings

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
FILES = "/api/v1/widget/files"


@dataclass
class Chatting:
    """Two requesters of one brand."""

    database: Database
    ana: httpx.AsyncClient
    bea: httpx.AsyncClient
    relay: Relay

    async def put(self, who: httpx.AsyncClient, content: bytes, name: str = "box.png") -> httpx.Response:
        return await who.post(FILES, params={"name": name}, content=content)

    async def say(self, who: httpx.AsyncClient, files: list[str], body: str = "") -> httpx.Response:
        value = {"body": body, "client_id": uuid4().hex, "files": files}
        answer = await who.post("/api/v1/widget/messages", json=value)
        await self.relay.run_until_idle()
        return answer

    async def log(self, who: httpx.AsyncClient) -> list[Any]:
        found = (await who.get("/api/v1/widget/conversation")).json()["entries"]
        return [one for one in found if one["kind"] == "message"]


@pytest.fixture
async def chat(make_database) -> AsyncIterator[Chatting]:
    subscriptions = Subscriptions(handlers.subscriptions())
    async with make_database(subscriptions) as database:
        brand, _, account_id = await scenes.brand(database)
        app = web.build(database, Settings(), NotifyBus(database), None)
        clients = []
        for _ in range(2):
            who = await scenes.requester(database, brand.id, account_id)
            token = await requesters.issue_widget(
                database, brand_id=brand.id, contact_id=who.contact_id, account="acme-web", origin=None
            )
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            headers = {"Authorization": f"Bearer {token}"}
            clients.append(httpx.AsyncClient(transport=transport, base_url="http://gigline.test", headers=headers))
        yield Chatting(database, *clients, Relay(database, subscriptions))


async def test_a_picture_goes_with_a_message_and_comes_back_as_a_download(chat: Chatting):
    put = await chat.put(chat.ana, PNG, "my ../box.png")
    assert (put.status_code, put.json()["name"], put.json()["type"]) == (201, "box.png", "image/png")
    assert (await chat.say(chat.ana, [put.json()["id"]])).status_code == 202
    [message] = await chat.log(chat.ana)
    assert message["body"] == "[picture]"
    [named] = message["data"]["attachments"]
    assert (named["id"], named["name"]) == (put.json()["id"], "box.png")
    got = await chat.ana.get(f"{FILES}/{named['id']}")
    assert got.content == PNG
    assert got.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in got.headers["content-security-policy"]
    assert got.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.png", b"<html><script>alert(1)</script></html>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
        ("setup.png", b"MZ\x90\x00"),
        ("nothing.png", b""),
    ],
)
async def test_what_its_bytes_do_not_prove_is_refused(chat: Chatting, name: str, content: bytes):
    assert (await chat.put(chat.ana, content, name)).status_code == 422


async def test_too_large_and_too_many_are_refused(chat: Chatting):
    assert (await chat.put(chat.ana, PNG + bytes(10 * 1024 * 1024))).status_code == 413
    async with chat.database.writer() as w:
        await w.execute(
            "INSERT INTO attachments (brand_id, id, name, declared_type, state, uploaded_by) SELECT c.brand_id,"
            " gen_random_uuid(), 'x', 'x', 'failed', c.id FROM contacts c, generate_series(1, 30)"
        )
    assert (await chat.put(chat.ana, PNG)).status_code == 429


async def test_nobody_sends_or_reads_anothers_file(chat: Chatting):
    put = await chat.put(chat.ana, PNG)
    id_ = put.json()["id"]
    for files in ([id_], [str(uuid4())], ["no-id"]):
        assert (await chat.say(chat.bea, files)).status_code == 404
    # Put up, but in no message of theirs: nobody has it.
    await chat.say(chat.bea, [], "Hello")
    await chat.say(chat.ana, [], "Hello")
    assert (await chat.bea.get(f"{FILES}/{id_}")).status_code == 404
    assert (await chat.ana.get(f"{FILES}/{id_}")).status_code == 404
