from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import takes

from gigline.language import cards
from gigline.language.service import extract_facts


def _said(text: str) -> list[tuple[str, str]]:
    return [(fact.kind, fact.value) for fact in extract_facts(text)]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("My order HP-12345 is late", [("code", "HP-12345")]),
        ("see #48213", [("code", "48213")]),
        ("order 48213", [("code", "48213")]),
        ("order number: AB-2024-00123, ticket 7781", [("code", "AB-2024-00123"), ("code", "7781")]),
        ("pedido nº 99812", [("code", "99812")]),
        ("zamówienie 48213 za 120 zł", [("code", "48213"), ("amount", "120 zł")]),
        ("order 3 pizzas, iso-9001, 24/7", []),
        ("mail a.b+c@shop.example.co.uk.", [("email", "a.b+c@shop.example.co.uk")]),
        ("call +1 415 555 2671", [("phone", "+1 415 555 2671")]),
        ("call +44 7911 123456", [("phone", "+44 7911 123456")]),
        ("(415) 555-2671 or 612 345 678", [("phone", "(415) 555-2671"), ("phone", "612 345 678")]),
        ("my phone is 4155552671", [("phone", "4155552671")]),
        (
            "paid $1,234.50, then 12,99 € and R$ 50",
            [("amount", v) for v in ("$1,234.50", "12,99 €", "R$ 50")],
        ),
        ("on 2026-11-21 at 14:30", [("date", "2026-11-21"), ("time", "14:30")]),
        ("2026-11-21T14:30:00Z", [("date", "2026-11-21T14:30:00Z")]),
        (
            "21.11.2026 or 3 May 2026 or May 3rd",
            [("date", v) for v in ("21.11.2026", "3 May 2026", "May 3rd")],
        ),
        ("3 de mayo, 5pm, 14h30", [("date", "3 de mayo"), ("time", "5pm"), ("time", "14h30")]),
        ("it came yesterday", [("date", "yesterday")]),
        ("", []),
    ],
)
def test_examples(text: str, facts: list[tuple[str, str]]) -> None:
    assert _said(text) == facts


@given(st.text() | st.text(alphabet="0123456789 +-.#@a$€,:/()\u200bHPorder", max_size=80))
def test_spans_slice_back_in_order_without_overlap(text: str) -> None:
    facts = extract_facts(text)
    assert all(text[fact.start : fact.end] == fact.value != "" for fact in facts)
    assert all(left.end <= right.start for left, right in pairwise(facts))


@st.composite
def _written_cards(draw: st.DrawFn) -> tuple[str, str]:
    body = draw(st.text("0123456789", min_size=11, max_size=18))
    digits = next(body + last for last in "0123456789" if cards.passes_luhn(body + last))
    between = st.sampled_from(["", "", "", " ", "-", "\u200b", " - ", "\u00a0", "\u2011", "."])
    written = digits[0] + "".join(draw(between) + digit for digit in digits[1:])
    return digits, written


@given(
    _written_cards(),
    st.sampled_from(["card ", "order ", "order number ", "#", "phone ", "$", "HP-", "ref:", "a"]),
)
def test_a_card_number_is_never_a_fact(card: tuple[str, str], before: str) -> None:
    digits, written = card
    for fact in extract_facts(f"{before}{written} please, or order 48213"):
        kept = "".join(character for character in fact.value if character.isdecimal())
        assert digits not in kept
        assert len(kept) < 12 or not cards.passes_luhn(kept)


@given(_written_cards())
def test_no_piece_of_a_card_is_a_fact(card: tuple[str, str]) -> None:
    _, written = card
    end = len("order ") + len(written)
    text = f"order {written} for me"
    assert not [fact for fact in extract_facts(text) if fact.start < end and fact.end > len("order ")]


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1111",
        "order 44111111111111111 ",
        "+4111 1111 1111 1111",
        "HP-4111111111111111",
        "４１１１ 1111 1111 1111",
        "4111111111111111@example.com",
        "3782 822463 10005",
    ],
)
def test_disguised_cards(text: str) -> None:
    assert _said(text) == []


def test_what_stands_beside_a_card_is_kept() -> None:
    assert _said("card 4111 1111 1111 1111, order HP-48213") == [("code", "HP-48213")]


@pytest.mark.parametrize(("digits", "valid"), [("4111111111111111", True), ("4111111111111112", False), ("18", True)])
def test_luhn(digits: str, valid: bool) -> None:
    assert cards.passes_luhn(digits) is valid


HOSTILE = [
    *(
        "a",
        "a.",
        "a@",
        "a'",
        "1",
        "1 ",
        "1-",
        "1.1",
        "+",
        "+1",
        "#",
        " ",
        "\u200b1",
        "A1-",
        "a-1",
        "(0",
        "tel ",
        "4111 ",
    ),
    *(
        "order ",
        "order #:",
        "order is is is ",
        "order  " * 3,
        "a@a.a.",
        "$1,",
        "1,111",
        "0 12/34",
        "may 1 ",
        "٣",
    ),
]


@pytest.mark.parametrize("part", HOSTILE)
def test_time_grows_with_the_text_and_no_faster(part: str) -> None:
    text = (part * 100_000)[:100_000]
    # Some 0.3 s when linear; a quadratic pattern would take minutes.
    assert takes.within(5, lambda: extract_facts(text))
