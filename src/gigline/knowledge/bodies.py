"""How far an article may be found by its body, judged by the articles themselves.

A body helps to find its article where it speaks of what its title asks. Where it is boilerplate, or of something else,
its many sentences come near to many questions by chance.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Counts = NDArray[np.int64]

# To a body that speaks of its article this share of other titles is nearer than its own, on the average; to one that
# does not, any share is as likely. The example brands have 1/28; here is room for others.
USUALLY_NEARER = 1 / 15
# So many bodies are taken to speak of their articles before any is looked at.
ASSUMED = 4
# What a body of one passage leaves of its weight to a title that is the article's only question; with more passages it
# says more of what may be asked, and with more questions there is more to be asked by.
LEFT_TO_TITLE = 0.25
# Enough to know the share of nearer titles by a few points.
MOST_TITLES = 100
_FEW = 8
_ROUNDS = 30


def nearer_titles(titles: Floats, sentences: Sequence[Floats]) -> Doubles:
    """(A,) the share of other titles (A, d) that are nearer to an article's sentences (n, d) than its own title is."""
    sample = np.unique(np.linspace(0, len(titles) - 1, min(len(titles), MOST_TITLES)).astype(np.int64))
    shares = np.zeros(len(titles))
    for own, mine in enumerate(sentences):
        others = sample[sample != own]
        nearest = np.einsum("sd,td->st", mine, titles[[own, *others]]).max(axis=0)
        shares[own] = (nearest[1:] > nearest[0]).sum() / max(len(others), _FEW)
    return shares


def trust(nearer: Doubles, questions: Counts, passages: Counts) -> Doubles:
    """(A,) how much of its weight each body keeps; `questions` (A,) counts titles and questions.

    The chance that it speaks of its article, by a mixture of those that do and those that do not (EM).
    """
    likelihood = np.exp(-nearer / USUALLY_NEARER) / USUALLY_NEARER
    usual, speaks = 0.5, np.zeros(len(nearer))
    for _ in range(_ROUNDS):
        speaks = usual * likelihood / (usual * likelihood + 1 - usual)
        usual = (speaks.sum() + ASSUMED) / (len(speaks) + ASSUMED + 1)
    kept: Doubles = speaks * (1 - LEFT_TO_TITLE / (np.maximum(questions, 1) ** 2 * np.maximum(passages, 1)))
    return kept
