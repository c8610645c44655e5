"""The webhooks of providers as they come over HTTP: what is let in, what is answered, and what changes."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx
import pytest
from tests.unit.channels.fixtures import CASES, META, SECRET, TELEGRAM, TWILIO, body
from twilio.request_validator import RequestValidator

from gigline.api import limits
from gigline.api import service as api
from gigline.channels import endpoints, service, webhook_log
from gigline.channels.adapters.meta import samples as meta
from gigline.channels.adapters.telegram import samples as telegram
from gigline.channels.adapters.twilio import samples as twilio
from gigline.channels.models import ChannelAccount
from gigline.infra.db import Database
from gigline.infra.settings import Settings

PUBLIC = "https://hooks.example"
BRAND = "INSERT INTO brands (id, key, name, settings, identity_secret) VALUES ($1, $2, 'B', '{}', '')"
KINDS = ("sms", "twiliowhatsapp", "whatsapp", "messenger", "instagram", "telegram")


@dataclass
class Site:
    client: httpx.AsyncClient
    database: Database
    brand_id: UUID
    accounts: dict[str, ChannelAccount] = field(default_factory=dict)

    async def deliver(self, kind: str, value: Any, *, raw: bytes | None = None, **more: str) -> httpx.Response:
        """Signed as the provider does."""
        path = more.pop("path", f"/channels/{kind}/acme-{kind}")
        content = raw if raw is not None else CASES[kind].encode(value)
        headers = signed(kind, PUBLIC + path, value, content) | more
        return await self.client.post(path, content=content, headers=headers)

    async def value(self, sql: str, *args: object) -> Any:
        async with self.database.reader() as r:
            return await r.value(sql, *args)

    async def stored(self) -> int:
        return int(await self.value("SELECT count(*) FROM inbound"))


def signed(kind: str, url: str, value: Any, content: bytes) -> dict[str, str]:
    """The headers by which each provider proves itself."""
    if kind in {"sms", "twiliowhatsapp"}:
        fields = value if isinstance(value, dict) else {}
        signature = RequestValidator(TWILIO["auth_token"]).compute_signature(url, fields)
        return {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature}
    json_type = {"content-type": "application/json"}
    if kind == "telegram":
        return json_type | {"x-telegram-bot-api-secret-token": TELEGRAM["secret_token"]}
    return json_type | {
        "x-hub-signature-256": "sha256=" + hmac.new(SECRET.encode(), content, hashlib.sha256).hexdigest()
    }


@pytest.fixture
async def site(database: Database) -> AsyncIterator[Site]:
    settings = Settings(public_url=PUBLIC)
    app = api.build(database, settings, [], rates=limits.Rates().times(1e6), root=endpoints.ROUTES)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://inside.example") as client:
        one = Site(client, database, database.new_id())
        async with database.writer() as w:
            await w.execute(BRAND, one.brand_id, "mine")
            for kind in KINDS:
                one.accounts[kind] = await service.save_account(
                    w, one.brand_id, kind, f"acme-{kind}", dict(CASES[kind].settings)
                )
        yield one


@pytest.mark.parametrize("kind", KINDS)
async def test_a_signed_message_is_taken_once_and_answered_as_the_provider_wants(site: Site, kind: str) -> None:
    answers = [await site.deliver(kind, CASES[kind].message) for _ in range(3)]
    said = CASES[kind].adapter.capabilities.acknowledgement
    assert said is not None
    assert {(one.status_code, one.content) for one in answers} == {(200, said.body)}
    assert answers[0].headers["content-type"].startswith(said.content_type.partition(";")[0])
    assert await site.stored() == 1


@pytest.mark.parametrize("kind", KINDS)
async def test_b16_unsigned_or_signed_for_another_account_changes_nothing(site: Site, kind: str) -> None:
    case = CASES[kind]
    content = case.encode(case.message)
    good = signed(kind, f"{PUBLIC}/channels/{kind}/acme-{kind}", case.message, content)
    proof = next(name for name in good if name != "content-type")
    bare = {"content-type": good["content-type"]}
    twice = [*good.items(), (proof, good[proof])]
    for headers in (bare, bare | {proof: ""}, bare | {proof: good[proof][:-1] + "0"}, twice):
        answer = await site.client.post(f"/channels/{kind}/acme-{kind}", content=content, headers=headers)
        assert answer.status_code == 401
    nobodys = await site.client.post(f"/channels/{kind}/nobodys", content=content, headers=good)
    assert nobodys.status_code == 401
    assert await site.stored() == 0


async def test_b17_no_forwarded_header_changes_the_url_that_was_signed(site: Site) -> None:
    fields = twilio.message()
    path = "/channels/sms/acme-sms"
    for url, headers in (
        ("https://evil.example" + path, {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"}),
        ("http://inside.example" + path, {}),
        (
            "https://inside.example" + path,
            {"x-forwarded-proto": "https", "forwarded": "host=inside.example;proto=https"},
        ),
    ):
        answer = await site.client.post(
            path, content=body_of(fields), headers=signed("sms", url, fields, b"") | headers
        )
        assert answer.status_code == 401
    assert (await site.deliver("sms", fields, **{"x-forwarded-host": "evil.example"})).status_code == 200


async def test_b17_without_a_public_url_the_request_is_taken_as_it_was_asked(site: Site, database: Database) -> None:
    app = api.build(database, Settings(), [], rates=limits.Rates().times(1e6), root=endpoints.ROUTES)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://inside.example") as client:
        fields, path = twilio.message(), "/channels/sms/acme-sms"
        headers = signed("sms", "http://inside.example" + path, fields, b"")
        spoofed = signed("sms", "https://inside.example" + path, fields, b"") | {"x-forwarded-proto": "https"}
        assert (await client.post(path, content=body_of(fields), headers=spoofed)).status_code == 401
        assert (await client.post(path, content=body_of(fields), headers=headers)).status_code == 200


def body_of(fields: dict[str, str]) -> bytes:
    return urlencode(fields).encode()


@pytest.mark.parametrize("kind", KINDS)
async def test_b18_a_valid_request_replayed_later_has_no_effect(site: Site, kind: str) -> None:
    await site.deliver(kind, CASES[kind].message)
    for seconds in (600, 25 * 3600, 8 * 86_400):
        async with site.database.writer() as w:
            await w.execute("UPDATE clock_offset SET ahead = ahead + make_interval(secs => $1)", float(seconds))
        assert (await site.deliver(kind, CASES[kind].message)).status_code == 200
    assert await site.stored() == 1


async def test_b22_another_tenants_number_in_the_body_is_refused(site: Site) -> None:
    foreign = {
        "sms": twilio.message(account_sid=twilio.sid("AC", "other")),
        "whatsapp": meta.whatsapp(meta.whatsapp_text(), number_id="999999999999"),
        "messenger": meta.page(meta.page_text(), account_id="999999999999"),
        "instagram": meta.page(meta.page_text(), kind="instagram", account_id="999999999999"),
    }
    for kind, value in foreign.items():
        assert (await site.deliver(kind, value)).status_code == 422
    assert await site.stored() == 0


HOSTILE = [
    b"",
    b"null",
    b"[]",
    b"{",
    b"\xff\xfe{}",
    b'{"entry": NaN}',
    b'{"update_id": 1e400}',
    b'{"update_id": 1' + b"0" * 400 + b"}",
    b'{"object": "page", "object": "page"}',
    b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    b'{"update_id": 1, "message": {"text": "\\ud800"}}',
    b"a=%00&b=%ff",
]


@pytest.mark.parametrize("kind", KINDS)
async def test_b23_hostile_bodies_are_refused_and_the_next_message_arrives(site: Site, kind: str) -> None:
    for raw in HOSTILE:
        answer = await site.deliver(kind, {}, raw=raw)
        assert 400 <= answer.status_code < 500, (raw[:20], answer.status_code)
    big = await site.deliver(kind, {}, raw=b'{"text": "' + b"x" * 10_000_000 + b'"}')
    assert big.status_code == 413
    assert (await site.deliver(kind, CASES[kind].message)).status_code == 200
    assert await site.stored() == 1


async def test_b24_the_challenge_is_plain_text_whatever_it_says(site: Site) -> None:
    query = {
        "hub.mode": "subscribe",
        "hub.verify_token": META["verify_token"],
        "hub.challenge": "<script>alert(1)</script>",
    }
    answer = await site.client.get("/channels/whatsapp/acme-whatsapp", params=query)
    assert (answer.status_code, answer.text) == (200, "<script>alert(1)</script>")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"
    wrong = [
        await site.client.get("/channels/whatsapp/acme-whatsapp", params=query | {"hub.verify_token": "x"}),
        await site.client.get("/channels/whatsapp/nobodys", params=query),
        await site.client.get("/channels/sms/acme-sms", params=query),
    ]
    assert {one.status_code for one in wrong} == {401}
    assert all("script" not in one.text for one in wrong)


async def test_receipts_come_to_either_address_and_name_our_own_id(site: Site) -> None:
    sent = await _sent(site, "sms", provider_id=twilio.sid("SM", "sent"))
    path = f"/channels/sms/acme-sms/receipts?message={sent}"
    await site.deliver("sms", twilio.status(twilio.sid("SM", "not known yet"), "delivered"), path=path)
    assert await site.value("SELECT state FROM outbound WHERE id = $1", sent) == "delivered"


@pytest.mark.parametrize(
    "order", [("read", "delivered", "sent"), ("delivered", "read", "sent"), ("sent", "read", "delivered")]
)
async def test_b21_statuses_in_any_order_only_climb(site: Site, order: tuple[str, ...]) -> None:
    sent = await _sent(site, "whatsapp", provider_id="wamid.9")
    for state in order:
        await site.deliver("whatsapp", meta.whatsapp(statuses=(meta.whatsapp_status("wamid.9", state),)))
    assert await site.value("SELECT state FROM outbound WHERE id = $1", sent) == "read"


async def test_messenger_says_read_of_all_until_a_moment(site: Site) -> None:
    sent = await _sent(site, "messenger", provider_id="m-9", recipient="6195512320514123")
    other = await _sent(site, "messenger", provider_id="m-8", recipient="somebody else")
    early, late = int((time.time() - 3600) * 1000), int((time.time() + 3600) * 1000)
    await site.deliver("messenger", meta.page({"read": {"watermark": early}}))
    assert await site.value("SELECT state FROM outbound WHERE id = $1", sent) == "sent"
    await site.deliver("messenger", meta.page({"read": {"watermark": late}}))
    assert await site.value("SELECT state FROM outbound WHERE id = $1", sent) == "read"
    assert await site.value("SELECT state FROM outbound WHERE id = $1", other) == "sent"


async def _sent(site: Site, kind: str, *, provider_id: str, recipient: str = "u-1") -> UUID:
    """A message of ours that the provider took."""
    entry_id = site.database.new_id()
    async with site.database.writer() as w:
        await service.enqueue(
            w, brand_id=site.brand_id, account_id=site.accounts[kind].id, conversation_id=entry_id,
            entry_id=entry_id, entry_seq=1, recipient=recipient, text="Hello", author_kind="associate",
        )  # fmt: skip
        await w.execute("UPDATE outbound SET state = 'sent', provider_id = $2 WHERE id = $1", entry_id, provider_id)
    return entry_id


async def test_b21_an_edit_before_its_message_is_the_message(site: Site) -> None:
    await site.deliver("telegram", telegram.update(2, edited_message=telegram.message(7, "Better", edit_date=1)))
    await site.deliver("telegram", telegram.update(1, message=telegram.message(7, "Good")))
    await site.deliver("telegram", telegram.update(2, edited_message=telegram.message(7, "Better", edit_date=1)))
    assert await site.value("SELECT array_agg(provider_id ORDER BY provider_id) FROM inbound") == [
        "1111111:7",
        "update:2",
    ]


async def test_b21_a_deletion_before_its_message_keeps_it_away(site: Site) -> None:
    gone = meta.page({"message": {"mid": "m-1", "is_deleted": True}}, kind="instagram", account_id=meta.INSTAGRAM_ID)
    said = meta.page(meta.page_text("m-1"), kind="instagram", account_id=meta.INSTAGRAM_ID)
    for value in (gone, said, gone):
        assert (await site.deliver("instagram", value)).status_code == 200
    assert await site.value("SELECT count(*) FROM inbound") == 2


async def test_what_was_delivered_lately_is_remembered_but_not_without_end(site: Site) -> None:
    await site.deliver("telegram", CASES["telegram"].message)
    await site.deliver("telegram", CASES["telegram"].message)
    for _ in range(20):
        await site.client.post("/channels/telegram/acme-telegram", content=body({}))
    await site.deliver("telegram", {"update_id": "x"})
    await webhook_log.flush(site.database)
    async with site.database.reader() as r:
        rows = await r.rows("SELECT outcome, count(*) AS n FROM webhook_log GROUP BY outcome")
    found = {row["outcome"]: row["n"] for row in rows}
    assert (found["stored"], found["repeated"]) == (1, 1)
    assert found["unverified"] <= webhook_log.REFUSED_PER_FLUSH
    async with site.database.writer() as w:
        await w.execute("UPDATE clock_offset SET ahead = interval '8 days'")
    assert await webhook_log.trim(site.database) == sum(found.values())
