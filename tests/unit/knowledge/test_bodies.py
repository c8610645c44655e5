"""Bodies count as far as they speak of their articles."""

from __future__ import annotations

import numpy as np

from gigline.knowledge import bodies


def test_a_body_is_judged_by_how_many_other_titles_are_nearer_to_it():
    titles = np.eye(4, dtype=np.float32)
    own, of_the_next = [titles[[at]] for at in range(4)], [titles[[(at + 1) % 4]] for at in range(4)]
    assert bodies.nearer_titles(titles, own).tolist() == [0, 0, 0, 0]
    assert (bodies.nearer_titles(titles, of_the_next) > 0).all()


def test_bodies_that_speak_are_relied_on_and_others_are_not():
    chance, one = np.linspace(0, 1, 60), np.ones(60, dtype=np.int64)
    assert bodies.trust(np.zeros(60), 7 * one).min() > 0.99
    assert bodies.trust(chance, 7 * one).mean() < 0.15
    mixed = bodies.trust(np.concatenate([np.zeros(60), chance]), 7 * np.ones(120, dtype=np.int64))
    assert mixed[:60].min() > 0.9
    assert mixed[80:].max() < 0.2


def test_a_body_counts_less_where_there_is_no_question_but_the_title():
    assert np.allclose(bodies.trust(np.zeros(2), np.array([1, 10])), [0.8, 0.998], atol=0.02)


def test_no_articles_are_no_trouble():
    assert bodies.trust(bodies.nearer_titles(np.zeros((0, 3), dtype=np.float32), []), np.zeros(0, dtype=int)).size == 0
