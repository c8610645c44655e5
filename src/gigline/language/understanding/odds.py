"""What the words and pairs of words of a message say for each intent, in odds (naive Bayes).

A piece says log P(piece | intent) - log P(piece), and the first is drawn to the second as if by STRENGTH more examples,
so that what was hardly seen says little. The machines compare a message with examples as a whole; this adds up what
each of its words has to say.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gigline.language.understanding.ridge import Floats, Ids
from gigline.language.understanding.wording import Sparse

STRENGTH = np.float32(4)
# A piece is thought to be in half an example more than it was seen in.
UNSEEN = np.float32(0.5)
# Sums over some twenty pieces become about as large as what the machines say.
SCALE = np.float32(10)


class Odds:
    """Fitted on examples' pieces (n, V), one where a text has it, of classes (n,) in 0..C-1."""

    def __init__(self, rows: Sparse, classes: Ids, count: int) -> None:
        own = np.eye(count, dtype=np.float32)[classes]
        self._counts: Floats = np.asarray(rows.T @ own)
        self._often: Floats = self._counts.sum(axis=1)
        self._sizes: Floats = own.sum(axis=0)

    def scores(self, rows: Sparse) -> Floats:
        """Of each class, of texts that are not among the examples, (b, C)."""
        return self._sums(rows, self._often, self._sizes.sum())

    def alone(self, rows: Sparse, classes: Ids) -> Floats:
        """Of the examples themselves, each as if it were not known."""
        often, total = self._often - 1, self._sizes.sum() - 1
        found = self._sums(rows, often, total)
        # Of its own class it is missing, too.
        own, pieces = np.repeat(classes, np.diff(rows.indptr)), rows.indices
        said = _odds(self._counts[pieces, own] - 1, self._sizes[own] - 1, often[pieces], total)
        texts = np.repeat(np.arange(len(classes)), np.diff(rows.indptr))
        found[np.arange(len(classes)), classes] = np.bincount(texts, said, len(classes)) / SCALE
        return found

    def apart(self, rows: Sparse, groups: Sequence[Ids]) -> Floats:
        """Of the examples themselves, each as if its class were not known (of which this says nothing of worth)."""
        found = np.zeros((rows.shape[0], len(groups)), dtype=np.float32)
        for own, group in enumerate(groups):
            often, total = self._often - self._counts[:, own], self._sizes.sum() - self._sizes[own]
            found[group] = self._sums(rows[group], often, total)
        return found

    def grow(self, row: Sparse, own: int) -> None:
        """One more example (1, V) of class `own`, maybe the next new one."""
        more = max(own + 1 - len(self._sizes), 0)
        self._sizes = np.pad(self._sizes, (0, more))
        self._counts = np.pad(self._counts, ((0, 0), (0, more)))
        self._sizes[own] += 1
        self._counts[row.indices, own] += 1
        self._often[row.indices] += 1

    def _sums(self, rows: Sparse, often: Floats, total: np.float32) -> Floats:
        from scipy import sparse

        # Of a message only its own pieces.
        pieces, places = np.unique(rows.indices, return_inverse=True)
        said = _odds(self._counts[pieces], self._sizes, often[pieces, None], total)
        found: Floats = sparse.csr_array((rows.data, places, rows.indptr), shape=(rows.shape[0], len(pieces))) @ said
        return found / SCALE


def _odds(counts: Floats, sizes: Floats, often: Floats, total: np.float32) -> Floats:
    """Of pieces that so many examples of a class have, and so many of all `total`; none of what no example has."""
    base = (np.maximum(often, 0) + UNSEEN) / (total + 1)
    said: NDArray[np.float32] = np.log((counts + STRENGTH * base) / ((sizes + STRENGTH) * base))
    return np.where(often > 0, said, np.float32(0))
