from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import takes

from gigline.language import sentiment


@pytest.mark.parametrize(
    "text",
    [
        "I am very angry, this is the third time",
        "This is unacceptable!",
        "worst service ever",
        "I'm not happy with the driver",
        "you are useless and rude",
        "I am fed up with waiting",
        "estoy harto de esperar",
        "qué vergüenza de servicio",
        "your courier was not very helpful 😡",
        "Thanks for nothing, this is ridiculous",
        "I HATE THIS",
    ],
)
def test_displeased(text):
    assert sentiment.mood(text) == "negative"


@pytest.mark.parametrize(
    "text",
    [
        "great, thank you so much!",
        "You were really helpful",
        "perfect 👍",
        "muchas gracias, excelente servicio",
        "I love the new boxes",
    ],
)
def test_pleased(text):
    assert sentiment.mood(text) == "positive"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Where is my order HP-48213?",
        "my bike is broken and the tyre is flat",
        "Good morning, I want to change my address",
        "what is the best way to return it",
        "no thanks",
        "not bad",
        "Kind regards, Ana",
        "¿dónde está mi pedido?",
        "12345",
        "Das ist eine Katastrophe",
    ],
)
def test_neither(text):
    assert sentiment.mood(text) == "neutral"


def test_stronger_words_and_shouting_weigh_more():
    said = ["I am angry", "I am very angry", "I am very angry!!", "I am VERY ANGRY!! This is the worst"]
    values = [sentiment.feeling(text) for text in said]
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == len(values)


def test_a_negation_ends_with_the_sentence():
    assert sentiment.mood("I do not. Great!") == "positive"


@given(st.text(max_size=300))
def test_any_text_has_a_mood(text):
    assert sentiment.mood(text) in {"negative", "neutral", "positive"}


def test_hostile_texts_take_no_time():
    hostile = ("not " * 500_000, "!" * 1_000_000, "a'" * 500_000)
    assert takes.within(1, lambda: [sentiment.mood(text) for text in hostile])
