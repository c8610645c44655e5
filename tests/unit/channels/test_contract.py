"""Every channel in the registry, and the double that stands in for them, keeps the same contract."""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.channels.fixtures import CASES, Case, body

from gigline.channels import contract, parsing
from gigline.channels.contract import Inbound, Malformed, Outbound, Receipt, SendFailed, SendUnknown, Sent, Unverified
from gigline.channels.registry import ADAPTERS
from gigline.contacts import service as contacts
from gigline.infra import http
from gigline.infra.http import Response

every = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
sending = pytest.mark.parametrize("case", [one for one in CASES.values() if one.by_http])

OUT = Outbound(id=UUID(int=1), conversation_id=UUID(int=2), recipient="u-1", text="Hello")


def answers(*given: Response | Exception):
    """A fetch that gives these answers, and the calls it got."""
    queue, calls = list(given), []

    async def fetch(method, url, *, headers, content, timeout_s, max_bytes):
        calls.append((method, url, headers, content))
        answer = queue.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return fetch, calls


def test_every_channel_has_a_case_and_its_name():
    assert set(CASES) == {*ADAPTERS, "double"}
    assert all(kind == adapter.kind for kind, adapter in ADAPTERS.items())


@pytest.mark.parametrize("kind", ADAPTERS)
def test_every_channel_owns_a_readme_of_ten_lines_and_a_quality_scale(kind):
    folder = Path(inspect.getfile(type(ADAPTERS[kind]))).parent
    assert 5 <= len((folder / "README.md").read_text().splitlines()) <= 14
    scale = tomllib.loads((folder / "quality.toml").read_text())["quality"]
    keys = {"signed", "idempotent_in", "idempotent_out", "receipts", "typing", "attachments", "rich_text"}
    assert keys | {"contract_tests", "fault_tests", "tried_against_provider"} == set(scale)
    assert all(word.split(":")[0] in {"yes", "no", "not needed"} for word in scale.values())
    for word in scale.values():
        path = word.partition(": ")[2]
        assert not path.startswith("tests/") or Path(path).exists(), f"{path} is no test"


@every
def test_a_message_is_parsed_and_parsing_is_pure(case: Case):
    raw = case.encode(case.message)
    first, second = (case.adapter.parse(case.settings, case.headers, raw) for _ in range(2))
    assert first == second
    [inbound] = first
    assert isinstance(inbound, Inbound)
    assert inbound.raw == raw
    assert inbound.text == case.text
    assert inbound.provider_id
    assert inbound.client_id


@every
def test_a_channel_that_attests_addresses_spells_them_in_one_way_and_nobody_else_names_its_senders(case: Case):
    able = case.adapter.capabilities
    if able.identity != "provider":
        [inbound] = case.adapter.parse(case.settings, case.headers, case.encode(case.message))
        assert isinstance(inbound, Inbound)
        assert contacts.attested(able.identity, inbound.sender) == inbound.sender
        # With a key anybody of the brand could write in anybody's name.
        assert not able.api_keys


@every
def test_a_receipt_is_parsed_where_there_are_receipts(case: Case):
    if case.receipt is not None:
        assert list(case.adapter.parse(case.settings, case.headers, case.encode(case.receipt))) == [
            Receipt(case.receipt_of, "delivered")
        ]


@every
def test_the_text_stays_out_of_the_representation(case: Case):
    [inbound] = case.adapter.parse(case.settings, case.headers, case.encode(case.message))
    assert "Hello" not in repr(inbound)
    assert "Where" not in repr(inbound)


@every
def test_who_proves_nothing_is_not_let_in(case: Case):
    for headers in ([], [("x-gigline-signature", "")], [("authorization", "Bearer x")]):
        with pytest.raises(Unverified):
            case.adapter.verify(
                case.settings, [*case.headers[:1], *headers] if case.form else headers, case.encode(case.message), 0.0
            )


HOSTILE = [
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"{",
    b"\xff\xfe{}",
    b"\xef\xbb\xbf{}",
    b'{"id": NaN}',
    b'{"id": -Infinity}',
    b'{"id": 1e400}',
    b'{"id": 1' + b"0" * 5000 + b"}",
    b'{"id": "a", "id": "b"}',
    b"[" * 100_000,
    b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    b'{"text": "' + b"x" * 10_000_000 + b'"}',
]


@every
@pytest.mark.parametrize("raw", HOSTILE, ids=lambda raw: raw[:12].decode("latin-1"))
def test_hostile_json_is_malformed(case: Case, raw: bytes):
    with pytest.raises(Malformed):
        case.adapter.parse(case.settings, case.headers, raw)


def mutations(message):
    """The message with each field replaced by each wrong thing, and without each field."""
    wrong = [None, True, 1, 1.5, [], {}, ["x"], {"$ne": None}, "", " ", "\x00", "\ud800", "x" * 30_000]
    for key, value in message.items():
        yield from ({**message, key: one} for one in wrong)
        if isinstance(value, dict):
            yield from ({**message, key: inner} for inner in mutations(value))


