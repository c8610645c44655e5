"""How the words of a text fit the words of findable texts that mean nearly the same.

MiniLM reads a sentence as one vector, in which a single telling word ("deposit", "squashed") easily drowns. Here words
count one by one, the rarer the more.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from gigline.knowledge import rules

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

# Endings change with grammar, in any of our languages, more than they tell.
STEM = 5
# A brand's vocabulary that is compared by meaning; the words that most articles share are kept first.
MAX_WORDS = 4_000
MAX_QUERY_WORDS = 60
# Floats remembered of words that were compared with all rows before.
_REMEMBERED = 8_000_000


def words_of(text: str) -> list[str]:
    """The distinct words of a text, at most sixty, in their order."""
    return list(dict.fromkeys(rules.tokens(text)))[:MAX_QUERY_WORDS]


def vocabulary(documents: Sequence[Sequence[str]]) -> list[str]:
    """The words of these articles that are worth comparing by meaning, the commonest first; codes are not."""
    counts = Counter(word for words in documents for word in set(words) if word.isalpha())
    return [word for word, _ in sorted(counts.items(), key=lambda one: (-one[1], one[0]))][:MAX_WORDS]


def stems(text: str) -> frozenset[str]:
    """The text's words without their endings."""
    return frozenset(token[:STEM] for token in rules.tokens(text))


class LikeWords:
    """For each word of a text, the likeness of its likest word in each of R rows.

    `vectors` has the vectors of the vocabulary; a row's words without one are not compared.
    """

    def __init__(self, texts: Sequence[str], owners: Rows, articles: int, vectors: Mapping[str, Floats]):
        place = {word: at for at, word in enumerate(vectors)}
        self._vectors = np.stack(list(vectors.values())) if vectors else np.zeros((0, 1), dtype=np.float32)
        rows = [[place[word] for word in dict.fromkeys(rules.tokens(text)) if word in place] for text in texts]
        self._filled = np.array([row for row, words in enumerate(rows) if words], dtype=np.int64)
        self._flat = np.array([word for words in rows for word in words], dtype=np.int64)
        sizes = [len(words) for words in rows if words]
        self._starts = np.cumsum([0, *sizes[:-1]]) if sizes else np.zeros(0, dtype=np.int64)
        self._rows = len(texts)
        per_article: list[set[str]] = [set() for _ in range(articles)]
        for owner, text in zip(owners, texts, strict=True):
            per_article[int(owner)].update(rules.tokens(text))
        self._rarity = rules.rarity(per_article)
        self._unknown = math.log(1 + max(articles, 1))
        self._memory: dict[str, Floats] = {}

    def likeness(self, words: Sequence[str], vectors: Floats) -> tuple[Floats, Floats]:
        """((W, R) likeness of each word's likest word in each row, (W,) the words' weights, which sum to 1)."""
        if not len(words) or not len(self._flat):
            return np.zeros((0, self._rows), dtype=np.float32), np.zeros(0, dtype=np.float32)
        found = np.stack([self._word(word, vector) for word, vector in zip(words, vectors, strict=True)])
        weights = np.array([self._rarity.get(word, self._unknown) for word in words], dtype=np.float32)
        return found, weights / weights.sum()

    def _word(self, word: str, vector: Floats) -> Floats:
        known = self._memory.get(word)
        if known is not None:
            return known
        alike = np.einsum("vd,d->v", self._vectors, vector)
        row = np.zeros(self._rows, dtype=np.float32)
        row[self._filled] = np.clip(np.maximum.reduceat(alike[self._flat], self._starts), 0, 1)
        if len(self._memory) * self._rows < _REMEMBERED:
            self._memory[word] = row
        return row
