"""Twilio's webhooks: signed with Twilio's own SDK, read by us; and what an answer of its API means."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import parse_qs, urlencode
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.channels.fixtures import FORM, TWILIO
from tests.unit.channels.test_contract import OUT, answers
from twilio.request_validator import RequestValidator

from gigline.channels.adapters.twilio import payloads, samples, segments
from gigline.channels.contract import Attachment, Inbound, Malformed, Receipt, SendFailed, SendUnknown, Unverified
from gigline.channels.registry import ADAPTERS
from gigline.infra import http
from gigline.infra.http import Response

URL = "https://gigline.example/channels/sms/acme-sms"
SMS, WHATSAPP = ADAPTERS["sms"], ADAPTERS["twiliowhatsapp"]


def by_twilio(url: str, fields: dict[str, str], token: str = TWILIO["auth_token"]) -> str:
    """The signature as Twilio's own SDK computes it."""
    return str(RequestValidator(token).compute_signature(url, fields))


def verify(url: str, body: bytes, *signatures: str, headers: Any = FORM) -> None:
    given = [(":url", url), *headers, *(("x-twilio-signature", one) for one in signatures)]
    SMS.verify(TWILIO, given, body, 0.0)


def form(fields: dict[str, str]) -> bytes:
    return urlencode(fields).encode()


@given(st.dictionaries(st.text(min_size=1), st.text(), max_size=6))
def test_every_form_that_the_vendors_sdk_signs_is_verified(fields):
    try:
        body = form(fields)
    except UnicodeEncodeError:
        return
    verify(URL, body, by_twilio(URL, fields))


@pytest.mark.parametrize(
    ("asked", "signed"),
    [
        (URL, URL.replace("example/", "example:443/")),
        (URL.replace("example/", "example:443/"), URL),
        (f"{URL}?b=2&a=1", f"{URL}?b=2&a=1"),
        ("http://gigline.example/x", "http://gigline.example:80/x"),
    ],
)
def test_b17_twilio_signs_with_and_without_the_port(asked, signed):
    fields = samples.message()
    verify(asked, form(fields), by_twilio(signed, fields))


@pytest.mark.parametrize(
    "signed",
    [
        URL + "/",
        URL + "?a=1",
        f"{URL}?b=2&a=1",
        URL.replace("https", "http"),
        URL.replace("example", "example.evil"),
        URL.replace("example/", "example:8443/"),
        URL.replace("sms/", "SMS/"),
    ],
)
def test_b17_any_other_url_is_another_request(signed):
    fields = samples.message()
    with pytest.raises(Unverified):
        verify(URL, form(fields), by_twilio(signed, fields))


def test_b16_b17_signatures_that_are_wrong_in_every_way():
    fields = samples.message(body="  hello ")
    body, good = form(fields), by_twilio(URL, fields)
    trimmed = form({**fields, "Body": "hello"})
    for content, signatures in (
        (body, []),
        (body, [""]),
        (body, [good[:-2]]),
        (body, [good.lower()]),
        (body, [good, good]),
        (body, [by_twilio(URL, fields, "another account's token")]),
        (body, [by_twilio(URL, fields, "")]),
        (trimmed, [good]),
        (b"", [good]),
        (b"%ff=1", [good]),
    ):
        with pytest.raises(Unverified):
            verify(URL, content, *signatures)
    verify(URL, body, good)
    with pytest.raises(Unverified):
        SMS.verify(
            {"auth_token": ""}, [(":url", URL), *FORM, ("x-twilio-signature", by_twilio(URL, fields, ""))], body, 0
        )


def test_b17_a_body_that_is_no_form_is_signed_by_its_hash():
    body = '{"emoji": "👩🏽‍🚒"}'.encode()
    json_headers = [("content-type", "application/json")]
    url = f"{URL}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    assert RequestValidator(TWILIO["auth_token"]).validate(url, body.decode(), by_twilio(url, {}))
    verify(url, body, by_twilio(url, {}), headers=json_headers)
    for asked, content in ((url, body + b" "), (url + "&bodySHA256=0", body), (URL, body)):
        with pytest.raises(Unverified):
            verify(asked, content, by_twilio(asked, {}), headers=json_headers)


def parse(fields: dict[str, str], adapter=SMS, url: str = URL, settings: dict[str, Any] = TWILIO) -> list[Any]:
    return list(adapter.parse(settings, [(":url", url), *FORM], form(fields)))


