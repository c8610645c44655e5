"""Bodies count as far as they speak of their articles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigline.knowledge import bodies


def test_a_body_is_judged_by_how_many_other_titles_are_nearer_to_it():
    titles = np.eye(4, dtype=np.float32)
    own, of_the_next = [titles[[at]] for at in range(4)], [titles[[(at + 1) % 4]] for at in range(4)]
    assert bodies.nearer_titles(titles, own).tolist() == [0, 0, 0, 0]
    assert (bodies.nearer_titles(titles, of_the_next) > 0).all()


def _ones(count: int, each: int = 1) -> NDArray[np.int64]:
    return np.full(count, each, dtype=np.int64)


def test_bodies_that_speak_are_relied_on_and_others_are_not():
    chance = np.linspace(0, 1, 60)
    assert bodies.trust(np.zeros(60), _ones(60, 7), _ones(60)).min() > 0.99
    assert bodies.trust(chance, _ones(60, 7), _ones(60)).mean() < 0.15
    mixed = bodies.trust(np.concatenate([np.zeros(60), chance]), _ones(120, 7), _ones(120))
    assert mixed[:60].min() > 0.9
    assert mixed[80:].max() < 0.2


def test_a_short_body_counts_less_where_there_is_no_question_but_the_title():
    kept = bodies.trust(np.zeros(3), np.array([1, 1, 10]), np.array([1, 5, 1]))
    assert np.allclose(kept, [0.75, 0.95, 1], atol=0.02)


def test_no_articles_are_no_trouble():
    nearer = bodies.nearer_titles(np.zeros((0, 3), dtype=np.float32), [])
    assert bodies.trust(nearer, _ones(0), _ones(0)).size == 0
