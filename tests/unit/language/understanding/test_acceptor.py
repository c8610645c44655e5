from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gigline.language.understanding import acceptor, measuring
from gigline.language.understanding.acceptor import Held

NEW = 20_000


def _messages(seed: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Signs and whether right, by a law that a logistic model can learn."""
    chance = np.random.default_rng(seed)
    values = chance.normal(size=(count, 3))
    likely = 1 / (1 + np.exp(-(2.5 + 1.5 * values[:, 0] - values[:, 1])))
    return values, (chance.random(count) < likely).astype(np.float64)


def _held(values: np.ndarray, right: np.ndarray, weight: np.ndarray | None = None) -> Held:
    weight = np.ones(len(right)) if weight is None else weight
    each = np.arange(len(right))
    return Held(values, right, weight, weight, each, each)


def test_the_promised_precision_comes_out_on_new_messages():
    kept = []
    for seed in range(20):
        fitted = acceptor.fit(_held(*_messages(seed, 500)), 0.95)
        values, right = _messages(1_000 + seed, NEW)
        answered = fitted.confidence(values) >= fitted.threshold
        assert answered.mean() > 0.3
        kept.append(right[answered].mean())
    assert np.mean(kept) >= 0.95
    assert min(kept) >= 0.92


def test_chances_are_calibrated():
    fitted = acceptor.fit(_held(*_messages(1, 4_000)), 0.9)
    values, right = _messages(2, NEW)
    chances = fitted.confidence(values)
    for low in (0.5, 0.7, 0.9):
        some = (chances >= low) & (chances < low + 0.1)
        assert right[some].mean() == pytest.approx(chances[some].mean(), abs=0.06)


def test_weights_count():
    values, right = _messages(1, 2_000)
    often = np.where(right == 0, 5.0, 1.0)
    plain, harder = acceptor.fit(_held(values, right), 0.9), acceptor.fit(_held(values, right, often), 0.9)
    assert harder.confidence(values).mean() < plain.confidence(values).mean() - 0.1


@pytest.mark.parametrize(("right", "count"), [(1.0, 10), (0.0, 500)])
def test_what_is_not_proved_is_never_answered(right, count):
    fitted = acceptor.fit(_held(_messages(1, count)[0], np.full(count, right)), 0.9)
    assert fitted.threshold > 1
    assert (fitted.coverage, fitted.precision) == (0.0, 0.0)


def test_nothing_proves_nothing():
    nothing = np.zeros(0)
    assert acceptor.threshold(nothing, nothing, nothing, nothing.astype(np.int64), 0.9) == (2.0, 0.0, 0.0)


def test_few_heavy_errors_are_less_proof_than_many_light_ones():
    chances, right, each = np.linspace(1, 0.5, 400), np.ones(400), np.arange(400)
    right[[100, 200]] = 0
    even = acceptor.threshold(chances, right, np.ones(400), each, 0.985)
    heavy = acceptor.threshold(chances, right, np.where(right == 0, 3.0, 1.0), each, 0.985)
    assert heavy[1] < even[1]


def test_errors_of_one_topic_are_less_proof_than_the_same_of_many():
    chances, right, each = np.linspace(1, 0.5, 2_000), np.ones(2_000), np.arange(2_000)
    right[500::100] = 0
    shared = np.where(right == 0, 0, each)
    apart = acceptor.threshold(chances, right, np.ones(2_000), each, 0.99, caution=0.75)
    together = acceptor.threshold(chances, right, np.ones(2_000), shared, 0.99, caution=0.75)
    assert 0 < together[1] < apart[1]


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0.01, 3), st.booleans(), st.integers(0, 3)), min_size=1, max_size=12))
def test_the_spread_is_what_its_formula_says(messages):
    weight, right, topic = (np.array(column, dtype=float) for column in zip(*messages, strict=True))
    precision = np.cumsum(weight * right) / np.cumsum(weight)
    found = acceptor._spread(weight, right, topic.astype(np.int64), precision)
    for count, middle in enumerate(precision, start=1):
        off = weight[:count] * (right[:count] - middle)
        sums = [off[topic[:count] == one].sum() for one in np.unique(topic)]
        assert found[count - 1] == pytest.approx(np.square(sums).sum(), abs=1e-9)


@given(st.floats(0, 1), st.floats(1, 1e6))
def test_the_bound_is_below_the_share(share, trials):
    bound = acceptor.lower_bound(np.array([share]), np.array([trials]))[0]
    assert -1e-9 <= bound <= share + 1e-9


def test_figures():
    figures = measuring.measure(
        ["a", "a", "b", "oos"], ["a", "b", "b", "a"], np.array([0.9, 0.8, 0.7, 0.1]),
        np.array([True, True, False, False]), outside="oos",
    )  # fmt: skip
    assert (figures.accuracy, figures.coverage, figures.precision, figures.auroc) == (2 / 3, 0.5, 0.5, 1.0)
    half = measuring.measure(
        ["a", "a", "oos"], ["a", "a", "a"], np.array([0.9, 0.2, 0.8]), np.array([True, False, True]),
        outside="oos", share=0.5,
    )  # fmt: skip
    assert (half.coverage, half.precision, half.auroc) == (0.75, 1 / 3, 0.5)


def test_nothing_answered_has_no_precision():
    figures = measuring.measure(["a"], ["a"], np.array([0.3]), np.array([False]), outside="oos")
    assert (figures.precision, figures.auroc, figures.told_apart) == (None, None, "right from wrong")


@given(st.lists(st.integers(0, 5), min_size=1, max_size=9), st.lists(st.integers(0, 5), min_size=1, max_size=9))
def test_auroc_is_the_chance_of_the_right_order(above, below):
    expected = np.mean([(a > b) + (a == b) / 2 for a in above for b in below])
    assert measuring.auroc(np.array(above, dtype=float), np.array(below, dtype=float)) == pytest.approx(expected)
