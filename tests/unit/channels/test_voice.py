"""What Twilio says of calls, read; what a call is to do, written as TwiML."""

from __future__ import annotations

import random
import time
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.channels.fixtures import FORM, TWILIO
from tests.unit.channels.mutants import ROUNDS, SEED, as_form, mutated_bytes, mutated_value
from tests.unit.channels.test_contract import OUT, answers

from gigline.channels.adapters.twilio.voice import samples
from gigline.channels.calling import (
    Ask,
    CarriesCalls,
    Dial,
    Go,
    HangUp,
    Listen,
    Pause,
    Record,
    Recorded,
    Say,
    Stream,
)
from gigline.channels.contract import Malformed, SendFailed, SendUnknown
from gigline.channels.registry import ADAPTERS
from gigline.infra import http
from gigline.infra.http import Response

PHONE = ADAPTERS["phone"]
assert isinstance(PHONE, CarriesCalls)


def hear(fields: dict[str, str]) -> Any:
    return PHONE.hear(TWILIO, FORM, urlencode(fields).encode())


def test_a_call_that_comes_in():
    news = hear(samples.call())
    assert (news.state, news.caller, news.outcome) == ("ringing", "+351912345678", None)
    assert "+351" not in repr(news)


@pytest.mark.parametrize("caller", ["anonymous", "Restricted", "", "+266696687", "sip:ana@acme.example", "client:ana"])
def test_a_number_that_is_withheld_is_none(caller: str):
    assert hear(samples.call(caller=caller)).caller == ""


@pytest.mark.parametrize(
    ("state", "outcome"),
    [("completed", "completed"), ("no-answer", "no_answer"), ("busy", "busy"), ("failed", "failed")],
)
def test_how_a_call_ended(state: str, outcome: str):
    news = hear(samples.call(state=state))
    assert (news.state, news.outcome) == ("over", outcome)


def test_what_was_said_pressed_recorded_and_dialled():
    assert (hear(samples.spoken()).said, hear(samples.spoken()).confidence) == ("Where is my order?", 0.91)
    assert hear(samples.pressed(key="*")).digits == "*"
    recorded = hear(samples.recorded(seconds=7)).recorded
    assert isinstance(recorded, Recorded)
    assert recorded.seconds == 7
    assert hear(samples.recorded(seconds=7) | {"RecordingStatus": "failed"}).recorded is None
    assert hear(samples.dialled(outcome="no-answer", seconds=0)).dialled.outcome == "no_answer"


@pytest.mark.parametrize(
    "given",
    [
        {"AccountSid": "AC" + "f" * 32},
        {"To": "+14155550199"},
        {"CallStatus": "dancing"},
        {"CallSid": ""},
        {"From": "+999"},
        {"Confidence": "nan", "SpeechResult": "x"},
        {"Digits": "1; DROP"},
        {"RecordingUrl": "file:///etc/passwd", "RecordingSid": "RE1"},
        {"RecordingUrl": "https://api.twilio.com/x?next=http://10.0.0.1", "RecordingSid": "RE1"},
        {"DialCallStatus": "maybe"},
        {"DialCallStatus": "completed", "DialCallDuration": "9" * 9},
    ],
)
def test_what_is_not_about_a_call_of_ours_is_refused(given: dict[str, str]):
    with pytest.raises(Malformed):
        hear(samples.call() | given)


@given(st.text(), st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True))
def test_whatever_is_said_stays_text(text: str, number: str):
    document = fromstring(PHONE.render([Say(text, "en"), Dial(number, "https://x/a", "https://x/b", 20)]).body)
    assert [one.tag for one in document] == ["Say", "Dial"]
    assert not list(document[0])


def test_every_verb_is_written():
    ask = Ask("https://x/1?a=1&b=2", (Say("Hello & welcome", "es"),), language="es", hints=("uno", "dos"))
    verbs = [ask, Record("https://x/2"), Pause(2), Go("https://x/3"), HangUp()]
    verbs += [Stream("wss://x/m", "https://x/4", "secret"), Listen("wss://x/m", "secret")]
    verbs += [Dial("+14155550199", "https://x/5", "https://x/6", 22, "https://x/7")]
    document = fromstring(PHONE.render(verbs).body)
    assert [one.tag for one in document] == [
        "Gather", "Record", "Pause", "Redirect", "Hangup", "Connect", "Start", "Dial",
    ]  # fmt: skip
    gather = document[0]
    assert (gather.get("action"), gather.get("language")) == ("https://x/1?a=1&b=2", "es-ES")
    assert document.find("Connect/Stream/Parameter").get("value") == "secret"
    assert document.find("Start/Stream").get("track") == "both_tracks"
    assert document.find("Dial").get("record") == "record-from-answer-dual"


async def test_a_call_is_made_and_interrupted_through_the_rest_api():
    fetch, asked = answers(Response(201, {}, b'{"sid": "CA1"}'), Response(200, {}, b"{}"))
    assert await PHONE.place_call(fetch, TWILIO, "+351912345678", to="https://x/a", status="https://x/s") == "CA1"
    await PHONE.redirect(fetch, TWILIO, "CA1", "https://x/turn")
    assert [one[1].rpartition("/Accounts/")[2].partition("/")[2] for one in asked] == ["Calls.json", "Calls/CA1.json"]
    assert b"Url=https%3A%2F%2Fx%2Fa" in asked[0][3]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Response(400, {}, b'{"code": 21211}'), SendFailed),
        (Response(500, {}, b""), SendUnknown),
        (http.FetchError("gone"), SendUnknown),
    ],
)
async def test_a_call_that_may_have_been_made_is_told_from_one_that_was_not(answer: Any, error: type[Exception]):
    fetch, _ = answers(answer)
    with pytest.raises(error):
        await PHONE.place_call(fetch, TWILIO, "+351912345678", to="https://x/a", status="https://x/s")


async def test_a_number_without_texts_sends_none():
    with pytest.raises(SendFailed) as failed:
        await PHONE.send(answers()[0], {**TWILIO, "texts": False}, OUT)
    assert (failed.value.reason, failed.value.permanent) == ("takes_no_text", True)


LONGEST_S = 1.0
DELIVERIES = (samples.call(), samples.spoken(), samples.pressed(), samples.recorded(), samples.dialled())


def test_no_mutant_hurts_the_parser_of_calls():
    """The long run: GIGLINE_WEBHOOK_FUZZ=100000 (see `mutants`)."""
    random_ = random.Random(f"{SEED}:calls")
    heard = refused = 0
    for number in range(ROUNDS):
        fields = as_form(mutated_value(random_, dict(random_.choice(DELIVERIES))))
        raw = urlencode(fields).encode()
        raw = mutated_bytes(random_, raw) if random_.random() < 0.3 else raw
        began = time.thread_time()
        try:
            PHONE.hear(TWILIO, FORM, raw)
        except Malformed:
            refused += 1
        except Exception as error:
            raise AssertionError(f"SEED={SEED} round={number}: {raw[:300]!r}") from error
        else:
            heard += 1
        assert time.thread_time() - began < LONGEST_S, f"SEED={SEED} round={number}"
    assert heard
    assert refused
