"""A brand's own words: in what is understood, and in what a flow asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.bot.flows.world import AROUND, REROUTE, TODAY, flow_of

from gigline.bot import vocabularies
from gigline.bot.flows import checking, slots
from gigline.bot.flows.model import Collect
from gigline.language.service import Vocabularies

BOXES = {"Small box": ["little one"], "Large box": ["big box", "family box"]}
WITH_BOXES = replace(AROUND, vocabularies={"box": BOXES})
WHICH = 'type = "choice"\nvocabulary = "box"\nprompt = "Which order is it?"'
ASKS = REROUTE.replace('type = "code"\npatterns = ["HP-#####"]\nprompt = "Which order is it?"', WHICH)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("the big  box is late", "the Large box is late"),
        ("the large box is late", "the large box is late"),
        ("a little one", "a little one"),
        ("nothing of ours", "nothing of ours"),
    ],
)
def test_another_spelling_is_read_as_the_word_that_articles_use(said, read):
    listed = Vocabularies({"box": BOXES})
    assert vocabularies.in_known_words(said, listed, {"Large box"}) == read


def _slot(text: str, around: checking.Surroundings = WITH_BOXES) -> Collect:
    flow, problems = checking.checked(text, around)
    assert problems == []
    step = flow.steps[flow.start]
    assert isinstance(step, Collect)
    return step


def test_a_choice_takes_its_values_from_a_vocabulary():
    slot = _slot(ASKS).slot
    found = slots.find(slot, "it is the family box", "en", asked=False, today=TODAY)
    assert (found.value, [one.value for one in slot.shown]) == ("Large box", ["Small box", "Large box"])
    # A run goes on with the words that it began with.
    assert flow_of(REROUTE).digest != checking.checked(ASKS, WITH_BOXES)[0].digest


def test_a_long_vocabulary_is_recognised_and_not_shown():
    many = {f"Box number {at}": [] for at in range(200)}
    slot = _slot(ASKS, replace(AROUND, vocabularies={"box": many})).slot
    assert (len(slot.choices), slot.shown) == (200, ())
    assert slots.find(slot, "box number 77", "en", asked=True, today=TODAY).value == "Box number 77"


def test_a_vocabulary_that_is_not_there_is_told_with_its_line():
    [problem] = [one for one in checking.checked(ASKS, AROUND)[1] if "vocabulary" in one.detail]
    assert problem.detail == "the brand has no vocabulary 'box'"
    assert ASKS.splitlines()[problem.line - 1] == 'vocabulary = "box"'
