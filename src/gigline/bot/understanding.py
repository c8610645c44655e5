"""From a requester's words to candidates with a calibrated confidence. CPU only: call it in a thread."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gigline.bot import calibration, talk, vocabularies, wishes
from gigline.bot.acceptor import Acceptor
from gigline.bot.calibration import Fitted, Ranked
from gigline.bot.dialogue import Candidate, Matter, Talk, Understanding
from gigline.bot.flows import phrases
from gigline.knowledge import adapting
from gigline.knowledge import service as knowledge
from gigline.knowledge.service import Floats, Index, Scores
from gigline.language import service as language
from gigline.language.service import Embedder, Vocabularies

MAX_CHARACTERS = 2_000
MAX_MESSAGES = 6
MAX_SENTENCES = 12
MAX_CANDIDATES = 5
MAX_CLAUSES = 5
# A question whose matter is not clear is dealt with when one of so many articles was given.
MAX_NEAR = 3
MIN_CLAUSE_WORDS = 3
CLEAR_TOPIC = 0.4
SENSITIVE_FROM = 0.4
# To the multilingual encoder no ordinary question in bench/languages is so near to a sensitive phrase.
FOREIGN_SENSITIVE_FROM = 0.65
# One strong word of displeasure, or two plain ones.
UPSET = -1.5

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_HELLO = re.compile(
    r"^(?:(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening)|hola|buenas(?: tardes| noches)?|"
    r"buenos d[i\u00ed]as)"
    r"(?: there| team| all| everyone| again)?(?: *[,.!:\u2013-]+ *| +))+",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:[ ,.!?]+(?:please|pls|plz|thanks(?: a lot| in advance)?|thank you(?: very much| so much)?|thx|cheers|gracias|"
    r"por favor|porfa))+[ .!?]*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
NO_WORDS = Vocabularies({})
_REFERENCES = frozenset({"code", "email", "phone"})


@dataclass(frozen=True)
class Sensitive:
    """The brand's sensitive phrases with their vectors (n, d), and those of the multilingual encoder."""

    phrases: tuple[str, ...]
    vectors: Floats
    foreign: Floats

    @classmethod
    def of(cls, embedder: Embedder, phrases: Sequence[str]) -> Sensitive:
        """These phrases; the embedder remembers short texts, so that this costs microseconds after the first time."""
        vectors = embedder.embed(phrases)
        return cls(tuple(phrases), vectors, (embedder.multilingual or embedder).embed(phrases))


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
    vocabularies: Vocabularies = NO_WORDS


