"""A brand's articles in memory: brute-force likeness to all their texts, then one score an article.

The likenesses and their weights were chosen by leaving out one question of every article at a time
(docs/decisions/0010).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from gigline.knowledge import bodies, rules, wording
from gigline.knowledge.models import Article, StoredText
from gigline.language.service import Encoder

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

# The encoder cannot know codes. Other words that two texts share made the order worse.
CODE_WEIGHT = 0.15
OTHER_LANGUAGE_PENALTY = 0.15
_NEVER = np.float32(-2.0)
_GROUPS = {"question": ("title", "question"), "passage": ("passage",), "sentence": ("sentence",)}

# What each likeness counts, in the order of `Index._likenesses`; fitted by bench/understanding.py. None is below zero:
# to be more alike never counts against an article. Their sum turns a score, which is a weighted mean, into log-odds.
WEIGHTS = np.array([0.0, 1.9, 6.33, 4.0, 3.52, 2.81, 2.09, 2.64, 3.09, 0.0, 1.76, 0.0, 2.14, 2.47])
SHARPNESS = float(WEIGHTS.sum())
# Likenesses that differ most from one another: all questions, the best passage, the best sentence, like words anywhere
# in the passages, and in one of them.
VOICES = (2, 3, 6, 10, 12)
# Authors do not write a question twice, so that leaving questions out cannot teach what a repeated one is worth: a text
# that says an example question again wins against every other article.
REPEATED_FROM = 0.8
REPEATED_WEIGHT = 60.0
# What is not English is compared by the multilingual encoder, and with titles and questions alone: the best, the best
# three, all. With bodies and words it is no better, and ten times as costly (docs/decisions/0051). Opposite wishes in
# the same words are nearer there than MiniLM has them.
FOREIGN_WEIGHTS = np.array([4.0, 10.0, 10.0]) / 24
FOREIGN_REPEATED_FROM = 0.9
ENGLISH = "en"
# For each of the likenesses, the one of questions that stands in as far as a body is not to be relied on. For the words
# of sentences it is the best question: with nothing but titles, words would count for more than they are worth.
_STAND_IN = np.array([0, 1, 2, 0, 1, 2, 0, 1, 2, 9, 9, 11, 11, 0])


@dataclass(frozen=True)
class Query:
    """A text as articles are searched with it: its vector (d,), and its words with theirs (w, d).

    A `foreign` one has the vector of the multilingual encoder and no words.
    """

    vector: Floats
    words: tuple[str, ...] = ()
    word_vectors: Floats = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    text: str = ""
    foreign: bool = False


@dataclass(frozen=True)
class Scores:
    """How one text fits each of A articles.

    `total` (A,) orders the articles: a weighted mean of `likenesses` (A, K), more for a repeated question.
    `closest` (A,) is the best cosine with a
    single question or title; `texts` (R,) are the cosines with every findable text, -2 where it was left out. `voices`
    (A, V) are likenesses that differ much from one another.
    """

    total: Floats
    closest: Floats
    texts: Floats
    likenesses: Floats
    voices: Floats


def _dots(rows: Floats, vectors: Floats) -> Floats:
    """(n, R) of the dot products of `vectors` (n, d) with `rows` (R, d).

    Not by BLAS: its threads fight over the cores with those of other requests, and on a busy machine a product of
    half a millisecond then takes fifty.
    """
    products: Floats = np.einsum("rd,nd->nr", rows, vectors)
    return products


class _Group:
    """The rows of some sources, padded to a rectangle (articles, most rows)."""

    def __init__(self, owners: NDArray[np.int64], rows: NDArray[np.int64], articles: int):
        mine = [rows[owners == article] for article in range(articles)]
        self.rows = np.full((articles, max((len(one) for one in mine), default=1)), -1, dtype=np.int64)
        for article, one in enumerate(mine):
            self.rows[article, : len(one)] = one
        self.counts = (self.rows >= 0).sum(axis=1)

    def best(self, texts: Floats) -> tuple[Floats, Floats, Floats]:
        """Per article the best likeness, the mean of the best three and of all, of rows that are not left out."""
        values = np.where(self.rows >= 0, texts[self.rows], _NEVER)
        values = -np.sort(-values, axis=1)
        real = values > _NEVER
        values = np.where(real, values, 0)
        counts = np.maximum(real.sum(axis=1), 1)
        three = values[:, :3].sum(axis=1) / np.minimum(counts, 3)
        return values[:, 0], three, values.sum(axis=1) / counts

    def best_words(self, words: Floats, weights: Floats, left_out: Mask) -> Floats:
        """Per article the weighted mean over words (W, R) of each one's likest word in any of the rows."""
        hidden = (self.rows < 0) | left_out[self.rows]
        best = np.where(hidden, 0, words[:, self.rows]).max(axis=2)
        found: Floats = weights @ best
        return found


