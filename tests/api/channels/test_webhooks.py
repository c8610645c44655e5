"""The webhooks of providers as they come over HTTP: what is let in, what is answered, and what changes."""

from __future__ import annotations

import time
from urllib.parse import urlencode
from uuid import UUID

import httpx
import pytest
from tests.api.channels import hooks
from tests.api.channels.hooks import KINDS, Site, signed
from tests.unit.channels.fixtures import CASES, META, body

from gigline.api import limits
from gigline.api import service as api
from gigline.channels import endpoints, service, webhook_log
from gigline.channels.adapters.meta import samples as meta
from gigline.channels.adapters.telegram import samples as telegram
from gigline.channels.adapters.twilio import samples as twilio
from gigline.infra.db import Database
from gigline.infra.settings import Settings


@pytest.mark.parametrize("kind", KINDS)
async def test_a_signed_message_is_taken_once_and_answered_as_the_provider_wants(hooked: Site, kind: str) -> None:
    answers = [await hooked.deliver(kind, CASES[kind].message) for _ in range(3)]
    said = CASES[kind].adapter.capabilities.acknowledgement
    assert said is not None
    assert {(one.status_code, one.content) for one in answers} == {(200, said.body)}
    assert answers[0].headers["content-type"].startswith(said.content_type.partition(";")[0])
    assert await hooked.stored() == 1


@pytest.mark.parametrize("kind", KINDS)
async def test_b16_unsigned_or_signed_for_another_account_changes_nothing(hooked: Site, kind: str) -> None:
    case = CASES[kind]
    content = case.encode(case.message)
    good = signed(kind, f"{hooks.PUBLIC}/channels/{kind}/acme-{kind}", case.message, content)
    proof = next(name for name in good if name != "content-type")
    bare = {"content-type": good["content-type"]}
    twice = [*good.items(), (proof, good[proof])]
    for headers in (bare, bare | {proof: ""}, bare | {proof: good[proof][:-1] + "0"}, twice):
        answer = await hooked.client.post(f"/channels/{kind}/acme-{kind}", content=content, headers=headers)
        assert answer.status_code == 401
    nobodys = await hooked.client.post(f"/channels/{kind}/nobodys", content=content, headers=good)
    assert nobodys.status_code == 401
    assert await hooked.stored() == 0


async def test_b17_no_forwarded_header_changes_the_url_that_was_signed(hooked: Site) -> None:
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
        answer = await hooked.client.post(
            path, content=body_of(fields), headers=signed("sms", url, fields, b"") | headers
        )
        assert answer.status_code == 401
    assert (await hooked.deliver("sms", fields, **{"x-forwarded-host": "evil.example"})).status_code == 200


async def test_b17_without_a_public_url_the_request_is_taken_as_it_was_asked(hooked: Site, database: Database) -> None:
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
async def test_b18_a_valid_request_replayed_later_has_no_effect(hooked: Site, kind: str) -> None:
    await hooked.deliver(kind, CASES[kind].message)
    for seconds in (600, 25 * 3600, 8 * 86_400):
        async with hooked.database.writer() as w:
            await w.execute("UPDATE clock_offset SET ahead = ahead + make_interval(secs => $1)", float(seconds))
        assert (await hooked.deliver(kind, CASES[kind].message)).status_code == 200
    assert await hooked.stored() == 1


async def test_b22_another_tenants_number_in_the_body_is_refused(hooked: Site) -> None:
    foreign = {
        "sms": twilio.message(account_sid=twilio.sid("AC", "other")),
        "whatsapp": meta.whatsapp(meta.whatsapp_text(), number_id="999999999999"),
        "messenger": meta.page(meta.page_text(), account_id="999999999999"),
        "instagram": meta.page(meta.page_text(), kind="instagram", account_id="999999999999"),
    }
    for kind, value in foreign.items():
        assert (await hooked.deliver(kind, value)).status_code == 422
    assert await hooked.stored() == 0


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
async def test_b23_hostile_bodies_are_refused_and_the_next_message_arrives(hooked: Site, kind: str) -> None:
    for raw in HOSTILE:
        answer = await hooked.deliver(kind, {}, raw=raw)
        assert 400 <= answer.status_code < 500, (raw[:20], answer.status_code)
    big = await hooked.deliver(kind, {}, raw=b'{"text": "' + b"x" * 10_000_000 + b'"}')
    assert big.status_code == 413
    assert (await hooked.deliver(kind, CASES[kind].message)).status_code == 200
    assert await hooked.stored() == 1


async def test_b24_the_challenge_is_plain_text_whatever_it_says(hooked: Site) -> None:
    query = {
        "hub.mode": "subscribe",
        "hub.verify_token": META["verify_token"],
        "hub.challenge": "<script>alert(1)</script>",
    }
    answer = await hooked.client.get("/channels/whatsapp/acme-whatsapp", params=query)
    assert (answer.status_code, answer.text) == (200, "<script>alert(1)</script>")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"
    wrong = [
        await hooked.client.get("/channels/whatsapp/acme-whatsapp", params=query | {"hub.verify_token": "x"}),
        await hooked.client.get("/channels/whatsapp/nobodys", params=query),
        await hooked.client.get("/channels/sms/acme-sms", params=query),
    ]
    assert {one.status_code for one in wrong} == {401}
    assert all("script" not in one.text for one in wrong)