def test_b22_another_accounts_or_numbers_message_is_refused():
    for wrong in (
        {"AccountSid": samples.sid("AC", "other")},
        {"To": "+14155550199"},
        {"To": ""},
    ):
        with pytest.raises(Malformed):
            parse({**samples.message(), **wrong})


@pytest.mark.parametrize("sender", ["+351912345678", "whatsapp:+351912345678", "351912345678", "+351 912 345 678"])
def test_b25_one_person_however_their_number_is_spelt(sender):
    [message] = parse(samples.message(sender=sender))
    assert message.sender == "+351912345678"


def test_media_are_attachments_to_fetch_and_a_picture_needs_no_words():
    media = (("https://api.twilio.com/media/ME1", "image/jpeg"), ("https://api.twilio.com/media/ME2", "video/mp4"))
    [message] = parse(samples.message(body="", media=media))
    assert [one.url for one in message.attachments] == [url for url, _ in media]
    assert message.text == ""
    for wrong in ({"NumMedia": "3"}, {"NumMedia": "x"}, {"NumMedia": "-1"}, {"MediaUrl0": "file:///etc/passwd"}):
        with pytest.raises(Malformed):
            parse({**samples.message(media=media), **wrong})


@pytest.mark.parametrize(
    ("body", "consent"),
    [
        ("STOP", "stop"),
        (" stop. ", "stop"),
        ("Unsubscribe", "stop"),
        ("START", "start"),
        ("HELP", None),
        ("Stop it", None),
    ],
)
def test_opt_out_words_stand_alone(body, consent):
    [message] = parse(samples.message(body=body))
    assert message.consent == consent


@pytest.mark.parametrize(
    ("body", "more", "answer"),
    [
        ("HELP", {}, "Acme: 555-0100"),
        (" ayuda! ", {}, "Acme: 555-0100"),
        ("Info", {"OptOutType": "HELP"}, None),
        ("Help me", {}, None),
        ("STOP", {}, None),
    ],
)
def test_words_like_help_alone_get_the_accounts_text_unless_twilio_gave_its_own(body, more, answer):
    own = {**TWILIO, "help_text": "Acme: 555-0100"}
    [message] = parse(samples.message(body=body, **more), settings=own)
    assert message.fixed_answer == answer
    [message] = parse(samples.message(body=body, **more))
    assert message.fixed_answer is None


def test_twilios_own_word_on_consent_counts():
    [message] = parse(samples.message(body="ARRET", OptOutType="STOP"))
    assert message.consent == "stop"


@pytest.mark.parametrize(("said", "state"), payloads.STATES.items())
def test_status_callbacks_are_receipts_of_our_own_id(said, state):
    own = "0199a7c0-0000-7000-8000-000000000001"
    [receipt] = parse(samples.status(samples.sid("SM", "1"), said, error="21610"), url=f"{URL}/receipts?message={own}")
    assert receipt == Receipt(own, state, "opted_out" if state == "failed" else None)


def test_states_on_the_way_say_nothing_and_others_are_malformed():
    assert [parse(samples.status(samples.sid("SM", "1"), one)) for one in ("queued", "sending", "accepted")] == [[]] * 3
    with pytest.raises(Malformed):
        parse(samples.status(samples.sid("SM", "1"), "exploded"))


async def send(*given: Response | Exception, adapter=SMS, settings=TWILIO, out=OUT):
    fetch, calls = answers(*given)
    return await adapter.send(fetch, settings, out), calls


async def test_what_is_sent():
    out = type(OUT)(**{**vars(OUT), "recipient": "+351912345678", "callback_url": f"{URL}/receipts"})
    sent, [(method, url, headers, content)] = await send(Response(201, {}, b'{"sid": "SM9"}'), out=out)
    assert sent.provider_id == "SM9"
    assert (method, url) == ("POST", f"https://api.twilio.com/2010-04-01/Accounts/{samples.SID}/Messages.json")
    assert headers["authorization"].startswith("Basic ")
    assert parse_qs(content.decode()) == {
        "To": ["+351912345678"],
        "From": ["+14155550100"],
        "Body": ["Hello"],
        "StatusCallback": [f"{URL}/receipts?message={UUID(int=1)}"],
    }


