from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import takes

from gigline.language.normalising import MAX_CHARACTERS
from gigline.language.service import normalise


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  where \n\t is\u00a0it  ", "where is it"),
        ("re\u200bfu\u00adnd\ufeff", "refund"),
        ("\uff28\uff30\uff0d\uff11\uff12", "HP-12"),
        ("cafe\u0301", "café"),
        ("a\0b\ud800c", "a bc"),
        ("", ""),
    ],
)
def test_examples(text: str, plain: str) -> None:
    assert normalise(text) == plain


@given(st.text())
def test_twice_is_once_and_nothing_invisible_is_left(text: str) -> None:
    plain = normalise(text)
    assert normalise(plain) == plain
    assert plain == " ".join(plain.split())
    assert not {unicodedata.category(character) for character in plain} & {"Cf", "Cs", "Cc"}


@given(st.text(alphabet="ﷺ\u0301\u200b a\ud800", max_size=50), st.integers(1, 3_000))
def test_the_cap_holds(text: str, times: int) -> None:
    assert len(normalise(text * times)) <= MAX_CHARACTERS


@given(st.text(alphabet="a\u0301\u0327\u0344\u09c7\u09be\u1f82", max_size=200), st.integers(1, 40))
def test_accents_heaped_on_accents_are_cut_once(text: str, times: int) -> None:
    plain = normalise(text * times)
    assert normalise(plain) == plain
    assert not re.search("[\u0301\u0327]{31}", plain)


@pytest.mark.parametrize("part", ["ﷺ", "a\u0301", "\u0301\u0327", " ", "\u200b", "x"])
def test_hostile_text_takes_no_time(part: str) -> None:
    text = part * 100_000
    assert len(normalise(text)) <= MAX_CHARACTERS
    assert takes.within(1, lambda: normalise(text))
