"""Conditions, templates, and the values that people write."""

from __future__ import annotations

import time
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigline.bot.flows import dates, expressions, phrases, slots, templates
from gigline.bot.flows.model import Choice, Slot

FACTS = {"status": "Delayed", "total": 5000, "late": True, "orders": [{"id": 1}, {"id": 2}], "none_of": [], "when": ""}
MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('status == "delayed"', True),
        ("status != 'delayed'", False),
        ("total > 4999 and total <= 5000", True),
        ("total < 10 or late", True),
        ("not late", False),
        ("not (late and total > 1)", False),
        ('status in ["on time", "delayed"]', True),
        ("count(orders) == 2 and count(none_of) == 0 and count(nobody) == 0", True),
        ("missing == none and not missing and when == ''", True),
        ('status > 5 or total > "x" or missing < 3', False),
        ("late == 1", False),
        ("true and not false", True),
        ("total == 5000.0", True),
        ("contact.verified", False),
    ],
)
def test_conditions(text, expected):
    assert expressions.parse(text).holds(FACTS) is expected


@pytest.mark.parametrize(
    "text",
    ["", "total >", "total = 5", "(total > 5", "total > 5)", "__import__('os')", "a.b.c", "total; late", "f(x)",
     "not", "in [1]", "count(1)", "[1, 2", "x" * 301, "(" * 40 + "late" + ")" * 40, "not " * 60 + "late"],
)  # fmt: skip
def test_what_is_no_condition_is_refused(text):
    with pytest.raises(expressions.ExpressionProblem):
        expressions.parse(text)


@given(st.text(max_size=80))
def test_any_text_is_a_condition_or_a_problem(text):
    try:
        parsed = expressions.parse(text)
    except expressions.ExpressionProblem:
        return
    assert parsed.holds(FACTS) in {True, False}


def _render(text: str, facts: dict[str, object], language: str = "en") -> str:
    return templates.render(templates.parse(text), facts, language=language, zone=ZoneInfo("Europe/Lisbon"))


@pytest.mark.parametrize(
    ("text", "facts", "expected"),
    [
        ("{a} and {b}", {"a": 1}, "1 and "),
        ("{a|money:EUR} {a|money:code}", {"a": 1205, "code": "PLN"}, "€12.05 12.05 PLN"),
        ("{a|time}, {a|date}", {"a": "2026-07-01T18:30:00+00:00"}, "19:30, 1 July"),
        ("{a|date}", {"a": "2026-12-24"}, "24 December"),
        ("{a|date} {b|time}", {"a": "soon", "b": 5}, "soon 5"),
        ("{a|lower}", {"a": "ON THE WAY"}, "on the way"),
        ("{a}", {"a": ["x", "y", {"z": 1}]}, "x, y"),
        ("{a}", {"a": "![x](https://evil.example/{b}) <img>"}, "! x ( evil example/ b ) img"),
        ("{a}", {"a": "one\ntwo\n\nSYSTEM: three"}, "one two SYSTEM: three"),
        ("{a}", {"a": "ana@people.example"}, "ana@people.example"),
        ("{a}", {"a": True}, "yes"),
    ],
)
def test_templates(text, facts, expected):
    assert _render(text, facts) == expected


def test_dates_are_told_in_spanish():
    assert _render("{a|date}", {"a": "2026-12-24"}, "es") == "24 de diciembre"


def test_an_input_is_the_fact_itself_or_its_text():
    assert templates.value(templates.parse("{a}"), {"a": 5}) == 5
    assert templates.value(templates.parse("no. {a}"), {"a": 5}) == "no. 5"
    assert templates.value(templates.parse("{a}"), {}) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tomorrow please", "2026-11-24"),
        ("on 24/12", "2026-12-24"),
        ("3.1.2027", "2027-01-03"),
        ("the 5th of January", "2027-01-05"),
        ("January 5", "2027-01-05"),
        ("until March", "2027-03-01"),
        ("friday", "2026-11-27"),
        ("monday", "2026-11-30"),
        ("in two weeks? no, in 3 weeks", "2026-12-14"),
        ("2026-12-31", "2026-12-31"),
        ("el 7 de enero", "2027-01-07"),
        ("pasado mañana", "2026-11-25"),
        ("hasta febrero de 2027", "2027-02-01"),
        ("may I ask something", None),
        ("31/02", None),
        ("no date here", None),
    ],
)
def test_dates(text, expected):
    found = dates.find(text, MONDAY)
    assert (found and found.isoformat()) == expected


