from __future__ import annotations

import numpy as np
import pytest

from gigline.language import reference
from gigline.language.understanding import adapting, last_layer, model
from gigline.language.understanding.learner import Learner
from gigline.language.understanding.model import Labelled
from gigline.language.weights import DIMENSIONS, LAYERS


@pytest.fixture(scope="module")
def start():
    return last_layer.load()


@pytest.fixture(scope="module")
def hidden():
    chance = np.random.default_rng(3)
    return [chance.normal(size=(length, DIMENSIONS)).astype(np.float32) for length in (3, 5, 1)]


def test_the_layer_is_the_references(start, tensors, hidden):
    given = last_layer.batch(hidden)
    after, _ = last_layer.forward(start, given)
    expected = reference._layer(tensors, f"encoder.layer.{LAYERS - 1}", given.hidden, given.mask)
    assert np.abs(after - expected)[given.mask > 0].max() < 1e-4


def test_the_embedding_is_the_last_layer_over_the_tokens(start, embedder):
    texts = ["where is my order", "cancel", "I want my money back, please"]
    near = (adapting.vectors(start, embedder.tokens(texts)) * embedder.embed(texts)).sum(axis=1)
    # The graph's own last layer is in eight bits.
    assert near.min() > 0.99


def test_gradients_are_finite_differences(start, hidden):
    """In double precision: the formula is the same, and a difference of floats says little."""
    p = {name: value.astype(np.float64) for name, value in start.items()}
    p[adapting.PROTOTYPES] = np.random.default_rng(4).normal(size=(4, DIMENSIONS))
    found = last_layer.batch(hidden)
    given = last_layer.Batch(found.hidden.astype(np.float64), found.mask.astype(np.float64))
    classes, chance = np.array([1, 3, 1]), np.random.default_rng(5)
    gradient = adapting._gradient(p, given, classes)
    for name, slope in gradient.items():
        way = chance.normal(size=p[name].shape)
        way /= np.linalg.norm(way)
        high, low = (_loss(p | {name: p[name] + step * way}, given, classes) for step in (1e-4, -1e-4))
        assert (high - low) / 2e-4 == pytest.approx((slope * way).sum(), rel=1e-4, abs=1e-7), name


def _loss(p, given, classes):
    pooled = given.pooled(last_layer.forward(p, given)[0])
    cosines = adapting._unit(pooled) @ adapting._unit(p[adapting.PROTOTYPES]).T
    logits = float(adapting.STEEPNESS) * cosines
    return np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(classes)), classes])


def test_every_example_is_judged_once_each_way_by_one_that_did_not_see_it():
    classes = np.repeat(np.arange(7), 9)
    lone, gone = map(np.array, zip(*adapting._parts(classes), strict=True))
    assert (lone.sum(axis=0) == 1).all()
    assert (gone.sum(axis=0) == 1).all()
    assert not (lone & gone).any()
    for part in gone:
        assert set(classes[part]).isdisjoint(classes[~part])


def test_an_intent_is_as_near_as_its_nearest_examples():
    likeness, classes = np.array([[0.9, 0.1, 0.5]], dtype=np.float32), np.array([0, 0, 1])
    near = adapting._nearness(likeness, adapting._shares(classes))
    assert near[0, 0] == pytest.approx(0.9, abs=np.log(2) / adapting.SHARPNESS + 1e-4)
    assert near[0, 1] == pytest.approx(0.5)


def test_judged_without_itself_or_its_intent_an_example_does_not_find_them():
    """The third is labelled as the first two, and stands where the others do."""
    rows = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [0, 1]], dtype=np.float32)
    classes, every = np.array([0, 0, 0, 1, 1]), np.ones(5, dtype=np.bool_)
    shares = adapting._shares(classes)
    alone = adapting._without(rows, shares, every, np.arange(5))
    assert alone.argmax(axis=1).tolist() == [0, 0, 1, 1, 1]
    assert alone[2, 0] < 0.1
    apart = adapting._without(rows, shares, every, classes)
    assert np.allclose(apart[np.arange(5), classes], -1)


def test_adapted_to_few_examples_it_tells_them_apart_better(embedder, make_rental, start):
    train, test = make_rental(1, 8), make_rental(2, 8)
    places = {label: at for at, label in enumerate(sorted(set(train.labels)))}
    classes = np.array([places[label] for label in train.labels])
    judged = adapting.learn(embedder.tokens(train.texts), classes)
    own = np.array([places[label] for label in test.labels])
    before = adapting.vectors(start, embedder.tokens(test.texts))
    after = adapting.vectors(judged.adapted.layer, embedder.tokens(test.texts))
    assert _apart(after, own) > _apart(before, own) + 0.1
    assert (judged.adapted.scores(embedder.tokens(test.texts)).argmax(axis=1) == own).mean() >= 0.9
    assert (judged.alone.argmax(axis=1) == classes).mean() >= 0.9


def _apart(rows, classes):
    """How much nearer those of one intent are to each other than to the rest."""
    same = classes[:, None] == classes[None, :]
    likeness = rows @ rows.T
    return likeness[same].mean() - likeness[~same].mean()


@pytest.mark.parametrize(("each", "adapts"), [(1, False), (6, True)])
def test_few_examples_adapt_it_and_fewer_do_not(embedder, make_rental, each, adapts):
    assert (model.learn(embedder, make_rental(1, each)).stack.adapted is not None) is adapts


def test_many_examples_leave_the_encoder_as_it_is(embedder):
    texts = [f"{verb} my bag {at}" for at in range(model.FEW) for verb in ("mend", "send")]
    assert model.learn(embedder, Labelled(texts, ["mend", "send"] * model.FEW)).stack.adapted is None


def test_what_grows_is_not_adapted(embedder, make_rental):
    """An example more is learned in milliseconds; the encoder would have to be adapted anew."""
    train, learner = make_rental(1, 6), Learner(embedder, 0.9)
    for text, label in zip(train.texts, train.labels, strict=True):
        learner.learn(text, label)
    fitted = learner.refit()
    assert fitted is not None
    assert fitted.stack.adapted is None
    learner.learn("who tunes the gears", "tune_gears")
    assert "tune_gears" in fitted.labels
