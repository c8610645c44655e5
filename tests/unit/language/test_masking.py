"""What tells who wrote goes; what the matter is about stays."""

from __future__ import annotations

import pytest
from tests import takes

from gigline.language.service import mask, unmarked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to ana.lopez@mail.example please", "write to [email] please"),
        ("call me on +34 612 345 678", "call me on [phone]"),
        ("my order HP-48213 is late", "my order [code] is late"),
        ("card 4111 1111 1111 1111 was charged", "card [card] was charged"),
        ("my name is Ana Lopez and I wait", "my name is [name] and I wait"),
        ("me llamo Ana y espero", "me llamo [name] y espero"),
        ("bring it to 12 Baker Street, now", "bring it to [address], now"),
        ("estoy en Calle Mayor 5", "estoy en [address]"),
        ("I live in Hauptstraße 7a", "I live in [address]"),
        ("IBAN ES91 2100 0418 4502 0005 1332", "IBAN [number]"),
        ("password is hunter2!x", "password is [secret]"),
        ("see https://shop.example/u/4711?t=x", "see [link]"),
        ("number 123456789012", "number [number]"),
    ],
)
def test_personal_data_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text", ["refund of $12.50 by 3 May", "since 14:30", "the app shows error 500", "this is late", "my name is wrong"]
)
def test_what_the_matter_is_about_stays(text: str) -> None:
    assert mask(text) == text


def test_known_names_are_masked_wherever_they_stand() -> None:
    assert mask("Dear ana, Sam Field will look", ["Ana", "Sam Field"]) == "Dear [name], [name] will look"


def test_marks_can_be_left_out() -> None:
    assert unmarked(mask("order HP-48213 is late")) == "order is late"


def test_hostile_texts_take_no_time() -> None:
    hostile = ("A " * 4_000, "1 " * 4_000, "my name is " * 800, "12 Aa " * 1_500, "Aa Aa " * 1_500 + "Street")
    assert takes.within(1.5, lambda: [mask(text) for text in hostile])