async def test_whatsapp_after_its_window_needs_a_template():
    out = type(OUT)(**{**vars(OUT), "in_window": False})
    with pytest.raises(SendFailed, match="window_closed"):
        await send(adapter=WHATSAPP, out=out)
    settings = {**TWILIO, "template_sid": samples.sid("HX", "1")}
    _, [(_, _, _, content)] = await send(Response(201, {}, b"{}"), adapter=WHATSAPP, settings=settings, out=out)
    assert json.loads(parse_qs(content.decode())["ContentVariables"][0]) == {"1": "Hello"}


@pytest.mark.parametrize(
    ("answer", "reason", "permanent"),
    [
        (Response(400, {}, b'{"code": 21610}'), "opted_out", True),
        (Response(400, {}, b'{"code": 21211}'), "bad_address", True),
        (Response(400, {}, b'{"code": 63016}'), "window_closed", True),
        (Response(400, {}, b"not json"), "refused", True),
        (Response(401, {}, b'{"code": 20003}'), "credentials_refused", True),
        (Response(429, {"retry-after": "5"}, b'{"code": 20429}'), "asked_to_wait", False),
        (http.NotReached("x"), "not_reached", False),
    ],
)
async def test_a_definite_no(answer, reason, permanent):
    with pytest.raises(SendFailed) as caught:
        await send(answer)
    assert (caught.value.reason, caught.value.permanent) == (reason, permanent)


@pytest.mark.parametrize("answer", [Response(500, {}, b""), Response(503, {}, b""), http.Unanswered("x")])
async def test_nobody_knows(answer):
    with pytest.raises(SendUnknown):
        await send(answer)


async def test_a_message_of_unknown_fate_is_found_by_its_words_and_time():
    def row(sid: str, body: str, at: str, direction: str = "outbound-api") -> dict[str, str]:
        return {"sid": sid, "body": body, "direction": direction, "date_created": at}

    late = "Sun, 22 Nov 2026 10:00:00 +0000"
    rows = [
        row("SM1", "Hello", late),
        row("SM2", "Hello", "Sun, 22 Nov 2026 09:00:00 +0000"),
        row("SM3", "Other", late),
        row("SM4", "Hello", late, "inbound"),
        row("SM5", "Hello", "no date"),
    ]
    fetch, _ = answers(Response(200, {}, json.dumps({"messages": rows}).encode()))
    assert await SMS.find(fetch, TWILIO, OUT, 1795341600.0) == ["SM1"]


async def test_media_are_fetched_with_our_password_from_twilio_alone():
    fetch, calls = answers(Response(307, {"location": "https://media.example/x"}, b""), Response(200, {}, b"JPEG"))
    file = Attachment("image", "image/jpeg", url="https://api.twilio.com/2010-04-01/Media/ME1")
    assert await SMS.fetch_file(fetch, TWILIO, file, 1_000) == b"JPEG"
    assert [("authorization" in headers) for _, _, headers, _ in calls] == [True, False]
    fetch, calls = answers(Response(200, {}, b"x"))
    await SMS.fetch_file(fetch, TWILIO, Attachment("x", url="https://evil.example/ME1"), 1_000)
    assert "authorization" not in calls[0][2]


@pytest.mark.parametrize(
    ("text", "encoding", "units", "count"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("€" * 80, "GSM-7", 160, 1),
        ("a" * 152 + "€" + "a" * 8, "GSM-7", 162, 2),
        ("é" * 160, "GSM-7", 160, 1),
        ("ê", "UCS-2", 1, 1),
        ("ê" * 70, "UCS-2", 70, 1),
        ("ê" * 71, "UCS-2", 71, 2),
        ("🙂" * 35, "UCS-2", 70, 1),
        ("🙂" * 36, "UCS-2", 72, 2),
        ("a" * 66 + "🙂" * 34, "UCS-2", 134, 3),
    ],
)
def test_segments(text, encoding, units, count):
    found = segments.count(text)
    assert (found.encoding, found.units, found.segments) == (encoding, units, count)


def test_what_makes_it_ucs2_is_named():
    assert segments.count("Olá – ok “x”").forced_by == ("á", "–", "“", "”")


def test_an_inbound_is_what_it_should_be():
    [message] = parse(samples.message(body="👩🏽‍🚒 où?"))
    assert isinstance(message, Inbound)
    assert (message.text, message.provider_id) == ("👩🏽‍🚒 où?", samples.sid("SM", "1"))
