from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import takes

from gigline.language.matters import MAX_MATTERS, matters


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where is my order? I want to change my address too.",
         ["Where is my order?", "I want to change my address too."]),
        ("I need a refund for the box and also my password does not work",
         ["I need a refund for the box", "and also my password does not work"]),
        ("where is my box, I also need a refund", ["where is my box", "I also need a refund"]),
        ("how do I cancel, and when do I get my money back",
         ["how do I cancel", "and when do I get my money back"]),
        ("dónde está mi pedido y además quiero cambiar la dirección",
         ["dónde está mi pedido", "y además quiero cambiar la dirección"]),
        ("cancel it\nby the way your app is slow", ["cancel it by the way your app is slow"]),
        ("track and change my order", ["track and change my order"]),
        ("Hi! Where is my order? Thanks!", ["Hi! Where is my order? Thanks!"]),
        ("it costs 3.50 euros, not 2.50", ["it costs 3.50 euros, not 2.50"]),
        ("", []),
    ],
)  # fmt: skip
def test_what_is_one_matter_and_what_is_two(text, expected):
    assert matters(text) == expected


@given(st.text(alphabet="ab cd.,!?;\n-y also and", max_size=300))
def test_no_word_is_lost(text):
    parts = matters(text)
    assert len(parts) <= MAX_MATTERS
    assert re.findall(r"\w+", " ".join(parts)) == re.findall(r"\w+", text)


def test_hostile_texts_take_no_time():
    hostile = (" and also" * 100_000, ", " * 500_000, "a. " * 300_000, " " * 1_000_000)
    assert all(len(matters(text)) <= MAX_MATTERS for text in hostile)
    assert takes.within(1, lambda: [matters(text) for text in hostile])