class Index:
    """Safe to share between threads; nothing that it tells changes once it is built.

    `words` has the vectors of `vocabulary(texts)`; without them words are not compared by meaning. `multilingual` is
    the encoder of queries that are foreign; without it there are none.
    """

    def __init__(
        self,
        version: int,
        articles: Sequence[Article],
        texts: Sequence[StoredText],
        dimensions: int,
        words: Mapping[str, Floats] | None = None,
        multilingual: Encoder | None = None,
    ):
        self.version = version
        self.articles = list(articles)
        self.texts = list(texts)
        position = {article.slug: at for at, article in enumerate(articles)}
        self.owners = np.array([position[text.slug] for text in texts], dtype=np.int64)
        raw = b"".join(text.vector for text in texts)
        self.vectors: Floats = np.frombuffer(raw, dtype="<f4").reshape(-1, dimensions).astype(np.float32, copy=False)
        self._sources = np.array([text.source for text in texts], dtype=np.str_)
        self._groups = [self._group(sources) for sources in _GROUPS.values()]
        readable = self._readable()
        self._stems = [wording.stems(text) for text in readable]
        self._stem_rarity = rules.rarity(
            [
                frozenset().union(*(self._stems[at] for at in np.flatnonzero(self.owners == one)))
                for one in range(len(articles))
            ]
        )
        self._words = dict(words or {})
        self._like = wording.LikeWords(readable, self.owners, len(articles), self._words)
        self._tokens = [set(rules.tokens(f"{one.title} {' '.join(one.questions)} {one.body}")) for one in articles]
        self._rarity = rules.rarity(self._tokens)
        self._bodies = self._trust()
        self._multilingual = multilingual
        self._foreign: Floats | None = None
        self._reading = Lock()

    def _group(self, sources: Sequence[str]) -> _Group:
        rows = np.flatnonzero(np.isin(self._sources, sources))
        return _Group(self.owners[rows], rows, len(self.articles))

    def _trust(self) -> Floats:
        """(A, 1) how far each article may be found by its body; not at all where that only says the title again."""
        titles, sentences = self._group(["title"]).rows[:, 0], self._groups[2]
        told = np.array([rules.plain(one.body) != rules.plain(one.title) for one in self.articles], dtype=np.bool_)
        judged = told & (titles >= 0) & (sentences.counts > 0)
        found = np.zeros(len(self.articles), dtype=np.float32)
        for language in {one.language for one in self.articles}:
            mine = np.flatnonzero(judged & self.meant_for(None, language))
            said = [self.vectors[rows[rows >= 0]] for rows in sentences.rows[mine]]
            nearer = bodies.nearer_titles(self.vectors[titles[mine]], said)
            found[mine] = bodies.trust(nearer, self._groups[0].counts[mine], self._groups[1].counts[mine])
        return found[:, None]

    def _readable(self) -> list[str]:
        """The texts as they were embedded: a passage behind its title."""
        titles = {one.slug: one.title for one in self.articles}
        return [
            f"{titles[one.slug]}. {rules.plain(one.text)}" if one.source == "passage" else one.text
            for one in self.texts
        ]

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

    def question_rows(self, language: str) -> NDArray[np.int64]:
        """The findable texts that are example questions of articles in this language."""
        spoken = np.array([one.language == language for one in self.articles], dtype=np.bool_)
        return np.flatnonzero((self._sources == "question") & spoken[self.owners])

    def folds(self, rows: NDArray[np.int64]) -> Iterator[tuple[list[int], Mask]]:
        """(questions among `rows` to ask, findable texts (R,) to leave out) so that each is asked once, without itself.

        One question of *every* article is left out at a time: were it one article's only, that article would have
        one text fewer than all others, and what is learned of rankings would learn to see that.
        """
        of_article = [rows[self.owners[rows] == article] for article in range(len(self.articles))]
        for turn in range(max((len(one) for one in of_article), default=0)):
            left_out = np.zeros(len(self.texts), dtype=np.bool_)
            left_out[[one[(turn + at) % len(one)] for at, one in enumerate(of_article) if len(one)]] = True
            asked = [int(one[(turn + at) % len(one)]) for at, one in enumerate(of_article) if turn < len(one)]
            yield asked, left_out

    def given_away(self, row: int, left_out: Mask) -> float:
        """The share of a text's rare words that the rest of its article has, too."""
        rest = np.flatnonzero((self.owners == self.owners[row]) & ~left_out)
        weights = {stem: self._stem_rarity[stem] for stem in self._stems[row]}
        return rules.overlap(sorted(weights), frozenset().union(*(self._stems[at] for at in rest)), weights)

    def query_of(self, row: int) -> Query:
        """A findable text as a query."""
        text = self.texts[row].text
        if self.is_foreign(self.articles[int(self.owners[row])].language):
            rows, vectors = self._foreign_questions()
            return Query(vectors[int(np.searchsorted(rows, row))], text=text, foreign=True)
        words = [word for word in wording.words_of(text) if word in self._words]
        vectors = np.stack([self._words[word] for word in words]) if words else np.zeros((0, 0), dtype=np.float32)
        return Query(self.vectors[row], tuple(words), vectors, text)

    def score(self, query: Query, left_out: Mask | None = None) -> Scores:
        """How a text fits each article, as if the findable texts that are `left_out` (R,) did not exist."""
        hidden = np.zeros(len(self.texts), dtype=np.bool_) if left_out is None else left_out
        texts = np.where(hidden, _NEVER, self._alike(query)).astype(np.float32)
        if query.foreign:
            return self._foreign_score(texts)
        likenesses = self._likenesses(query, texts, hidden)
        repeated = np.clip(likenesses[:, 0] - REPEATED_FROM, 0, None)
        total = (likenesses @ WEIGHTS + REPEATED_WEIGHT * repeated) / SHARPNESS
        return Scores(total.astype(np.float32), likenesses[:, 0], texts, likenesses, likenesses[:, VOICES])

    def is_foreign(self, language: str) -> bool:
        """Whether texts in this language are compared by the multilingual encoder."""
        return self._multilingual is not None and language != ENGLISH

    def _foreign_questions(self) -> tuple[NDArray[np.int64], Floats]:
        """(Q,) which findable texts are titles and questions, and (Q, d) their vectors by the multilingual encoder.

        A millisecond for each that is new, at the first question in another language than English.
        """
        rows = np.flatnonzero(np.isin(self._sources, _GROUPS["question"]))
        with self._reading:
            if self._foreign is None:
                assert self._multilingual is not None
                self._foreign = self._multilingual.embed([self.texts[row].text for row in rows])
        return rows, self._foreign

    def _foreign_score(self, texts: Floats) -> Scores:
        likenesses = np.stack(self._groups[0].best(texts), axis=1).astype(np.float32)
        repeated = np.clip(likenesses[:, 0] - FOREIGN_REPEATED_FROM, 0, None)
        total = likenesses @ FOREIGN_WEIGHTS + REPEATED_WEIGHT / SHARPNESS * repeated
        return Scores(total.astype(np.float32), likenesses[:, 0], texts, likenesses, likenesses)

    def _likenesses(self, query: Query, texts: Floats, hidden: Mask) -> Floats:
        """(A, K): meaning of questions, passages and sentences (best, best three, all), then like words.

        A body's count as far as it is relied on.
        """
        question, passage, sentence = self._groups
        words, weights = self._like.likeness(query.words, query.word_vectors)
        columns = [*question.best(texts), *passage.best(texts), *sentence.best(texts)]
        if len(words):
            whole = np.where(hidden, _NEVER, weights @ words).astype(np.float32)
            columns += [question.best_words(words, weights, hidden), passage.best_words(words, weights, hidden)]
            columns += [group.best(whole)[0] for group in self._groups]
        else:
            columns += [np.zeros(len(self.articles), dtype=np.float32)] * 5
        likenesses = np.stack(columns, axis=1).astype(np.float32)
        trusted: Floats = self._bodies * likenesses + (1 - self._bodies) * likenesses[:, _STAND_IN]
        return trusted

    def closest(self, query: Query, allowed: Mask) -> float:
        """The likeness of the closest question or title of the `allowed` articles (A,); -1 when there is none."""
        best, _, _ = self._groups[0].best(self._alike(query))
        return float(best[allowed].max(initial=-1.0))

    def _alike(self, query: Query) -> Floats:
        """(R,) the cosines with every findable text; -2 with those that a foreign query is not compared with."""
        if not query.foreign:
            alike: Floats = _dots(self.vectors, query.vector[None, :])[0]
            return alike
        rows, vectors = self._foreign_questions()
        texts = np.full(len(self.texts), _NEVER)
        texts[rows] = _dots(vectors, query.vector[None, :])[0]
        return texts

    def passages_of(self, article: int, texts: Floats) -> list[tuple[str, float]]:
        """An article's passages in their order, with their likeness."""
        rows = [row for row in self._groups[1].rows[article] if row >= 0]
        return [(self.texts[row].text, float(texts[row])) for row in rows]

    def search(
        self,
        text: str,
        query: Query,
        *,
        kind: str | None,
        language: str | None,
        limit: int,
        foreign: Query | None = None,
    ) -> list[tuple[int, float, str]]:
        """(article, score, best passage) for people, best first: meaning, codes in both texts, other languages last.

        `foreign` is the same text for articles that are not English.
        """
        if not self.articles:
            return []
        scores = self.score(query)
        meaning = scores.total
        if foreign is not None and not query.foreign:
            elsewhere = np.array([self.is_foreign(one.language) for one in self.articles])
            meaning = np.where(elsewhere, self.score(foreign).total, meaning)
        words = rules.tokens(text)
        codes = {word for word in words if rules.is_code(word)}
        shared = [rules.overlap(words, codes & document, self._rarity) for document in self._tokens]
        total = meaning + CODE_WEIGHT * np.array(shared)
        if language is not None:
            total = total - OTHER_LANGUAGE_PENALTY * ~self.meant_for(None, language)
        allowed = self.meant_for(kind, None)
        order = [int(at) for at in np.argsort(-total, kind="stable") if allowed[at]][:limit]
        return [(at, float(total[at]), self._best_passage(at, scores.texts)) for at in order]

    def _best_passage(self, article: int, texts: Floats) -> str:
        return max(self.passages_of(article, texts), key=lambda found: found[1])[0]
