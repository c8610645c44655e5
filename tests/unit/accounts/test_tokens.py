"""Tokens: good for their purpose, their secret and their time, and for nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigline.accounts import tokens
from gigline.accounts.errors import BadToken

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SECRET = b"s" * 32
payloads = st.dictionaries(st.text(), st.text() | st.integers() | st.none(), max_size=5)


@given(payloads, st.sampled_from(["widget", "visitor", ""]))
def test_what_was_signed_comes_back(payload, purpose):
    token = tokens.sign(SECRET, purpose, payload, expires_s=60, now=NOW)
    assert tokens.verify(SECRET, purpose, token, now=NOW) == payload


@given(st.data())
def test_no_changed_character_passes(data):
    token = tokens.sign(SECRET, "widget", {"contact": "a", "brand": "b"}, expires_s=60, now=NOW)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda character: character != token[at]))
    with pytest.raises(BadToken):
        tokens.verify(SECRET, "widget", token[:at] + other + token[at + 1 :], now=NOW)


@given(st.text())
def test_any_other_text_is_refused_and_nothing_breaks(text):
    for token in (text, f"gt1.{text}.{text}", f"gt1.e30.{text}", text * 200):
        with pytest.raises(BadToken):
            tokens.verify(SECRET, "widget", token, now=NOW)


@pytest.mark.parametrize(
    ("secret", "purpose", "later_s"),
    [(b"t" * 32, "widget", 0), (SECRET, "visitor", 0), (SECRET, "Widget", 0), (SECRET, "widget", 60)],
)
def test_another_secret_purpose_or_time_is_refused(secret, purpose, later_s):
    token = tokens.sign(SECRET, "widget", {}, expires_s=60, now=NOW)
    with pytest.raises(BadToken):
        tokens.verify(secret, purpose, token, now=NOW + timedelta(seconds=later_s))


def test_a_short_or_empty_secret_signs_nothing():
    for secret in (b"", b"short"):
        with pytest.raises(ValueError, match="32 bytes"):
            tokens.sign(secret, "widget", {}, expires_s=60, now=NOW)


def test_padding_and_white_space_are_not_other_spellings():
    token = tokens.sign(SECRET, "widget", {}, expires_s=60, now=NOW)
    for other in (token + "=", token + "\n", " " + token, token.upper(), token.replace(".", "..")):
        with pytest.raises(BadToken):
            tokens.verify(SECRET, "widget", other, now=NOW)
