"""Which language a text is in, guessed only when the text leaves little doubt.

Each known word is one vote, split among the languages that share it; letters and endings are half a vote. A
language other than the default has to win clearly, and on enough words, so that three borrowed words never
switch a conversation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from gigline.language import language_words

MAX_WORDS = 200
# A text shorter than this stays in the default language whatever it seems to be.
MIN_WORDS = 4
# Votes needed at all, as a share of the words, and ahead of every other language.
MIN_VOTES = 2.0
MIN_SHARE = 0.3
MIN_LEAD = 1.5
MARK_WEIGHT = 0.5

# Letters with inner apostrophes; addresses and codes are no words in any language.
_WORD = re.compile(r"[^\W\d_]{1,40}(?:['\u2019][^\W\d_]{1,40}){0,2}")
_NOT_PROSE = re.compile(r"\S{0,100}(?:[@#_/\\]|[0-9]|\w\.\w)\S{0,100}")
_MAX_CHARACTERS = 4_000


def guess_language(text: str, candidates: Sequence[str], default: str) -> str:
    """The code among `candidates` that `text` is clearly written in, else `default`.

    Codes are those of ISO 639-1; en, es, pt, fr, de, it, nl and pl are known, others are never guessed. A
    text clearly in a known language that is no candidate gives the default, too.
    """
    words = _words(text)
    if len(words) < MIN_WORDS:
        return default
    votes = _votes(words)
    best, lead = _winner(votes)
    sure = best in candidates and _clear(votes[best], lead, len(words))
    return best if sure else default


def _words(text: str) -> list[str]:
    prose = _NOT_PROSE.sub(" ", text[:_MAX_CHARACTERS])
    return [word.replace("\u2019", "'") for word in _WORD.findall(prose.lower())][:MAX_WORDS]


def _votes(words: Sequence[str]) -> dict[str, float]:
    votes = dict.fromkeys(language_words.WORDS, 0.0)
    # A repeated word says nothing new: "la la la la" is no Spanish.
    for word in dict.fromkeys(words):
        for language in _SPEAKERS.get(word, ()):
            votes[language] += 1 / len(_SPEAKERS[word])
        for language in {language for mark, language in _MARKS if mark in word}:
            votes[language] += MARK_WEIGHT
    return votes


def _winner(votes: dict[str, float]) -> tuple[str, float]:
    (best, most), (_, second) = sorted(votes.items(), key=lambda vote: vote[1], reverse=True)[:2]
    return best, most / second if second else float("inf")


def _clear(votes: float, lead: float, words: int) -> bool:
    return votes >= max(MIN_VOTES, MIN_SHARE * words) and lead >= MIN_LEAD


def _speakers(words: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    speakers: dict[str, tuple[str, ...]] = {}
    for language, listed in words:
        for word in dict.fromkeys(listed.split()):
            speakers[word] = (*speakers.get(word, ()), language)
    return speakers


_SPEAKERS = _speakers(language_words.WORDS.items())
LANGUAGES = tuple(language_words.WORDS)
_MARKS = [(mark, language) for language, marks in language_words.MARKS.items() for mark in marks]