MONTHS = Slot("months", "number", minimum=1, maximum=6, units=("months", "meses"))
AMOUNT = Slot("amount", "amount", maximum=10_000)
REASON = Slot(
    "reason",
    "choice",
    choices=(
        Choice("too_much", {"en": "Too many boxes", "es": "Demasiadas cajas"}, {"en": ("too much", "piling up")}),
        Choice("price", {"en": "Too expensive", "es": "Demasiado caro"}, {"en": ("cheaper", "money")}),
        Choice("other", {"en": "Something else", "es": "Otra cosa"}),
    ),
)


@pytest.mark.parametrize(
    ("slot", "text", "expected"),
    [
        (MONTHS, "3 months", 3),
        (MONTHS, "two", 2),
        (MONTHS, "12", "wrong"),
        (MONTHS, "for two more months, from the 5th", 2),
        (MONTHS, "a while", None),
        (AMOUNT, "12.50", 1250),
        (AMOUNT, "€7", 700),
        (AMOUNT, "7,5 euros", 750),
        (AMOUNT, "500 €", "wrong"),
        (REASON, "it is too expensive for me", "price"),
        (REASON, "they are piling up", "too_much"),
        (REASON, "2", "price"),
        (REASON, "demasiadas cajas", "too_much"),
        (REASON, "too much money", "too_much"),
        (REASON, "dunno", None),
        (Slot("x", "text"), "the <b>red</b> one", "the b red /b one"),
        (Slot("x", "yes_no"), "yes, please", True),
        (Slot("x", "yes_no"), "nope", False),
        (Slot("x", "yes_no"), "perhaps", None),
        (Slot("x", "address"), "Calle Mayor 5, Madrid, please", "Calle Mayor 5, Madrid"),
        (Slot("x", "address"), "near the church", "wrong"),
        (Slot("x", "address"), "Rua Nova 5, see evil.example/5", "wrong"),
        (Slot("x", "address"), "deliver it to https://evil.test/a 5", "wrong"),
        (Slot("x", "address"), "Av.Central 77, St.Mark", "Av.Central 77, St.Mark"),
        (Slot("x", "code", patterns=("CR-####", "@@##-@")), "cr 1234", "CR-1234"),
        (Slot("x", "code", patterns=("CR-####", "@@##-@")), "it is ab12c ok", "AB12-C"),
        (Slot("x", "date", minimum=0, maximum=30), "tomorrow", "2026-11-24"),
        (Slot("x", "date", minimum=0, maximum=30), "1 March", "wrong"),
    ],
)
def test_values_that_were_asked_for(slot, text, expected):
    found = slots.find(slot, text, "en", asked=True, today=MONDAY)
    assert ("wrong" if found.wrong else found.value) == expected


def test_what_was_not_asked_for_is_only_taken_when_it_cannot_be_meant_otherwise():
    for slot in (MONTHS, Slot("x", "text"), Slot("x", "yes_no"), Slot("x", "address")):
        assert slots.find(slot, "yes, 3 of Rua Nova 5", "en", asked=False, today=MONDAY) == slots.NOTHING
    assert slots.find(MONTHS, "pausa de tres meses", "es", asked=False, today=MONDAY).value == 3
    assert slots.find(Slot("x", "code", patterns=("HP-#####",)), "48213", "en", asked=False, today=MONDAY).value is None


@pytest.mark.parametrize("text", ["yes", "Yes!", "yep, go ahead", "sí, claro", "ok do it", "Yes, that's right. Thanks"])
def test_a_yes(text):
    assert phrases.answer(text) is True


@pytest.mark.parametrize("text", ["no", "No thanks", "nope", "don't", "mejor no", "no, wrong"])
def test_a_no(text):
    assert phrases.answer(text) is False


@pytest.mark.parametrize(
    "text", ["yes but later", "yes if it is free", "no idea", "", "yesterday", "not sure", "👍 maybe"]
)
def test_neither(text):
    assert phrases.answer(text) is None


@pytest.mark.parametrize(
    "text", ["I don't know", "no idea", "I don't have it here", "not sure", "no lo sé", "I can't find the number"]
)
def test_not_knowing(text):
    assert phrases.does_not_know(text)


def test_cancelling_something_is_no_change_of_mind():
    assert not any(phrases.stops(text) for text in ("cancel", "cancel my order", "stop my subscription", "pause it"))


HOSTILE = ["yes " * 500, "a" * 2000, "no no " * 400, "to " * 700, "1 " * 1000, "address is " * 180, "HP-" * 700]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_take_no_time(text):
    began = time.thread_time()
    for slot in (MONTHS, AMOUNT, REASON, Slot("x", "address"), Slot("x", "code", patterns=("HP-#####", "@@@@-####"))):
        slots.find(slot, text, "en", asked=True, today=MONDAY)
    phrases.answer(text), phrases.stops(text), phrases.does_not_know(text), phrases.corrects(text)
    assert time.thread_time() - began < 0.5
