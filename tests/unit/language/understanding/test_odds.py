from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from gigline.language.understanding.odds import SCALE, STRENGTH, UNSEEN, Odds
from gigline.language.understanding.wording import Wording

CLASSES = np.array([0, 1, 2, 0, 1, 2, 0, 0])
GROUPS = [np.flatnonzero(np.equal(CLASSES, one)) for one in range(3)]
# Which of 12 pieces each of the examples has.
HAS = np.random.default_rng(1).random((len(CLASSES), 12)) < 0.4


def pieces(has):
    return sparse.csr_array(has.astype(np.float32))


def fitted(kept):
    return Odds(pieces(HAS[kept]), CLASSES[kept], 3)


@pytest.fixture
def everything():
    return fitted(np.arange(len(CLASSES)))


def test_each_piece_says_how_much_more_often_an_intent_has_it(everything):
    here, all_texts = HAS[GROUPS[0], 0].sum(), HAS[:, 0].sum()
    base = (all_texts + UNSEEN) / (len(CLASSES) + 1)
    expected = np.log((here + STRENGTH * base) / (4 + STRENGTH) / base) / SCALE
    assert everything.scores(pieces(np.eye(12)[:1]))[0, 0] == pytest.approx(expected, abs=1e-6)


def test_without_itself_an_example_is_as_if_it_had_not_been_there(everything):
    alone = everything.alone(pieces(HAS), CLASSES)
    for at in range(len(CLASSES)):
        rest = fitted(np.arange(len(CLASSES)) != at)
        assert alone[at] == pytest.approx(rest.scores(pieces(HAS[at : at + 1]))[0], abs=1e-5)


def test_without_its_intent_an_example_is_as_if_that_had_not_been_there(everything):
    apart = everything.apart(pieces(HAS), GROUPS)
    for own, group in enumerate(GROUPS):
        others = np.arange(3) != own
        rest = np.setdiff1d(np.arange(len(CLASSES)), group)
        expected = fitted(rest).scores(pieces(HAS[group]))
        assert apart[group][:, others] == pytest.approx(expected[:, others], abs=1e-5)


def test_one_more_example_is_as_if_fitted_anew(everything):
    grown = fitted(np.arange(5))
    for at in range(5, len(CLASSES)):
        grown.grow(pieces(HAS[at : at + 1]), CLASSES[at])
    assert grown.scores(pieces(HAS)) == pytest.approx(everything.scores(pieces(HAS)), abs=1e-5)


def test_a_new_intent_starts_with_one_example():
    known = CLASSES < 2
    grown = Odds(pieces(HAS[known]), CLASSES[known], 2)
    grown.grow(pieces(HAS[2:3]), 2)
    anew = Odds(pieces(np.vstack([HAS[known], HAS[2:3]])), np.append(CLASSES[known], 2), 3)
    assert grown.scores(pieces(HAS)) == pytest.approx(anew.scores(pieces(HAS)), abs=1e-5)


def test_what_nobody_said_says_nothing(everything):
    words = Wording(["the red bike", "the blue bike"])
    assert words.whole(words.transform(["zzz", ""])).sum() == 0
    assert everything.scores(pieces(np.zeros((2, 12)))).tolist() == [[0, 0, 0]] * 2


def test_whole_words_and_pairs_count_once():
    words = Wording(["the red bike", "the blue bike"])
    rows = words.whole(words.transform(["The RED red bike", "blue the"]))
    # the, red, bike, "the red", "red bike"; blue, the.
    assert rows.sum(axis=1).tolist() == [5, 2]
    assert rows.shape[1] == 4 + 4
    assert set(rows.data.tolist()) == {1.0}
