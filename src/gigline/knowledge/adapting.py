"""The encoder adapted to a brand's articles in one language: a likeness more, learned from their titles and questions.

MiniLM knows English, and not what tells one matter of this brand from its neighbour. Its last layer learns that in
seconds (docs/decisions/0046). CPU only: call it in a thread.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gigline.knowledge.index import SHARPNESS, Floats, Index, Mask, Query, Scores
from gigline.knowledge.models import StoredText
from gigline.language.service import ViewEmbedder
from gigline.language.understanding import adapting
from gigline.language.understanding.adapting import Adapted, Judged

# What the likeness counts in an article's log-odds, beside the weights of the others; chosen on bench/phrasings.
WEIGHT = 10.0
# What an article has that the message is not about: nothing is gained or lost by it.
NEUTRAL = 0.25
# Fewer, or articles with hardly more than a title, teach nothing; more than that take minutes.
FEWEST_ARTICLES = 8
USUAL_TEXTS = 4
MOST_TEXTS = 1_000
# Raised when the same texts would be learned otherwise.
LAYOUT = "1"


@dataclass(frozen=True)
class Lesson:
    """What was learned of the articles `slugs`; immutable and safe to share between threads.

    `rows` are the places of (slug, text) in `judged`; `beside` has the likenesses (C,) of texts that are no part of it.
    """

    digest: str
    embedder: ViewEmbedder
    slugs: tuple[str, ...]
    rows: dict[tuple[str, str], int]
    judged: Judged
    beside: dict[str, Floats]

    def hear(self, text: str) -> Floats:
        """(C,) how near a text comes to each of `slugs`. After it the embedder still knows a short text's vector."""
        known = self.beside.get(text)
        return self.judged.adapted.scores(self.embedder.tokens([text]))[0] if known is None else known

    def alone(self, text: StoredText) -> Floats | None:
        """The same of an article's text by an encoder that had not seen it; None where it came later."""
        row = self.rows.get((text.slug, text.text))
        return None if row is None else self.judged.alone[row]

    def apart(self, text: StoredText) -> Floats | None:
        """The same by an encoder that had not seen its article, of which it says nothing of worth."""
        row = self.rows.get((text.slug, text.text))
        return None if row is None else self.judged.apart[row]

    def join(self, scores: Scores, index: Index, heard: Floats) -> Scores:
        """The scores with what was `heard` (C,) as one likeness more.

        For an article that came since, the likeness of its best question stands in.
        """
        known = dict(zip(self.slugs, heard, strict=True))
        alike = np.array([known.get(one.slug, scores.closest[at]) for at, one in enumerate(index.articles)])
        total = scores.total + WEIGHT / SHARPNESS * (alike - NEUTRAL)
        voices = np.column_stack([scores.voices, alike])
        return replace(scores, total=total.astype(np.float32), voices=voices.astype(np.float32))


def score(
    index: Index, query: Query, lesson: Lesson | None, heard: Floats | None = None, left_out: Mask | None = None
) -> Scores:
    """How a text fits each article, with what the `lesson` says where there is one.

    That is `heard` (C,) or, without it, what the lesson hears now.
    """
    scores = index.score(query, left_out)
    if lesson is None:
        return scores
    return lesson.join(scores, index, lesson.hear(query.text) if heard is None else heard)


@dataclass(frozen=True)
class Material:
    """The titles and questions (n) that one language's articles teach by; `classes` (n,) are places in `slugs`."""

    slugs: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    classes: NDArray[np.int64]
    beside: tuple[str, ...]

    @cached_property
    def digest(self) -> str:
        """The same for the same lesson."""
        made_of = [field.name for field in fields(Adapted)]
        canonical = json.dumps([LAYOUT, made_of, self.texts, self.beside], ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()[:32]

    def lesson(self, embedder: ViewEmbedder, judged: Judged, beside: Floats) -> Lesson:
        """The lesson that was learned of it, with the likenesses (m, C) of `beside`."""
        rows = {key: at for at, key in enumerate(self.texts)}
        return Lesson(self.digest, embedder, self.slugs, rows, judged, dict(zip(self.beside, beside, strict=True)))


def materials(index: Index, beside: Sequence[tuple[str, str]]) -> Iterator[tuple[str, Material]]:
    """Per language that MiniLM compares and that has enough articles and questions; `beside` are (language, text) that
    none of them is asked.
    """
    for language in sorted({one.language for one in index.articles}):
        if index.is_foreign(language):
            continue
        spoken = {one.slug for one in index.articles if one.language == language}
        found = sorted({(one.slug, one.text) for one in index.texts if one.slug in spoken and one.source in _TEACH})
        slugs = tuple(sorted({slug for slug, _ in found}))
        if len(slugs) < FEWEST_ARTICLES or not USUAL_TEXTS * len(slugs) <= len(found) <= MOST_TEXTS:
            continue
        place = {slug: at for at, slug in enumerate(slugs)}
        classes = np.array([place[slug] for slug, _ in found], dtype=np.int64)
        others = tuple(text for said, text in beside if said == language)
        yield language, Material(slugs, tuple(found), classes, others)


def learn(embedder: ViewEmbedder, material: Material) -> Lesson:
    """About 7 s of CPU for 50 articles of six questions."""
    judged = adapting.learn(embedder.tokens([text for _, text in material.texts]), material.classes)
    beside = judged.adapted.scores(embedder.tokens(material.beside)) if material.beside else _NOTHING
    return material.lesson(embedder, judged, beside)


_TEACH = frozenset({"title", "question"})
_NOTHING = np.zeros((0, 0), dtype=np.float32)
