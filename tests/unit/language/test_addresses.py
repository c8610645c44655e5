"""Street addresses among the facts."""

from __future__ import annotations

import pytest
from tests import takes

from gigline.language.facts import extract_facts


def _addresses(text: str) -> list[str]:
    return [fact.value for fact in extract_facts(text) if fact.kind == "address"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("send it to 12 High Street, flat 3 please", "12 High Street, flat 3"),
        ("I moved to 221b Baker St.", "221b Baker St."),
        ("my address is 400 north lake avenue 60601", "400 north lake avenue 60601"),
        ("deliver to 7 Mill Court", "7 Mill Court"),
        ("vivo en la calle de la Rosa 15, piso 2", "calle de la Rosa 15, piso 2"),
        ("cámbialo a Avda. Constitución 8", "Avda. Constitución 8"),
        ("ich wohne Hauptstraße 5a", "Hauptstraße 5a"),
        ("habite 3, rue Victor Hugo 12", "rue Victor Hugo 12"),
    ],
)
def test_found(text, expected):
    assert _addresses(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "I waited 2 hours in the street",
        "there are 2 ways to do it",
        "I was in 3 place",
        "order 48213 went to the wrong road",
        "I paid 12 euros",
        "5 stars",
        "see you on 3 March",
        "",
    ],
)
def test_not_found(text):
    assert _addresses(text) == []


def test_other_facts_stay():
    facts = extract_facts("Order HP-48213 to 12 High Street on 3 March, call +49 170 1234567")
    assert [fact.kind for fact in facts] == ["code", "address", "date", "phone"]


def test_hostile_texts_take_no_time():
    hostile = ("12 a " * 5_000, "calle a " * 5_000, "1 " + "Aa " * 9_000, "a-" * 9_000)
    assert takes.within(4, lambda: [extract_facts(text) for text in hostile])
