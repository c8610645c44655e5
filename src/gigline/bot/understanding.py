"""From a requester's words to candidates with a calibrated confidence. CPU only: call it in a thread."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigline.bot import calibration, talk
from gigline.bot.calibration import Fitted, Ranked
from gigline.bot.dialogue import Candidate, Talk, Understanding
from gigline.knowledge.service import Floats, Index, Scores
from gigline.language import service as language
from gigline.language.service import Embedder

MAX_CHARACTERS = 2_000
MAX_MESSAGES = 6
MAX_SENTENCES = 12
MAX_CANDIDATES = 5
CLEAR_TOPIC = 0.4

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"\w+")
_REFERENCES = frozenset({"code", "email", "phone"})


@dataclass(frozen=True)
class Sensitive:
    """The brand's sensitive phrases with their vectors (n, d)."""

    phrases: tuple[str, ...]
    vectors: Floats


@dataclass(frozen=True)
class Context:
    """What a text is understood against. `language` is the conversation's, until the text is clearly in another."""

    embedder: Embedder
    index: Index
    fitted: Fitted
    sensitive: Sensitive
    kind: str
    language: str
    languages: tuple[str, ...]
    person_topics: frozenset[str]


def understand(messages: Sequence[str], context: Context) -> Understanding:
    """What these messages of one requester, written one after the other, say together.

    Only the last six are read, and of them 2,000 characters. Raises nothing of its own.
    """
    recent = [_bounded(message) for message in messages[-MAX_MESSAGES:]]
    text = "\n".join(recent)[-MAX_CHARACTERS:]
    spoken = language.guess_language(text, context.languages, context.language)
    if any(language.wants_person(message) for message in recent):
        return Understanding(language=spoken, wants_person=True, topic=_topic_alone(text, spoken, context))
    phrase = find_sensitive(text, context)
    kind, more = _talk(recent)
    ranked = _ranked(text, spoken, context)
    if ranked is None:
        return Understanding(language=spoken, sensitive=phrase, talk=kind, more=more)
    found, scores = ranked
    acceptor = context.fitted.acceptor(spoken)
    confidence = acceptor.confidence(found.features)
    verbatim = found.closest >= calibration.VERBATIM
    return Understanding(
        language=spoken,
        candidates=_candidates(found, scores, context.index),
        confidence=confidence,
        sure=verbatim or confidence >= acceptor.threshold,
        plausible=acceptor.worth_asking(found.features),
        topic=_safe_topic(found, context) if phrase else _topic(found, scores, context.index),
        sensitive=phrase,
        talk=kind,
        more=more,
    )


def _bounded(message: str) -> str:
    return language.normalise(message[: 2 * MAX_CHARACTERS])[:MAX_CHARACTERS]


def _talk(messages: Sequence[str]) -> tuple[Talk | None, bool]:
    """Small talk is what all messages are, or what only the first ones are while the last one asks."""
    kinds = [talk.recognise(message) for message in messages if message]
    if not kinds:
        return "ok", False
    plain = [kind for kind, _ in kinds]
    if None not in plain:
        return kinds[-1]
    said = next((kind for kind in plain if kind == "not_helped"), None)
    return said, said is not None


def _ranked(text: str, spoken: str, context: Context) -> tuple[Ranked, Scores] | None:
    vector = context.embedder.embed([_without_references(text, context.index)])[0]
    scores = context.index.score(vector)
    found = calibration.rank(context.index, scores, context.index.meant_for(context.kind, spoken))
    return None if found is None else (found, scores)


def _without_references(text: str, index: Index) -> str:
    """The text without order numbers, addresses and phone numbers, which say nothing of the matter.

    A code that an article knows (an error code, say) stays.
    """
    kept, at = [], 0
    for fact in language.extract_facts(text):
        if fact.kind in _REFERENCES and not index.knows(fact.value):
            kept.append(text[at : fact.start])
            at = fact.end
    return " ".join("".join([*kept, text[at:]]).split()) or text


def _candidates(found: Ranked, scores: Scores, index: Index) -> tuple[Candidate, ...]:
    articles = [(index.articles[at], float(scores.total[at])) for at in found.order[:MAX_CANDIDATES]]
    return tuple(Candidate(article.slug, article.title, article.topic, score) for article, score in articles)


def _topic(found: Ranked, scores: Scores, index: Index) -> str | None:
    """The topic that most of the weight of the ranking lies on, if it is clear."""
    total = scores.total[found.order].astype(np.float64)
    chances: NDArray[np.float64] = np.exp(calibration.SHARPNESS * (total - total[0]))
    chances /= chances.sum()
    by_topic: dict[str, float] = {}
    for at, chance in zip(found.order, chances, strict=True):
        by_topic[index.articles[at].topic] = by_topic.get(index.articles[at].topic, 0.0) + float(chance)
    best = max(by_topic, key=lambda key: by_topic[key])
    return best if by_topic[best] >= CLEAR_TOPIC else None


def _safe_topic(found: Ranked, context: Context) -> str | None:
    """For sensitive matters: the best-fitting topic that only people answer, so that a cleared person gets it."""
    topics = (context.index.articles[at].topic for at in found.order)
    return next((topic for topic in topics if topic in context.person_topics), None)


def _topic_alone(text: str, spoken: str, context: Context) -> str | None:
    ranked = _ranked(text, spoken, context)
    if ranked is None or not context.fitted.acceptor(spoken).worth_asking(ranked[0].features):
        return None
    return _topic(*ranked, context.index)


def find_sensitive(text: str, context: Context) -> str | None:
    """The brand's sensitive phrase that the text contains by its words, or says by its meaning."""
    words = talk_words(text)
    for phrase in context.sensitive.phrases:
        if contains(words, talk_words(phrase)):
            return phrase
    if not context.sensitive.phrases:
        return None
    parts = [part for part in _SENTENCE.split(text) if part.strip()][:MAX_SENTENCES]
    vectors = context.embedder.embed([_without_references(part, context.index) for part in parts or [text]])
    likeness = np.einsum("nd,pd->np", vectors, context.sensitive.vectors)
    at = int(likeness.max(axis=0).argmax())
    return context.sensitive.phrases[at] if likeness.max() >= context.fitted.sensitive_from else None


def talk_words(text: str) -> list[str]:
    """Words in lower case without accents."""
    return _WORD.findall(" ".join(talk.plain(part) for part in _chunks(text)).replace("'", ""))


def _chunks(text: str) -> list[str]:
    return [text[at : at + talk.MAX_CHARACTERS] for at in range(0, len(text), talk.MAX_CHARACTERS)]


def contains(words: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether the phrase's words stand in the text in their order, with at most one other word between two."""
    if not phrase:
        return False
    return any(_follows(words, start, phrase) for start, word in enumerate(words) if word == phrase[0])


def _follows(words: Sequence[str], start: int, phrase: Sequence[str]) -> bool:
    at = start
    for wanted in phrase[1:]:
        step = next((step for step in (1, 2) if at + step < len(words) and words[at + step] == wanted), None)
        if step is None:
            return False
        at += step
    return True
