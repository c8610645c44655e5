"""The edge's pure rules: JSON that is fit to be read, whose address counts, which Host is ours."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigline.api import rules
from gigline.kit.errors import BadInput

whole = st.integers(-(2**53), 2**53)
plain = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
values = st.recursive(
    st.none() | st.booleans() | whole | st.floats(allow_nan=False, allow_infinity=False) | plain,
    lambda inner: st.lists(inner) | st.dictionaries(plain, inner),
    max_leaves=20,
)


@given(values)
def test_ordinary_json_passes_unchanged(value):
    assert rules.checked_json(json.dumps(value).encode()) is None


@given(st.recursive(st.text(st.characters()), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_whatever_passes_can_be_stored(value):
    body = json.dumps(value).encode()
    cleaned = rules.checked_json(body)
    text = json.dumps(json.loads(cleaned or body), ensure_ascii=False)
    text.encode("utf-8")
    assert "\\u0000" not in text


@given(st.binary())
def test_any_bytes_pass_or_are_bad_input(body):
    try:
        rules.checked_json(body)
    except BadInput:
        return
    json.loads(body.decode())


@pytest.mark.parametrize(
    "body",
    [
        b"NaN", b"[Infinity]", b'{"a": -Infinity}', b"[1e400]", b"[-1e999]", b"1" + b"0" * 400, b"[9007199254740993]",
        b"[-9007199254740993]", b'{"a": 1, "a": 2}', b"[" * 10_000, b"[" * 33 + b"]" * 33,
        b'{"a":' * 33 + b"1" + b"}" * 33,
        b"{", b"", b"\xff\xfe[\x00]\x00", b"\xef\xbb\xbf{}", b"'a'", b'"\x00"', b'"\xed\xa0\x80"', b"{} {}",
        b"1" * 5_000,
    ],
)  # fmt: skip
def test_unfit_json_is_refused(body):
    with pytest.raises(BadInput):
        rules.checked_json(body)


@pytest.mark.parametrize(
    ("body", "cleaned"),
    [
        (rb'{"a": "x\u0000y"}', {"a": "x\ufffdy"}),
        (rb'{"\ud800": ["\udfff!"]}', {"\ufffd": ["\ufffd!"]}),
        (rb'["\ud83d\ude00", "\ud83d"]', ["😀", "\ufffd"]),
    ],
)
def test_what_nothing_can_store_is_replaced(body, cleaned):
    assert json.loads(rules.checked_json(body) or b"") == cleaned


def test_the_deepest_that_passes_passes():
    assert rules.checked_json(b"[" * 32 + b"]" * 32) is None
    assert rules.checked_json(b"[" + b"[],{}," * 100 + b"1]") is None


PROXIES = rules.networks("10.0.0.0/8, 192.0.2.1, ::1")


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("10.1.2.3", ["198.51.100.1"], "198.51.100.1"),
        ("10.1.2.3", ["6.6.6.6", "198.51.100.1"], "198.51.100.1"),
        ("10.1.2.3", ["198.51.100.1", " 10.9.9.9 "], "198.51.100.1"),
        ("10.1.2.3", ["198.51.100.1", "nonsense", "10.9.9.9"], "10.9.9.9"),
        ("10.1.2.3", ["198.51.100.1", ""], "10.1.2.3"),
        ("10.1.2.3", [], "10.1.2.3"),
        ("10.1.2.3", ["10.0.0.1"], "10.0.0.1"),
        ("::ffff:10.1.2.3", ["198.51.100.1"], "198.51.100.1"),
        ("::1", ["2001:DB8::1"], "2001:db8::1"),
        ("testclient", ["198.51.100.1"], "testclient"),
        ("", ["198.51.100.1"], ""),
    ],
)
def test_only_trusted_peers_name_the_client(peer, forwarded, expected):
    assert rules.client_address(peer, forwarded, PROXIES) == expected


def test_nobody_is_trusted_by_default():
    assert rules.networks("") == []
    assert rules.client_address("127.0.0.1", ["6.6.6.6"], []) == "127.0.0.1"
    with pytest.raises(ValueError, match="nonsense"):
        rules.networks("nonsense")


def test_one_customers_ipv6_network_counts_as_one():
    assert rules.limit_key("2001:db8::1") == rules.limit_key("2001:db8::ffff:2") == "2001:db8::/64"
    assert rules.limit_key("192.0.2.7") == "192.0.2.7"
    assert rules.limit_key("::ffff:192.0.2.7") == "::ffff:192.0.2.7"


@pytest.mark.parametrize(
    ("host", "allowed", "passes"),
    [
        ("help.example", ["help.example"], True),
        ("HELP.example:8080", ["help.example"], True),
        ("help.example.evil.example", ["help.example"], False),
        ("evil.example", ["help.example"], False),
        ("[::1]:8080", ["[::1]"], True),
        ("anything.example", ["*"], True),
        ("", ["*"], False),
        ("a b", ["*"], False),
        ("help.example/../", ["*"], False),
        ("user@help.example", ["*"], False),
    ],
)
def test_hosts(host, allowed, passes):
    assert rules.host_allowed(host, allowed) is passes
