"""Meta's webhooks: signature, challenge, batches; what each kind of message is; and what an API error means."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.unit.channels.fixtures import META, SECRET, body
from tests.unit.channels.test_contract import OUT, answers

from gigline.channels.adapters.meta import samples
from gigline.channels.contract import (
    Aside,
    Attachment,
    Deleted,
    Edited,
    Inbound,
    Malformed,
    Reaction,
    Receipt,
    Seen,
    SendFailed,
    SendUnknown,
    Unverified,
)
from gigline.channels.registry import ADAPTERS
from gigline.infra.http import Response

WHATSAPP = {**META, "phone_number_id": samples.NUMBER_ID}
PAGE = {**META, "page_id": samples.PAGE_ID}
INSTAGRAM = {**META, "account_id": samples.INSTAGRAM_ID}


def sign(raw: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


def test_b16_the_signature_covers_the_bytes():
    adapter, value = ADAPTERS["whatsapp"], samples.whatsapp(samples.whatsapp_text(text="👩🏽‍🚒 où?"))
    raw = json.dumps(value, ensure_ascii=False).encode()
    adapter.verify(WHATSAPP, [("x-hub-signature-256", sign(raw))], raw, 0.0)
    wrong: list[tuple[bytes, list[tuple[str, str]]]] = [
        (raw, []),
        (raw, [("x-hub-signature-256", "")]),
        (raw, [("x-hub-signature-256", sign(raw, "another tenant's secret"))]),
        (raw, [("x-hub-signature-256", sign(raw)), ("x-hub-signature-256", sign(raw))]),
        (raw, [("x-hub-signature-256", sign(raw).upper())]),
        (raw, [("x-hub-signature", "sha1=" + hmac.new(SECRET.encode(), raw, "sha1").hexdigest())]),
        (body(value), [("x-hub-signature-256", sign(raw))]),
    ]
    for content, headers in wrong:
        with pytest.raises(Unverified):
            adapter.verify(WHATSAPP, headers, content, 0.0)
    with pytest.raises(Unverified):
        adapter.verify({"app_secret": ""}, [("x-hub-signature-256", sign(raw, ""))], raw, 0.0)


def challenge(**query: str) -> Any:
    url = f"https://gigline.example/channels/whatsapp/a?{urlencode(query)}"
    return ADAPTERS["whatsapp"].greet(WHATSAPP, [(":url", url)])


def test_b24_the_challenge_comes_back_as_plain_text():
    given = {"hub.mode": "subscribe", "hub.verify_token": META["verify_token"], "hub.challenge": "<script>alert(1)"}
    answer = challenge(**given)
    assert (answer.body, answer.status) == (b"<script>alert(1)", 200)
    assert answer.content_type.startswith("text/plain")
    for change in ({"hub.verify_token": "x"}, {"hub.verify_token": ""}, {"hub.mode": "unsubscribe"}):
        with pytest.raises(Unverified):
            challenge(**{**given, **change})


def whatsapp(*messages: dict[str, Any], **more: Any) -> list[Any]:
    return list(ADAPTERS["whatsapp"].parse(WHATSAPP, [], body(samples.whatsapp(*messages, **more))))


def test_a_batch_is_taken_whole_and_each_message_keeps_its_own_bytes():
    found = whatsapp(
        samples.whatsapp_text("w-1", "one", name="Ana"),
        samples.whatsapp_text("w-2", "two", sender="4915112345678", name="Ben"),
        statuses=(samples.whatsapp_status("w-9", "read"),),
    )
    assert [(one.provider_id, one.sender, one.sender_name) for one in found[:2]] == [
        ("w-1", "+351912345678", "Ana"),
        ("w-2", "+4915112345678", "Ben"),
    ]
    assert b"two" not in found[0].raw
    assert found[2] == Receipt("w-9", "read")


def test_one_message_that_nobody_can_read_holds_up_no_other():
    good, bad = samples.whatsapp_text("w-1"), {**samples.whatsapp_text("w-2"), "text": {"body": 7}}
    message, aside = whatsapp(bad, good)
    assert (message.provider_id, aside.reason) == ("w-1", "malformed")
    assert isinstance(aside, Aside)
    with pytest.raises(Malformed):
        whatsapp(bad)


def test_b22_another_numbers_message_is_refused():
    with pytest.raises(Malformed):
        whatsapp(samples.whatsapp_text(), number_id="999999999999999")
    mine, theirs = (
        samples.whatsapp(samples.whatsapp_text("w-1")),
        samples.whatsapp(samples.whatsapp_text("w-2"), number_id="9"),
    )
    both = {**mine, "entry": [*mine["entry"], *theirs["entry"]]}
    assert [one.provider_id for one in ADAPTERS["whatsapp"].parse(WHATSAPP, [], body(both))] == ["w-1"]
    with pytest.raises(Malformed):
        ADAPTERS["messenger"].parse(PAGE, [], body(samples.page(samples.page_text(), account_id="999999")))


def test_b25_a_sender_is_one_however_they_are_spelt():
    spelt = ("351912345678", "+351912345678", "351912345678@c.us", "whatsapp:+351912345678")
    assert {whatsapp(samples.whatsapp_text(sender=one))[0].sender for one in spelt} == {"+351912345678"}


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"type": "button", "button": {"text": "Yes", "payload": "y"}}, "Yes"),
        (
            {"type": "interactive", "interactive": {"type": "list_reply", "list_reply": {"id": "1", "title": "Blue"}}},
            "Blue",
        ),
        (
            {"type": "location", "location": {"latitude": 38.7, "longitude": -9.1, "name": "Dock"}},
            "Dock [38.70000, -9.10000]",
        ),
        (
            {
                "type": "contacts",
                "contacts": [{"name": {"formatted_name": "Bo Pereira"}, "phones": [{"phone": "+351 9"}]}],
            },
            "[Bo Pereira +351 9]",
        ),
        ({"type": "order", "order": {"catalog_id": "1"}}, "[order]"),
        ({"type": "unsupported", "errors": [{"code": 131051}]}, "[unsupported]"),
    ],
)
def test_other_kinds_of_messages_become_words(message, text):
    [found] = whatsapp({"from": "351912345678", "id": "w-1", "timestamp": "1", **message})
    assert found.text == text


def test_media_come_by_id_with_their_caption():
    [found] = whatsapp(samples.whatsapp_medium("w-1", "image", "1339522", caption="Broken"))
    assert (found.text, found.attachments[0].provider_id) == ("Broken", "1339522")
    [voice] = whatsapp(samples.whatsapp_medium("w-2", "audio", "77"))
    assert (voice.text, voice.attachments[0].content_type) == ("", "audio/ogg; codecs=opus")


def test_reactions_and_system_messages():
    sign = {"type": "reaction", "reaction": {"message_id": "w-0", "emoji": "👍"}}
    [found] = whatsapp({"from": "351912345678", "id": "w-1", "timestamp": "1", **sign})
    assert isinstance(found, Reaction)
    assert (found.target, found.emoji) == ("w-0", "👍")
    assert whatsapp({"from": "351912345678", "id": "w-1", "timestamp": "1", "type": "system"}) == []


def test_statuses_name_our_own_id_and_why_it_failed():
    own = "0199a7c0-0000-7000-8000-000000000001"
    statuses = (
        samples.whatsapp_status("w-1", "sent", ours=own),
        samples.whatsapp_status("w-1", "failed", error=131047),
        samples.whatsapp_status("w-1", "failed", error=1),
        samples.whatsapp_status("w-1", "deleted"),
    )
    assert whatsapp(statuses=statuses) == [
        Receipt(own, "sent"),
        Receipt("w-1", "failed", "window_closed"),
        Receipt("w-1", "failed", "provider_failed"),
    ]


def page(*events: dict[str, Any]) -> list[Any]:
    return list(ADAPTERS["messenger"].parse(PAGE, [], body(samples.page(*events))))


def test_messenger_messages_edits_deletions_and_signs():
    picture = {"type": "image", "payload": {"url": "https://cdn.example/x.jpg"}}
    found = page(
        samples.page_text("m-1", "one"),
        {"message": {"mid": "m-2", "attachments": [picture]}},
        {"postback": {"mid": "m-3", "title": "Get started", "payload": "x"}},
        {"message_edit": {"mid": "m-1", "text": "uno", "num_edit": 1}},
        {"message": {"mid": "m-1", "is_deleted": True}},
        {"reaction": {"mid": "m-9", "action": "react", "emoji": "❤"}},
        {"reaction": {"mid": "m-9", "action": "unreact"}},
        {"read": {"watermark": 1750096325657}},
        {"delivery": {"mids": ["m-9"], "watermark": 1750096325657}},
    )
    assert [type(one) for one in found] == [
        Inbound, Inbound, Inbound, Edited, Deleted, Reaction, Reaction, Seen, Receipt, Seen,
    ]  # fmt: skip
    assert found[1].attachments[0].url == "https://cdn.example/x.jpg"
    assert [one.emoji for one in found[5:7]] == ["❤", ""]
    assert found[7] == Seen("6195512320514123", "read", 1750096325.657)


def test_what_meta_shows_to_people_only_is_known_to_have_come():
    story = {"type": "story_mention"}
    found = page(
        {"message": {"mid": "m-1", "attachments": [story]}}, {"message": {"mid": "m-2", "is_unsupported": True}}
    )
    assert [one.text for one in found] == ["[story_mention]", "[message]"]


def test_a_sign_that_is_put_on_again_is_another_one_and_a_repetition_is_none():
    signs = [{"mid": "m-9", "action": action, "emoji": "❤"} for action in ("react", "unreact", "react", "unreact")]
    found = page(*({"reaction": one, "timestamp": at} for at, one in enumerate(signs)))
    assert len({one.provider_id for one in found}) == 4
    assert page({"reaction": signs[0], "timestamp": 0})[0].provider_id == found[0].provider_id


def test_changes_of_messages_whose_ids_differ_at_their_end_are_two():
    one, other = (f"{'a' * 190}{end}" for end in "bc")
    for what in ({"is_deleted": True}, {"text": "uno", "num_edit": 1}):
        name = "message" if "is_deleted" in what else "message_edit"
        ids = {page({name: {"mid": mid, **what}})[0].provider_id for mid in (one, other)}
        assert len(ids) == 2
        assert max(map(len, ids)) <= 200


def test_our_own_echoes_are_not_heard():
    echo = {"sender": {"id": samples.PAGE_ID}, "recipient": {"id": "6195512320514123"}}
    assert page({**echo, "message": {"mid": "m-1", "text": "Hi", "is_echo": True}}) == []


def test_instagram_reads_by_message():
    value = samples.page({"read": {"mid": "m-9"}}, kind="instagram", account_id=samples.INSTAGRAM_ID)
    assert list(ADAPTERS["instagram"].parse(INSTAGRAM, [], body(value))) == [Receipt("m-9", "read")]


async def test_what_is_sent_by_whatsapp():
    fetch, [] = answers()
    fetch, calls = answers(Response(200, {}, b'{"messages": [{"id": "wamid.9"}]}'))
    sent = await ADAPTERS["whatsapp"].send(fetch, WHATSAPP, replace(OUT, recipient="+351912345678"))
    [(_, url, headers, content)] = calls
    assert sent.provider_id == "wamid.9"
    assert url == f"https://graph.facebook.com/v23.0/{samples.NUMBER_ID}/messages"
    assert headers["authorization"] == f"Bearer {META['access_token']}"
    value = json.loads(content)
    assert (value["to"], value["text"]["body"]) == ("351912345678", "Hello")
    assert value["biz_opaque_callback_data"] == str(OUT.id)


async def test_after_the_window_only_a_template_or_a_person():
    late = replace(OUT, in_window=False, text="One\n\nanswer")
    for kind, settings in (("whatsapp", WHATSAPP), ("messenger", PAGE), ("instagram", INSTAGRAM)):
        with pytest.raises(SendFailed, match="window_closed"):
            await ADAPTERS[kind].send(answers()[0], settings, late)
    fetch, calls = answers(Response(200, {}, b"{}"))
    await ADAPTERS["whatsapp"].send(fetch, {**WHATSAPP, "template": "news"}, late)
    parameters = json.loads(calls[0][3])["template"]["components"][0]["parameters"]
    assert parameters == [{"type": "text", "text": "One answer"}]
    fetch, calls = answers(Response(200, {}, b"{}"))
    await ADAPTERS["messenger"].send(fetch, {**PAGE, "human_agent": True}, late)
    assert json.loads(calls[0][3])["tag"] == "HUMAN_AGENT"
    with pytest.raises(SendFailed, match="window_closed"):
        await ADAPTERS["messenger"].send(fetch, {**PAGE, "human_agent": True}, replace(late, author_kind="bot"))


@pytest.mark.parametrize(
    ("status", "error", "reason", "permanent"),
    [
        (400, {"code": 131047}, "window_closed", True),
        (400, {"code": 131026}, "unreachable", True),
        (400, {"code": 130429}, "asked_to_wait", False),
        (400, {"code": 10, "error_subcode": 2018278}, "window_closed", True),
        (401, {"code": 190}, "credentials_refused", True),
        (400, {"code": 100}, "refused", True),
        (400, {"code": "x"}, "refused", True),
        (429, {}, "asked_to_wait", False),
    ],
)
async def test_a_definite_no(status, error, reason, permanent):
    fetch, _ = answers(Response(status, {}, json.dumps({"error": error}).encode()))
    with pytest.raises(SendFailed) as caught:
        await ADAPTERS["whatsapp"].send(fetch, WHATSAPP, OUT)
    assert (caught.value.reason, caught.value.permanent) == (reason, permanent)


async def test_an_error_after_accepting_is_unknown():
    fetch, _ = answers(Response(500, {}, b'{"error": {"code": 131000}}'))
    with pytest.raises(SendUnknown):
        await ADAPTERS["whatsapp"].send(fetch, WHATSAPP, OUT)


async def test_a_medium_is_fetched_by_its_id():
    fetch, calls = answers(Response(200, {}, b'{"url": "https://lookaside.example/x"}'), Response(200, {}, b"JPEG"))
    file = Attachment("image", "image/jpeg", provider_id="../1339522")
    assert await ADAPTERS["whatsapp"].fetch_file(fetch, WHATSAPP, file, 1_000) == b"JPEG"
    assert calls[0][1] == "https://graph.facebook.com/v23.0/..%2F1339522"
    fetch, _ = answers(Response(200, {}, b"{}"))
    with pytest.raises(SendFailed, match="gone"):
        await ADAPTERS["whatsapp"].fetch_file(fetch, WHATSAPP, file, 1_000)