async def test_receipts_come_to_either_address_and_name_our_own_id(hooked: Site) -> None:
    sent = await _sent(hooked, "sms", provider_id=twilio.sid("SM", "sent"))
    path = f"/channels/sms/acme-sms/receipts?message={sent}"
    await hooked.deliver("sms", twilio.status(twilio.sid("SM", "not known yet"), "delivered"), path=path)
    assert await hooked.value("SELECT state FROM outbound WHERE id = $1", sent) == "delivered"


@pytest.mark.parametrize(
    "order", [("read", "delivered", "sent"), ("delivered", "read", "sent"), ("sent", "read", "delivered")]
)
async def test_b21_statuses_in_any_order_only_climb(hooked: Site, order: tuple[str, ...]) -> None:
    sent = await _sent(hooked, "whatsapp", provider_id="wamid.9")
    for state in order:
        await hooked.deliver("whatsapp", meta.whatsapp(statuses=(meta.whatsapp_status("wamid.9", state),)))
    assert await hooked.value("SELECT state FROM outbound WHERE id = $1", sent) == "read"


async def test_messenger_says_read_of_all_until_a_moment(hooked: Site) -> None:
    sent = await _sent(hooked, "messenger", provider_id="m-9", recipient="6195512320514123")
    other = await _sent(hooked, "messenger", provider_id="m-8", recipient="somebody else")
    early, late = int((time.time() - 3600) * 1000), int((time.time() + 3600) * 1000)
    await hooked.deliver("messenger", meta.page({"read": {"watermark": early}}))
    assert await hooked.value("SELECT state FROM outbound WHERE id = $1", sent) == "sent"
    await hooked.deliver("messenger", meta.page({"read": {"watermark": late}}))
    assert await hooked.value("SELECT state FROM outbound WHERE id = $1", sent) == "read"
    assert await hooked.value("SELECT state FROM outbound WHERE id = $1", other) == "sent"


async def _sent(hooked: Site, kind: str, *, provider_id: str, recipient: str = "u-1") -> UUID:
    """A message of ours that the provider took."""
    entry_id = hooked.database.new_id()
    async with hooked.database.writer() as w:
        await service.enqueue(
            w, brand_id=hooked.brand_id, account_id=hooked.accounts[kind].id, conversation_id=entry_id,
            entry_id=entry_id, entry_seq=1, recipient=recipient, text="Hello", author_kind="associate",
        )  # fmt: skip
        await w.execute("UPDATE outbound SET state = 'sent', provider_id = $2 WHERE id = $1", entry_id, provider_id)
    return entry_id


async def test_b21_an_edit_before_its_message_is_the_message(hooked: Site) -> None:
    await hooked.deliver("telegram", telegram.update(2, edited_message=telegram.message(7, "Better", edit_date=1)))
    await hooked.deliver("telegram", telegram.update(1, message=telegram.message(7, "Good")))
    await hooked.deliver("telegram", telegram.update(2, edited_message=telegram.message(7, "Better", edit_date=1)))
    assert await hooked.value("SELECT array_agg(provider_id ORDER BY provider_id) FROM inbound") == [
        "1111111:7",
        "update:2",
    ]


async def test_b21_a_deletion_before_its_message_keeps_it_away(hooked: Site) -> None:
    gone = meta.page({"message": {"mid": "m-1", "is_deleted": True}}, kind="instagram", account_id=meta.INSTAGRAM_ID)
    said = meta.page(meta.page_text("m-1"), kind="instagram", account_id=meta.INSTAGRAM_ID)
    for value in (gone, said, gone):
        assert (await hooked.deliver("instagram", value)).status_code == 200
    assert await hooked.value("SELECT count(*) FROM inbound") == 2


async def test_what_was_delivered_lately_is_remembered_but_not_without_end(hooked: Site) -> None:
    await hooked.deliver("telegram", CASES["telegram"].message)
    await hooked.deliver("telegram", CASES["telegram"].message)
    for _ in range(20):
        await hooked.client.post("/channels/telegram/acme-telegram", content=body({}))
    await hooked.deliver("telegram", {"update_id": "x"})
    await webhook_log.flush(hooked.database)
    async with hooked.database.reader() as r:
        rows = await r.rows("SELECT outcome, count(*) AS n FROM webhook_log GROUP BY outcome")
    found = {row["outcome"]: row["n"] for row in rows}
    assert (found["stored"], found["repeated"]) == (1, 1)
    assert found["unverified"] <= webhook_log.REFUSED_PER_FLUSH
    async with hooked.database.writer() as w:
        await w.execute("UPDATE clock_offset SET ahead = interval '8 days'")
    assert await webhook_log.trim(hooked.database) == sum(found.values())
