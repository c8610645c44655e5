"""The API channel's endpoints: who is let in, what is taken, and that 2xx comes after the commit only."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.unit.channels.fixtures import CASES, SECRET, body, signed

from gigline.accounts import keys
from gigline.api import limits
from gigline.api import service as api
from gigline.channels import endpoints, parsing, service, webhook_log
from gigline.channels.models import ChannelAccount
from gigline.infra import failpoints
from gigline.infra.db import Database
from gigline.infra.settings import Settings

URL = "/channels/api/shop-api"
MESSAGE = CASES["api"].message
BRAND = "INSERT INTO brands (id, key, name, settings, identity_secret) VALUES ($1, $2, 'B', '{}', '')"


@dataclass
class Site:
    client: httpx.AsyncClient
    database: Database
    account: ChannelAccount
    key: str
    foreign_key: str

    async def post(self, content: bytes | dict[str, Any], url: str = URL, **headers: str) -> httpx.Response:
        raw = content if isinstance(content, bytes) else body(content)
        sent = {name.replace("_", "-"): value for name, value in headers.items()} or signed(raw)
        return await self.client.post(url, content=raw, headers=sent)

    async def with_key(self, content: dict[str, Any], key: str, url: str = URL) -> httpx.Response:
        return await self.post(content, url, authorization=f"Bearer {key}")

    async def stored(self) -> int:
        async with self.database.reader() as r:
            return int(await r.value("SELECT count(*) FROM inbound"))


@pytest.fixture
async def site(database: Database) -> AsyncIterator[Site]:
    async with database.writer() as w:
        mine, other = w.new_id(), w.new_id()
        for brand_id, key in ((mine, "mine"), (other, "other")):
            await w.execute(BRAND, brand_id, key)
        account = await service.save_account(w, mine, "api", "shop-api", {"secret": SECRET})
        await service.save_account(w, mine, "api", "open-api", {})
        await service.save_account(w, mine, "webchat", "shop-web", {})
        await service.save_account(w, other, "api", "other-api", {"secret": "a secret of another account"})
        _, key = await keys.create(w, mine, "robot", "associate")
        _, foreign = await keys.create(w, other, "robot", "admin")
    app = api.build(database, Settings(), [], rates=limits.Rates().times(1e6), root=endpoints.ROUTES)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gigline.example") as client:
        yield Site(client, database, account, key, foreign)
    failpoints.arm("")


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def test_a_signed_message_is_taken_and_again_changes_nothing(site: Site) -> None:
    answers = [await site.post(MESSAGE) for _ in range(2)]
    assert [(one.status_code, one.json()) for one in answers] == [
        (202, {"id": "m-1", "new": True}),
        (202, {"id": "m-1", "new": False}),
    ]
    assert await site.stored() == 1


async def test_an_api_key_of_the_brand_will_do(site: Site) -> None:
    assert (await site.with_key(MESSAGE, site.key)).status_code == 202
    assert (await site.with_key(MESSAGE, site.key, "/channels/api/open-api")).status_code == 202


async def test_what_another_brands_key_delivered_is_remembered_as_unproved(site: Site) -> None:
    assert (await site.with_key(MESSAGE, site.foreign_key)).status_code == 404
    await webhook_log.flush(site.database)
    async with site.database.reader() as r:
        assert await r.value("SELECT outcome FROM webhook_log") == "unverified"


async def test_another_brands_key_finds_no_account(site: Site) -> None:
    assert code(await site.with_key(MESSAGE, site.foreign_key)) == (404, "no_such_account")
    assert code(await site.with_key(MESSAGE, site.key, "/channels/api/nobodys")) == (404, "no_such_account")
    assert await site.stored() == 0


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer gk_nobodys", "Basic eA==", "Bearer gk_ x"])
async def test_a_bad_key_is_refused_even_with_a_good_signature(site: Site, authorization: str) -> None:
    raw = body(MESSAGE)
    answer = await site.post(raw, authorization=authorization, **signed(raw))
    assert code(answer) == (401, "signed_out")


async def test_without_a_good_signature_nobody_learns_whether_the_account_exists(site: Site) -> None:
    raw, wrong = body(MESSAGE), "a wrong secret of mine"
    answers = [
        await site.post(raw, url, **signed(raw, secret=wrong))
        for url in (URL, "/channels/api/nobodys", "/channels/api/open-api", "/channels/api/shop-web")
    ]
    assert {code(one) for one in answers} == {(401, "unverified")}
    assert code(await site.post(raw, x_nothing="1")) == (401, "unverified")


async def test_signatures_that_are_wrong_in_every_way(site: Site) -> None:
    raw = body(MESSAGE)
    again = json.dumps(MESSAGE, indent=1).encode()
    good = signed(raw)
    for content, headers in (
        (again, good),
        (raw, signed(raw, at=time.time() - 600)),
        (raw, signed(raw, at=time.time() - 90_000)),
        (raw, signed(raw, secret="a secret of another account")),
    ):
        assert code(await site.post(content, **headers)) == (401, "unverified")
    twice = [*good.items(), *good.items()]
    assert code(await site.client.post(URL, content=raw, headers=twice)) == (401, "unverified")
    assert await site.stored() == 0


async def test_an_emoji_body_is_signed_as_bytes(site: Site) -> None:
    raw = json.dumps({**MESSAGE, "text": "👩🏽‍🚒 où?"}, ensure_ascii=False).encode()
    assert (await site.post(raw)).status_code == 202


@pytest.mark.parametrize("path", ["/channels/pigeon/shop-api", "/channels/webchat/shop-web", "/channels/api/a/b/c"])
async def test_channels_without_a_webhook_are_not_there(site: Site, path: str) -> None:
    assert (await site.post(MESSAGE, path)).status_code == 404
    assert code(await site.client.get(URL)) == (401, "unverified")


HOSTILE = {
    "empty": b"",
    "no object": b"[]",
    "no json": b"{",
    "no utf-8": b"\xff",
    "nan": b'{"id": NaN}',
    "huge number": b'{"id": 1' + b"0" * 400 + b"}",
    "huge float": b'{"id": 1e400}',
    "twice": b'{"id": "a", "id": "b"}',
    "deep": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "state and nothing": b'{"state": "read"}',
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
async def test_hostile_bodies_are_refused_with_a_type(site: Site, name: str, content_type: str) -> None:
    raw = HOSTILE[name]
    answer = await site.post(raw, content_type=content_type, **signed(raw))
    assert 400 <= answer.status_code < 500
    assert answer.json()["error"]["code"] in {"malformed", "bad_input", "too_large"}
    assert await site.stored() == 0


async def test_ten_megabytes_are_too_many_however_they_come(site: Site) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(160):
            yield b"x" * 65_536

    assert code(await site.post(b"x" * (parsing.MAX_BODY + 1)))[0] == 413
    assert (await site.client.post(URL, content=chunks())).status_code == 413


async def test_wrong_types_for_every_field_are_never_a_5xx(site: Site) -> None:
    wrong: list[Any] = [None, True, 1, [], {}, {"$ne": None}, "", "\x00", "\ud800", "x" * 30_000]
    for field in [*MESSAGE, "other"]:
        for value in wrong:
            answer = await site.post({**MESSAGE, field: value})
            assert answer.status_code in {202, 422}, (field, value)
    for field in MESSAGE["from"]:
        for value in wrong:
            answer = await site.post({**MESSAGE, "from": {**MESSAGE["from"], field: value}})
            assert answer.status_code in {202, 422}, (field, value)


async def test_what_the_sender_may_not_decide_is_not_taken_from_the_body(site: Site) -> None:
    extra = {"brand_id": "x", "account_id": "x", "role": "admin", "created_at": "1970-01-01"}
    assert (await site.post({**MESSAGE, **extra})).status_code == 202
    async with site.database.reader() as r:
        assert await r.value("SELECT brand_id FROM inbound") == site.account.brand_id


@pytest.mark.parametrize("point", ["before_tx", "after_insert_before_commit"])
async def test_no_2xx_without_a_commit(site: Site, point: str) -> None:
    failpoints.arm(f"ingest.{point}=error")
    assert (await site.post(MESSAGE)).status_code >= 500
    failpoints.arm("")
    assert await site.stored() == 0
    assert (await site.post(MESSAGE)).json()["new"] is True


@pytest.mark.parametrize("point", ["commit_ok_reply_lost", "after_commit_before_ack"])
async def test_an_answer_that_got_lost_costs_nothing(site: Site, point: str) -> None:
    failpoints.arm(f"ingest.{point}=error")
    assert (await site.post(MESSAGE)).status_code >= 500
    failpoints.arm("")
    assert (await site.post(MESSAGE)).json() == {"id": "m-1", "new": False}


async def _outbound(site: Site) -> str:
    entry_id = site.database.new_id()
    async with site.database.writer() as w:
        await service.enqueue(
            w,
            brand_id=site.account.brand_id,
            account_id=site.account.id,
            conversation_id=w.new_id(),
            entry_id=entry_id,
            entry_seq=1,
            recipient="u-1",
            text="Hello",
            author_kind="bot",
        )
    return str(entry_id)


async def test_receipts_climb_and_are_about_this_account_only(site: Site) -> None:
    message_id = await _outbound(site)
    url = f"{URL}/receipts"
    changed = [
        (await site.post({"id": message_id, "state": state}, url)).json()["changed"]
        for state in ("delivered", "sent", "delivered", "read")
    ]
    assert changed == [True, False, False, True]
    assert (await site.post({"id": "nobodys", "state": "read"}, url)).json() == {"id": "nobodys", "changed": False}
    raw = body({"id": message_id, "state": "failed"})
    foreign = signed(raw, secret="a secret of another account")
    assert (await site.post(raw, "/channels/api/other-api/receipts", **foreign)).json()["changed"] is False


async def test_messages_and_receipts_have_an_address_each(site: Site) -> None:
    assert code(await site.post({"id": "x", "state": "read"})) == (422, "malformed")
    assert code(await site.post(MESSAGE, f"{URL}/receipts")) == (422, "malformed")
    assert code(await site.post({"id": "x", "state": "teleported"}, f"{URL}/receipts")) == (422, "malformed")
