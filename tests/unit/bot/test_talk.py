"""Small talk is whole messages; a question is never taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import takes

from gigline.bot import talk, texts
from gigline.knowledge.parsing import read_folder
from gigline.language.service import wants_person


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello!", "greeting"),
        ("hey there 👋", "greeting"),
        ("Buenos días", "greeting"),
        ("thanks!", "thanks"),
        ("ok thank you so much", "thanks"),
        ("muchas gracias", "thanks"),
        ("ok", "ok"),
        ("👍", "ok"),
        ("I'll wait", "ok"),
        ("bye", "bye"),
        ("thanks, that solved it", "solved"),
        ("yes that helped, thank you", "solved"),
        ("it works now", "solved"),
        ("done, thanks", "solved"),
        ("All done now. Thank you!", "solved"),
        ("ok thanks, that's all for now", "solved"),
        ("no, nothing else", "solved"),
        ("eso es todo, gracias", "solved"),
        ("is it done", None),
        ("I'm good at cooking", None),
        ("No, that didn’t help", "not_helped"),
        ("that's not what I asked", "not_helped"),
        ("no me ayuda", "not_helped"),
        ("yes", "yes"),
        ("nope", "no"),
        ("where is my order", None),
        ("the app does not work", None),
        ("hello, where is my box", None),
        ("no food came", None),
        ("", None),
    ],
)
def test_small_talk(text, expected):
    assert talk.recognise(text) == (expected, False)


def test_what_follows_an_unhelpful_answer_is_noticed():
    assert talk.recognise("That did not help, my fries are still missing") == ("not_helped", True)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_bots_own_buttons_are_understood(language):
    own = texts.of(language)
    assert talk.recognise(own["helped"])[0] == "solved"
    assert talk.recognise(own["not_helped"])[0] == "not_helped"
    assert wants_person(own["person"])


def test_every_language_has_every_text():
    assert texts.of("es").keys() == texts.of("en").keys()
    assert texts.of("xx") is texts.of("en")


def test_no_question_of_our_articles_is_small_talk():
    for brand in ("hoplane", "crateful"):
        for article in read_folder(Path("examples/brands") / brand / "knowledge"):
            assert not [one for one in article.questions if talk.recognise(one)[0]]


@pytest.mark.parametrize("text", ["ok " * 130, "no " * 130, "yes that " * 44, "that helped " * 33, "a" * 400])
def test_hostile_texts_take_no_time(text):
    assert takes.within(0.25, lambda: talk.recognise(text))