def understand(messages: Sequence[str], context: Context) -> Understanding:
    """What these messages of one requester, written one after the other, say together.

    Only the last six are read, and of them 2,000 characters. Raises nothing of its own.
    """
    recent = [_bounded(message) for message in messages[-MAX_MESSAGES:]]
    text = "\n".join(recent)[-MAX_CHARACTERS:]
    spoken = language.guess_language(text, context.languages, context.language)
    # What the brand does not speak is understood all the same, and answered by people.
    known = language.LANGUAGES if context.embedder.multilingual is not None else context.languages
    heard = language.guess_language(text, known, spoken)
    upset = language.feeling(text) <= UPSET
    if any(language.wants_person(message) for message in recent):
        topic = _topic_alone(text, heard, context)
        return Understanding(language=spoken, wants_person=True, topic=topic, upset=upset)
    phrase = find_sensitive(text, heard, context)
    kind, more = _talk(recent)
    parts = _parts(text, heard, context)
    best = _best(parts)
    said = Understanding(language=spoken, sensitive=phrase, talk=kind, more=more, upset=upset)
    if best is None:
        return said
    found, acceptor = best.ranked, context.fitted.acceptor(heard)
    topic = _safe_topic(found, context) if phrase else _topic(found, context.index)
    if not best.answerable:
        about = None if topic is None else context.index.articles[best.first].title
        return replace(said, topic=topic, about=about)
    return replace(
        said,
        candidates=_candidates(found, best.scores, context.index),
        confidence=best.confidence,
        sure=_is_sure(best, acceptor),
        plausible=acceptor.worth_asking(found.features),
        topic=topic,
        matters=_matters(text, parts, acceptor, context.index),
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


@dataclass(frozen=True)
class _Found:
    """Not `answerable` where no article is in the requester's language, and those in others were ranked."""

    ranked: Ranked
    scores: Scores
    confidence: float
    near_wish: bool
    answerable: bool

    @property
    def first(self) -> int:
        return int(self.ranked.order[0])


def _parts(text: str, spoken: str, context: Context) -> dict[str, _Found]:
    """The rankings of the whole text, which comes first, and of each part of it; empty without any article."""
    whole = _rank(text, spoken, context)
    if whole is None:
        return {}
    further = [*_clauses(text), *language.matters(text)]
    alone = {part: _rank(part, spoken, context) for part in dict.fromkeys(further) if part != text}
    return {text: whole, **{part: found for part, found in alone.items() if found is not None}}


def _best(parts: Mapping[str, _Found]) -> _Found | None:
    """The ranking for the whole text, or for the one part of it that says more clearly what is meant."""
    if not parts:
        return None
    whole, *rest = parts.values()
    likely = set(whole.ranked.order[:MAX_CANDIDATES].tolist())
    # A part may only make clearer what the whole text makes likely: it never brings up an article of its own.
    return max([whole, *(one for one in rest if one.first in likely)], key=lambda one: one.confidence)


def _is_sure(found: _Found, acceptor: Acceptor) -> bool:
    if found.near_wish:
        return False
    return found.ranked.closest >= calibration.VERBATIM or found.confidence >= acceptor.threshold


def _matters(text: str, parts: Mapping[str, _Found], acceptor: Acceptor, index: Index) -> tuple[Matter, ...]:
    """The several things that the text asks, or none where it may be one.

    A part is a matter when it is understood with confidence by itself, or is a question of which that cannot be said.
    Whatever else stands there is a story around them.
    """
    said = [part for part in language.matters(text) if part in parts]
    sure = {part: parts[part] for part in said if _is_sure(parts[part], acceptor)}
    answered = {found.first for found in sure.values()}
    found: dict[int, Matter] = {}
    for part in said:
        near = parts[part].ranked.order[:MAX_NEAR].tolist()
        first = index.articles[near[0]]
        slugs = tuple(index.articles[at].slug for at in near)
        if part in sure:
            found.setdefault(near[0], Matter(part, first.slug, first.title, first.topic, slugs))
        elif phrases.asks(part) and not answered.intersection(near):
            found.setdefault(near[0], Matter(part, near=slugs))
    return tuple(found.values()) if len(found) > 1 else ()


def _rank(text: str, spoken: str, context: Context) -> _Found | None:
    index = context.index
    known = frozenset(value for value in context.vocabularies.values if index.knows(value))
    text = vocabularies.in_known_words(_without_references(text, index), context.vocabularies, known)
    asked, lesson = matter(text), context.fitted.lessons.get(spoken)
    # First: the embedder remembers what it was asked for the lesson.
    heard = None if lesson is None else lesson.hear(asked)
    query = knowledge.query_of(context.embedder, asked, spoken)
    scores = adapting.score(index, query, lesson, heard)
    allowed = index.meant_for(context.kind, spoken)
    answerable = bool(allowed.any())
    if not answerable and query.foreign:
        allowed = index.meant_for(context.kind, None)
    ranked = calibration.rank(scores, allowed)
    if ranked is None:
        return None
    confidence = context.fitted.acceptor(spoken).confidence(ranked.features)
    near_wish = wishes.is_near(context.embedder, query, float(scores.closest[allowed].max()))
    return _Found(ranked, scores, confidence, near_wish, answerable)


def _clauses(text: str) -> list[str]:
    parts = [part for part in _SENTENCE.split(text) if _says_enough(part)]
    return parts[:MAX_CLAUSES] if len(parts) > 1 else []


def matter(text: str) -> str:
    """The text without the greeting before it and the politeness behind it, unless nothing else is left."""
    bare = _THANKS.sub("", _HELLO.sub("", text))
    return bare if len(_WORD.findall(bare)) > 1 else text


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


def _topic(found: Ranked, index: Index) -> str | None:
    """The topic that most of the weight of the ranking lies on, if it is clear."""
    by_topic: dict[str, float] = {}
    for at, chance in zip(found.order, found.chances, strict=True):
        by_topic[index.articles[at].topic] = by_topic.get(index.articles[at].topic, 0.0) + float(chance)
    best = max(by_topic, key=lambda key: by_topic[key])
    return best if by_topic[best] >= CLEAR_TOPIC else None


def _safe_topic(found: Ranked, context: Context) -> str | None:
    """For sensitive matters: the best-fitting topic that only people answer, so that a cleared person gets it."""
    topics = (context.index.articles[at].topic for at in found.order)
    return next((topic for topic in topics if topic in context.person_topics), None)


def _topic_alone(text: str, spoken: str, context: Context) -> str | None:
    found = _best(_parts(text, spoken, context))
    if found is None:
        return None
    if found.answerable and not context.fitted.acceptor(spoken).worth_asking(found.ranked.features):
        return None
    return _topic(found.ranked, context.index)


def find_sensitive(text: str, spoken: str, context: Context) -> str | None:
    """The brand's sensitive phrase that the text contains by its words, or says by its meaning."""
    words = talk_words(text)
    for phrase in context.sensitive.phrases:
        if contains(words, talk_words(phrase)):
            return phrase
    if not context.sensitive.phrases:
        return None
    parts = [part for part in _SENTENCE.split(text) if part.strip()][:MAX_SENTENCES]
    bare = [_without_references(part, context.index) for part in parts or [text]]
    # What is hardly more than a number or an address has no meaning of its own.
    meaning = [one for one, part in zip(bare, parts or [text], strict=True) if one == part or _says_enough(one)]
    if not meaning:
        return None
    asked = [knowledge.query_of(context.embedder, part, spoken) for part in meaning]
    foreign = asked[0].foreign
    phrases_said = context.sensitive.foreign if foreign else context.sensitive.vectors
    likeness = np.einsum("nd,pd->np", np.stack([one.vector for one in asked]), phrases_said)
    at = int(likeness.max(axis=0).argmax())
    said = likeness.max(axis=1)
    ordinary = np.array([topic not in context.person_topics for topic in (one.topic for one in context.index.articles)])
    elsewhere = np.array([context.index.closest(one, ordinary) for one in asked])
    # Nearer to a sensitive phrase than to anything that an article is asked: 1.3 to 2 % of ordinary questions are.
    meant = bool(((said >= SENSITIVE_FROM) & (said > elsewhere)).any())
    # What says an ordinary question again is that question, however close a phrase is in a language known little.
    alike_from = FOREIGN_SENSITIVE_FROM if foreign else context.fitted.sensitive_from
    alike = bool(((said >= alike_from) & (elsewhere < calibration.VERBATIM)).any())
    return context.sensitive.phrases[at] if meant or alike else None


def _says_enough(text: str) -> bool:
    return len(_WORD.findall(text)) >= MIN_CLAUSE_WORDS


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
