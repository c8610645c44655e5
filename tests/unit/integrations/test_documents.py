"""Documents in YAML: what JSON would have, and nothing that takes long or is not there."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigline.integrations import documents
from gigline.integrations.documents import BadDocument

WRITTEN = """
openapi: 3.0
paths:
  /orders/{id}: &orders
    get: {operationId: getOrder, responses: {200: {description: "no"}}}
  /again/{id}: *orders
countries: [no, "true", True, ~, 08:30, 2026-11-22, 012, 12, -1.5e3, 0x1f, .nan]
text: |
  12
"""


def test_values_are_those_that_json_would_have() -> None:
    found = documents.parse(WRITTEN)
    assert found["countries"] == ["no", "true", True, None, "08:30", "2026-11-22", "012", 12, -1500.0, "0x1f", ".nan"]
    assert list(found["paths"]["/orders/{id}"]["get"]["responses"]) == ["200"]
    assert found["paths"]["/again/{id}"] == found["paths"]["/orders/{id}"]
    assert (found["openapi"], found["text"]) == (3.0, "12\n")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: " + "[" * 100_000, "levels deep"),
        ("- " * 100_000, "levels deep"),
        ("a: &a [*a]", "is not there"),
        ("a: *b", "is not there"),
        ("a: &a {b: 1}\nc:\n  <<: *a", "merges"),
        ("? [1]\n: 2", "a key in it is no text"),
        ("a:\n\t- b", "neither JSON nor YAML, see line 2"),
        ("a: 1\n---\nb: 2", "not one YAML document"),
        ("", "not one YAML document"),
        ("a: \x00", "neither JSON nor YAML"),
        ('{"a": 1', "no JSON"),
        ("a: " + "x" * documents.MAX_DOCUMENT, "larger"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, says: str) -> None:
    with pytest.raises(BadDocument, match=says):
        documents.parse(text)


def test_what_doubles_with_every_line_is_shared_and_not_written_out() -> None:
    lines = ["a0: &a0 [1]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    last = documents.parse("\n".join(lines))["a59"]
    assert last[0] is last[1]


_TEXTS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x2FF, exclude_categories=("Cc",)), max_size=20)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | _TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS.filter("<<".__ne__), inner, max_size=4),
    max_leaves=20,
)


@given(_VALUES)
def test_json_within_yaml_is_the_same_as_by_itself(value: object) -> None:
    assert documents.parse("value: " + json.dumps(value, ensure_ascii=False)) == {"value": value}
