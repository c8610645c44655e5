from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import takes

from gigline.language.vocabulary import Vocabularies

BRAND = Vocabularies(
    {
        "plan": {"Family Box": ["family", "big box"], "Solo Box": ["solo"], "Box": []},
        "place": {"Málaga": [], "New York": ["NYC", "N.Y."]},
    }
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pause my family box", [("plan", "Family Box")]),
        ("two FAMILY-BOX and a box", [("plan", "Family Box"), ("plan", "Box")]),
        ("two family boxs", [("plan", "Family Box")]),
        ("from malaga to new  york", [("place", "Málaga"), ("place", "New York")]),
        ("in N.Y.", [("place", "New York")]),
        ("a boxer in newyork", []),
        ("", []),
    ],
)
def test_terms(text, expected):
    found = BRAND.find(text)
    assert [(one.vocabulary, one.value) for one in found] == expected


def test_where_they_stand():
    text = "My Family Box, please"
    (one,) = BRAND.find(text)
    assert text[one.start : one.end] == "Family Box"


@given(st.text(max_size=200))
def test_any_text(text):
    places = [(one.start, one.end) for one in BRAND.find(text)]
    assert places == sorted(places)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(places))


def test_no_vocabulary_finds_nothing():
    assert Vocabularies({}).find("family box") == []
    assert Vocabularies({"plan": {"!!": []}}).find("!!") == []


def test_hostile_texts_take_no_time():
    assert takes.within(1, lambda: BRAND.find("family " * 500_000))
