from __future__ import annotations

import copy

import numpy as np
import pytest

from gigline.language.errors import TooFewExamples
from gigline.language.understanding import measuring, model, signs
from gigline.language.understanding.learner import Learner
from gigline.language.understanding.model import OUTSIDE, Labelled
from gigline.language.understanding.wording import Wording


@pytest.fixture(scope="module")
def fitted(embedder, make_rental):
    return model.fit(embedder, make_rental(1, 10), 0.9, share=0.2)


def test_it_understands_what_it_never_saw(fitted, make_rental):
    test = make_rental(2, 14, strange=12)
    said = fitted.understand(test.texts)
    figures = measuring.measure(test.labels, said.labels, said.confidence, said.answered, outside=OUTSIDE)
    assert figures.accuracy >= 0.95
    assert figures.coverage >= 0.5
    assert figures.precision is not None
    assert figures.precision >= 0.9
    assert figures.auroc is not None
    assert figures.auroc >= 0.95


def test_the_same_examples_give_the_same_model(fitted, embedder, make_rental):
    again = model.fit(embedder, make_rental(1, 10), 0.9, share=0.2)
    texts = make_rental(5, 3).texts
    assert np.array_equal(again.understand(texts).confidence, fitted.understand(texts).confidence)


def test_a_message_is_understood_alone_as_among_others(fitted, make_rental):
    texts = make_rental(5, 3).texts
    together = fitted.understand(texts).confidence
    alone = [fitted.understand([text]).confidence[0] for text in texts]
    assert together == pytest.approx(alone, abs=1e-4)


@pytest.mark.parametrize("text", ["", " ", "?" * 3_000, "\x00", "🤷" * 300, "\ud800", "1234567890"])
def test_what_says_nothing_is_not_answered(fitted, text):
    assert not fitted.understand([text]).answered[0]


def test_nothing_gives_nothing(fitted):
    assert fitted.understand([]).labels == []


def test_more_of_the_unknown_makes_it_quieter(embedder, make_rental):
    train = make_rental(1, 10)
    covered = [model.fit(embedder, train, 0.95, share=share).acceptor.coverage for share in (0.0, 0.5)]
    assert covered[1] < 0.6 < 0.9 < covered[0]


def test_a_validation_file_chooses_the_threshold(embedder, make_rental):
    train, valid, test = make_rental(1, 8), make_rental(3, 14, strange=6), make_rental(4, 14, strange=12)
    fitted = model.fit(embedder, train, 0.9, valid=valid, share=0.18)
    said = fitted.understand(test.texts)
    assert said.answered.any()
    outside = np.array([label == OUTSIDE for label in test.labels])
    assert said.answered[outside].mean() <= 0.2


def test_out_of_scope_examples_are_no_intent(embedder, make_rental):
    fitted = model.fit(embedder, make_rental(1, 8, strange=12), 0.9)
    assert OUTSIDE not in fitted.labels


@pytest.mark.parametrize("labels", [["a", "a"], [OUTSIDE, OUTSIDE], ["a", OUTSIDE]])
def test_one_intent_is_too_few(embedder, labels):
    with pytest.raises(TooFewExamples):
        model.fit(embedder, Labelled(["one", "two"], labels), 0.9)


def test_single_examples_and_numbers_for_names_are_taken(embedder):
    known = Labelled([f"thing {at}" for at in range(9)], [str(at % 7) for at in range(9)])
    said = model.fit(embedder, known, 0.9).understand(["thing 3"])
    assert said.labels[0] in set(known.labels)
    assert not said.answered[0]


def test_signs_of_examples_leave_out_themselves_or_their_intent(fitted, make_rental):
    stack, column = fitted.stack, signs.NAMES.index("closest")
    known = [*make_rental(1, 10).texts, *map(model.name_of, fitted.labels)]
    as_new = model.signs_of(stack, fitted.embedder, known).values[:, column]
    alone = signs.read_alone(stack, known).values[:, column]
    apart = signs.read_apart(stack, known).values[:, column]
    assert as_new == pytest.approx(1, abs=1e-3)
    assert alone.max() < 0.999
    assert (apart <= alone + 1e-6).all()
    assert apart.mean() < alone.mean() - 0.1


def test_without_the_multilingual_encoder_the_other_one_is_enough(embedder, make_rental):
    plain = copy.copy(embedder)
    plain.multilingual = None
    # What may grow is not adapted, which takes seconds.
    fitted, test = model.learn(plain, make_rental(1, 10), keep=True).model(0.9), make_rental(2, 14)
    right = [one == other for one, other in zip(fitted.understand(test.texts).labels, test.labels, strict=True)]
    assert np.mean(right) >= 0.9


def test_what_a_learner_was_told_it_knows_before_the_next_fit(embedder, make_rental):
    learner, known = Learner(embedder, 0.9), make_rental(1, 6)
    for text, label in zip(known.texts, known.labels, strict=True):
        learner.learn(text, label)
    learner.refit()
    learner.learn("my bell does not ring", "bell")
    learner.learn("the bell of the bike is broken", "bell")
    assert learner.understand("my bell is broken").label == "bell"
    assert learner.understand("please help me fix a flat tyre").label == "flat_tyre"


def test_wording_tells_what_is_new():
    words = Wording(["the red bike", "the blue bike"])
    assert words.unknown(["the green bike", "red"]).tolist() == pytest.approx([1 / 4, 0])
    assert words.unknown_without([[0], [1]]).tolist() == pytest.approx([1 / 4, 1 / 4])
    rows = words.rows @ words.transform(["the red bike", "zzz"]).T
    assert rows.toarray()[0, 0] == pytest.approx(1, abs=1e-5)
    assert rows.toarray()[:, 1].tolist() == [0, 0]
