"""Filling saved replies, what cannot be filled, and which fits best."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

import pytest

from gigline.replies import rules
from gigline.replies.rules import Situation

KNOWN = {"requester.name": "Ana Reis", "requester.first_name": "Ana", "fact.code": "HP-12345"}


@pytest.mark.parametrize(
    ("body", "filled"),
    [
        ("Hi {{requester.first_name}},", "Hi Ana,"),
        ("Order {{ fact.order or fact.code }} is on its way.", "Order HP-12345 is on its way."),
        ("Order {{fact.order}} is on its way.", "Order [[order]] is on its way."),
        ("I am {{associate.first_name}}.", "I am [[your first name]]."),
        ("Hi {{associate.name or there}}!", "Hi there!"),
        ("{{fact.order or the one or the other}}", "the one or the other"),
        ("{{fact.order or [[order number]]}}", "[[order number]]"),
        ("We will look by [[when]].", "We will look by [[when]]."),
        ("{{}} and {{ }", "{{}} and {{ }"),
    ],
)
def test_variables_are_filled_and_what_is_not_known_is_a_blank(body: str, filled: str) -> None:
    assert rules.fill(body, KNOWN) == filled


def test_a_value_is_never_taken_for_a_variable() -> None:
    values = {"requester.name": "{{fact.code}}", "fact.code": "secret"}
    assert rules.fill("Hi {{requester.name}}", values) == "Hi {{fact.code}}"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("{{associate.name}}", "associate.name"),
        ("[[name]] [x](https://evil.example)", "name x ( evil.example)"),
        ("**Ana** <img src=x onerror=alert(1)>", "Ana img src=x onerror=alert(1)"),
        ("Ana\n# Reis\x00\u202e", "Ana # Reis"),
        ("HTTPS://evil.example", "evil.example"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a" * 500, "a" * rules.MOST_VALUE),
        ("O’Neill-Müller, 2", "O’Neill-Müller, 2"),
    ],
)
def test_what_others_wrote_means_nothing_but_itself(value: str, shown: str) -> None:
    assert rules.plain(value) == shown


def test_problems_are_told_by_line() -> None:
    body = (
        "Hi {{requester.name or there}}\n{{requester.nmae}}\n{{fact.colour}}\n{{name}}\n}} {{\n{{fact.code or fact.x}}"
    )
    assert [(line, why.partition(":")[0]) for line, why in rules.problems(body, {"code"})] == [
        (2, "there is no variable 'requester.nmae'"),
        (3, "there is no fact 'colour' here"),
        (4, "'name' is no variable"),
        (5, "braces that are no variable"),
        (6, "there is no fact 'x' here"),
    ]
    assert not list(rules.problems("{{fact.colour}}"))


@dataclass(frozen=True)
class Reply:
    title: str
    language: str = "en"
    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    id: UUID = field(default=UUID(int=0))


def test_the_best_fit_comes_first() -> None:
    often = UUID(int=1)
    replies = [
        Reply("other language", "es", topics=("delivery",)),
        Reply("other topic", topics=("payment",)),
        Reply("any topic"),
        Reply("this topic", topics=("delivery", "order")),
        Reply("not for them", kinds=("worker",)),
        Reply("for them", kinds=("customer", "worker")),
        Reply("used often", id=often),
    ]
    ranked = rules.rank(replies, Situation("en", "customer", "delivery"), {often: 12.0})
    assert [one.title for one in ranked] == [
        "used often", "this topic", "any topic", "for them", "other topic", "other language",
    ]  # fmt: skip
