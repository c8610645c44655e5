"""A brand's articles in memory: brute-force cosine over all their texts, then one score an article.

The formula was chosen by leaving out one question at a time of our example articles: right article first 64 and 57 %
with the best single question, 75 and 78 % with this (docs/decisions/0010).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigline.knowledge import rules
from gigline.knowledge.models import Article, StoredText

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

LEXICAL_WEIGHT = 0.15
OTHER_LANGUAGE_PENALTY = 0.15
_NEVER = -2.0
# Vectors scored at once: bounds the memory for large brands.
_BLOCK = 128
_GROUP_OF = {"title": "question", "question": "question", "passage": "passage", "sentence": "sentence"}


@dataclass(frozen=True)
class Scores:
    """How one text fits each of A articles. All cosines, in [-1, 1].

    `total` (A,) orders the articles; `closest` (A,) is the best single question or title; `texts` (R,) is the
    likeness to every findable text.
    """

    total: Floats
    closest: Floats
    texts: Floats


def _dots(rows: Floats, vectors: Floats) -> Floats:
    """(n, R) of the dot products of `vectors` (n, d) with `rows` (R, d).

    Not by BLAS: its threads fight over the cores with those of other requests, and on a busy machine a product of
    half a millisecond then takes fifty.
    """
    products: Floats = np.einsum("rd,nd->nr", rows, vectors)
    return products


class _Group:
    """The rows of one source, padded to a rectangle (articles, most rows), with their sums for centroids."""

    def __init__(self, owners: NDArray[np.int64], rows: NDArray[np.int64], articles: int, vectors: Floats):
        mine = [rows[owners == article] for article in range(articles)]
        self.rows = np.full((articles, max((len(one) for one in mine), default=1)), -1, dtype=np.int64)
        for article, one in enumerate(mine):
            self.rows[article, : len(one)] = one
        self.sums = np.stack([vectors[one].sum(axis=0) for one in mine]) if articles else vectors[:0]
        self.squares = (self.sums**2).sum(axis=1)
        # Each row's part in its article's squared sum, for leaving the row out.
        parts = (self.sums[owners] * vectors[rows]).sum(axis=1)
        self._part = {int(row): (int(owner), float(part)) for row, owner, part in zip(rows, owners, parts, strict=True)}

    def best(self, texts: Floats, without: int | None) -> tuple[Floats, Floats]:
        """Per article the best cosine and the mean of its best three."""
        usable = (self.rows >= 0) & (self.rows != (-9 if without is None else without))
        top = -np.sort(-np.where(usable, texts[self.rows], _NEVER), axis=1)[:, :3]
        real = top > _NEVER
        return top[:, 0], np.where(real, top, 0).sum(axis=1) / np.maximum(real.sum(axis=1), 1)

    def centroid(self, along: Floats, texts: Floats, without: int | None) -> Floats:
        """Cosine of a vector with the mean of each article's rows; `along` (A,) are its products with the sums."""
        squares = self.squares
        if without in self._part:
            owner, part = self._part[without]
            along, squares = along.copy(), squares.copy()
            along[owner] -= texts[without]
            squares[owner] += 1 - 2 * part
        likeness: Floats = along / np.sqrt(np.maximum(squares, 1e-9))
        return likeness


class Index:
    """Immutable once built; safe to share between threads."""

    def __init__(self, version: int, articles: Sequence[Article], texts: Sequence[StoredText], dimensions: int):
        self.version = version
        self.articles = list(articles)
        self.texts = list(texts)
        position = {article.slug: at for at, article in enumerate(articles)}
        self.owners = np.array([position[text.slug] for text in texts], dtype=np.int64)
        raw = b"".join(text.vector for text in texts)
        self.vectors: Floats = np.frombuffer(raw, dtype="<f4").reshape(-1, dimensions).astype(np.float32, copy=False)
        self._groups = {name: self._group(name) for name in ("question", "passage", "sentence")}
        self._tokens = [set(rules.tokens(f"{one.title} {' '.join(one.questions)} {one.body}")) for one in articles]
        self._rarity = rules.rarity(self._tokens)

    def _group(self, name: str) -> _Group:
        rows = np.array([at for at, text in enumerate(self.texts) if _GROUP_OF[text.source] == name], dtype=np.int64)
        return _Group(self.owners[rows], rows, len(self.articles), self.vectors)

    def knows(self, token: str) -> bool:
        """Whether some article has this word or code."""
        return all(part in self._rarity for part in rules.tokens(token))

    def meant_for(self, kind: str | None, language: str | None) -> Mask:
        """(A,) whether each article is for this kind of requester and in this language; None does not ask."""
        fits = [
            (kind is None or kind in one.kinds) and (language is None or one.language == language)
            for one in self.articles
        ]
        return np.array(fits, dtype=np.bool_)

    def score(self, vector: Floats) -> Scores:
        """How a text's vector (d,) fits each article."""
        return next(self.score_all(vector[None, :]))

    def score_all(self, vectors: Floats, without: Sequence[int] | None = None) -> Iterator[Scores]:
        """How each of `vectors` (n, d) fits each article; number i as if findable text `without[i]` did not exist."""
        for start in range(0, len(vectors), _BLOCK):
            block = vectors[start : start + _BLOCK]
            texts = _dots(self.vectors, block)
            along = [_dots(group.sums, block) for group in self._groups.values()]
            for at in range(len(block)):
                left_out = None if without is None else without[start + at]
                yield self._scores(texts[at], [one[at] for one in along], left_out)

    def _scores(self, texts: Floats, along: Sequence[Floats], without: int | None) -> Scores:
        question, passage, sentence = self._groups.values()
        closest, _ = question.best(texts, without)
        passage_best, passage_three = passage.best(texts, without)
        _, sentence_three = sentence.best(texts, without)
        total = (
            closest
            + question.centroid(along[0], texts, without)
            + passage_best
            + passage_three
            + sentence_three
            + sentence.centroid(along[2], texts, without)
        ) / 6
        return Scores(total.astype(np.float32), closest.astype(np.float32), texts)

    def passages_of(self, article: int, texts: Floats) -> list[tuple[str, float]]:
        """An article's passages in their order, with their likeness."""
        rows = [row for row in self._groups["passage"].rows[article] if row >= 0]
        return [(self.texts[row].text, float(texts[row])) for row in rows]

    def search(
        self, query: str, vector: Floats, *, kind: str | None, language: str | None, limit: int
    ) -> list[tuple[int, float, str]]:
        """(article, score, best passage) for people, best first: meaning, a little wording, other languages last."""
        if not self.articles:
            return []
        scores = self.score(vector)
        words = rules.tokens(query)
        lexical = [rules.overlap(words, document, self._rarity) for document in self._tokens]
        total = scores.total + LEXICAL_WEIGHT * np.array(lexical)
        if language is not None:
            total = total - OTHER_LANGUAGE_PENALTY * ~self.meant_for(None, language)
        allowed = self.meant_for(kind, None)
        order = [int(at) for at in np.argsort(-total, kind="stable") if allowed[at]][:limit]
        return [(at, float(total[at]), self._best_passage(at, scores.texts)) for at in order]

    def _best_passage(self, article: int, texts: Floats) -> str:
        return max(self.passages_of(article, texts), key=lambda found: found[1])[0]
