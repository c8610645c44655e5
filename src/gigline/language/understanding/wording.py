"""Texts as weighted words and parts of words, for what the encoder does not know: codes, names, products.

TF-IDF with logarithmic counts (Salton and Buckley, Information Processing & Management 24, 1988), rows of length one.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_CHARACTERS = 2_000
PARTS = (3, 4, 5)
_WORD = re.compile(r"\w+")

# A scipy.sparse.csr_array; scipy is imported where one is made, because starting the platform needs none.
Sparse = Any


class Wording:
    """The vocabulary of some texts. Half of a text's weight lies on words and pairs of them, half on their parts."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted = [Counter(_pieces(text)) for text in texts]
        seen = Counter(piece for one in counted for piece in one)
        self._place = {piece: at for at, piece in enumerate(seen)}
        self._rarity = np.array([math.log((1 + len(texts)) / (1 + often)) + 1 for often in seen.values()])
        self._is_part = np.array([piece[0] == "\0" for piece in self._place], dtype=np.bool_)
        self._whole_place = np.cumsum(~self._is_part) - 1
        self.rows = self._sparse(counted)
        self._words = [frozenset(words_of(text)) for text in texts]
        self._spread = Counter(word for words in self._words for word in words)

    def transform(self, texts: Sequence[str]) -> Sparse:
        """(len(texts), pieces); what no text of the vocabulary had is left out."""
        return self._sparse([Counter(_pieces(text)) for text in texts])

    def whole(self, rows: Sparse) -> Sparse:
        """Of such rows the words and pairs of words alone: one where a text has it."""
        from scipy import sparse

        kept = ~self._is_part[rows.indices]
        ends = np.concatenate([[0], np.cumsum(kept)])[rows.indptr]
        data = np.ones(int(kept.sum()), dtype=np.float32)
        shape = (rows.shape[0], int((~self._is_part).sum()))
        return sparse.csr_array((data, self._whole_place[rows.indices[kept]], ends), shape)

    def _sparse(self, counted: Sequence[Counter[str]]) -> Sparse:
        from scipy import sparse

        ends, places, values = [0], [], []
        for one in counted:
            known = [(self._place[piece], often) for piece, often in one.items() if piece in self._place]
            places += [place for place, _ in known]
            values.append(self._weights(known))
            ends.append(len(places))
        data = np.concatenate(values) if values else np.zeros(0)
        shape = (len(counted), len(self._place))
        return sparse.csr_array((data.astype(np.float32), np.array(places, dtype=np.int64), np.array(ends)), shape)

    def _weights(self, known: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
        if not known:
            return np.zeros(0)
        places = np.array([place for place, _ in known])
        values: NDArray[np.float64] = (1 + np.log([often for _, often in known])) * self._rarity[places]
        part = self._is_part[places]
        for half in (part, ~part):
            length = math.sqrt(float((values[half] ** 2).sum()))
            values[half] *= math.sqrt(0.5) / max(length, 1e-12)
        return values

    def unknown(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """(n,) the share of each text's words that no text of the vocabulary had."""
        return np.array([_share(words_of(text), lambda word: word not in self._spread) for text in texts])

    def _is_gone(self, gone: Counter[str], word: str) -> bool:
        return self._spread[word] <= gone[word]

    def unknown_without(self, groups: Sequence[Sequence[int]]) -> NDArray[np.float64]:
        """(n,) the same for each text of the vocabulary, as if those of its group (n,) had not been there."""
        shares = np.zeros(len(self._words))
        for group in groups:
            gone = Counter(word for at in group for word in self._words[at])
            for at in group:
                shares[at] = _share(self._words[at], partial(self._is_gone, gone))
        return shares


def words_of(text: str) -> set[str]:
    """The different words of a text, in lower case."""
    return set(_WORD.findall(text[:MAX_CHARACTERS].lower()))


def _share(words: Collection[str], new: Callable[[str], bool]) -> float:
    return sum(1 for word in words if new(word)) / (len(words) + 1)


def _pieces(text: str) -> Iterator[str]:
    words = _WORD.findall(text[:MAX_CHARACTERS].lower())
    yield from words
    yield from (f"{one} {two}" for one, two in itertools.pairwise(words))
    for word in words:
        padded = f" {word} "
        for size in PARTS:
            yield from (f"\0{padded[at : at + size]}" for at in range(max(1, len(padded) - size + 1)))