@every
def test_wrong_types_in_every_field_are_malformed_or_made_storable(case: Case):
    seen, leaked = 0, False
    for message in [*mutations(case.message), *mutations(case.receipt or {})]:
        try:
            found = case.adapter.parse(case.settings, case.headers, case.encode(message))
        except Malformed as error:
            seen += 1
            leaked = leaked or "$ne" in error.detail
        else:
            values = [value for one in found for value in vars(one).values() if isinstance(value, str)]
            assert all("\x00" not in value and "\ud800" not in value for value in values)
    assert seen > 15
    assert not leaked


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@every
@given(st.data())
def test_nothing_but_malformed_is_ever_raised(case: Case, data):
    keys = st.sampled_from([*case.message, *(case.receipt or {}), "other"])
    value = data.draw(st.dictionaries(keys, json_values) | json_values | st.binary())
    raw = value if isinstance(value, bytes) else case.encode(value)
    try:
        parsed = case.adapter.parse(case.settings, case.headers, raw)
    except Malformed:
        return
    assert isinstance(parsed, Sequence)


def test_emoji_and_every_script_come_through_as_they_are():
    text = "👩🏽‍🚒 où? مرحبا 你好 \u200d\u200f"
    [inbound] = ADAPTERS["api"].parse({}, [], body({**CASES["api"].message, "text": text}))
    assert isinstance(inbound, Inbound)
    assert inbound.text == text


def test_a_text_at_the_limit_is_fine_and_one_over_it_is_not():
    for kind, field in (("api", "text"), ("webchat", "body")):
        case, limit = CASES[kind], ADAPTERS[kind].capabilities.max_length
        assert case.adapter.parse({}, [], body({**case.message, field: "x" * limit}))
        with pytest.raises(Malformed):
            case.adapter.parse({}, [], body({**case.message, field: "x" * (limit + 1)}))


def test_the_sender_of_a_session_owns_the_ids_it_chooses():
    [inbound] = ADAPTERS["webchat"].parse({}, [], body(CASES["webchat"].message))
    assert isinstance(inbound, Inbound)
    one, other = (contract.on_behalf_of(inbound, sender=sender) for sender in ("one", "other"))
    assert one.client_id == other.client_id
    assert one.provider_id != other.provider_id


@sending
async def test_a_taken_message_is_sent(case: Case):
    fetch, _ = answers(Response(200, {}, case.taken))
    settings = {**case.settings, "callback_url": "https://x.example/"} if case.adapter.kind == "api" else case.settings
    assert isinstance(await case.adapter.send(fetch, settings, OUT), Sent)


def api_send(*given: Response | Exception, settings=None):
    fetch, calls = answers(*given)
    own = {"secret": CASES["api"].settings["secret"], "callback_url": "https://x.example/hook"}
    return ADAPTERS["api"].send(fetch, own if settings is None else settings, OUT), calls


@pytest.mark.parametrize(
    ("answer", "provider_id"),
    [
        (Response(200, {}, b'{"id": "p-9"}'), "p-9"),
        (Response(204, {}, b""), None),
        (Response(200, {}, b"ok"), None),
        (Response(200, {}, b'{"id": 9}'), None),
        (Response(200, {}, b'{"id": "\\u0000"}'), None),
        (http.TooMuch("x", status=201), None),
        (http.Unanswered("x", status=200), None),
    ],
)
async def test_2xx_is_sent_whatever_else_the_answer_says(answer, provider_id):
    sending, _ = api_send(answer)
    assert await sending == Sent(provider_id)


@pytest.mark.parametrize(
    ("answer", "permanent", "retry_after_s"),
    [
        (Response(400, {}, b""), True, None),
        (Response(301, {"location": "http://127.0.0.1/"}, b""), True, None),
        (Response(401, {}, b""), True, None),
        (Response(429, {}, b""), False, None),
        (Response(429, {"retry-after": "7"}, b""), False, 7.0),
        (Response(503, {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, b""), False, 60.0),
        (http.NotReached("x"), False, None),
        (http.NotAllowed("x"), True, None),
    ],
)
async def test_a_definite_no(answer, permanent, retry_after_s):
    sending, _ = api_send(answer)
    with pytest.raises(SendFailed) as caught:
        await sending
    assert (caught.value.permanent, caught.value.retry_after_s) == (permanent, retry_after_s)


@pytest.mark.parametrize(
    "answer",
    [Response(500, {}, b""), Response(503, {}, b""), Response(408, {}, b""), http.Unanswered("x")],
)
async def test_nobody_knows(answer):
    sending, _ = api_send(answer)
    with pytest.raises(SendUnknown):
        await sending


async def test_what_is_sent_is_signed_and_carries_the_same_key_each_time():
    for _ in range(2):
        sending, calls = api_send(Response(200, {}, b""))
        await sending
        [(method, url, headers, content)] = calls
        assert (method, url, headers["idempotency-key"]) == ("POST", "https://x.example/hook", str(OUT.id))
        ADAPTERS["api"].verify(CASES["api"].settings, list(headers.items()), content, _stamp(headers))
        assert set(parsing.json_object(content)) == {"id", "conversation", "to", "text", "author", "in_reply_to"}


def _stamp(headers) -> float:
    return float(headers["x-gigline-signature"].split(",")[0].removeprefix("t="))


async def test_without_a_callback_nothing_is_asked():
    sending, calls = api_send(settings={})
    assert await sending == Sent()
    assert calls == []
