"""How a requester feels about it, by words: for ordering who waits and for reports about requesters.

Never about associates: what they feel is nobody's business here. A lexicon with negation and strengthening, in English
and Spanish; a text of no known feeling, or in another language, is neutral. Facts ("it is broken") are no feelings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from gigline.language import sentiment_words

Mood = Literal["negative", "neutral", "positive"]

MAX_CHARACTERS = 4_000
MAX_WORDS = 400
# A negation turns the feeling of the next words: "not very happy".
REACH = 3
STRONGER = 1.5
# "Not happy" is nearly unhappy, and "not bad" is hardly good.
TURNED_PLEASURE = -0.9
TURNED_DISPLEASURE = -0.4
SHOUTED = 1.3
FROM = 0.8

_TOKEN = re.compile(r"[^\W\d_]{1,30}(?:['’][^\W\d_]{1,10}){0,2}|[.!?;\n]{1,8}|,|[😀-🙏👍👎❤]")
_END = re.compile(r"[.!?;\n]")


def feeling(text: str) -> float:
    """Below zero for displeasure, above for pleasure; about 1 is one plain word of it, and there is no limit."""
    total = 0.0
    for sentence in _sentences(text):
        total += _sentence(sentence)
    return round(total, 3)


def mood(text: str) -> Mood:
    """The feeling in one word. A requester who is displeased about one thing and thankful too is what weighs more."""
    value = feeling(text)
    return "negative" if value <= -FROM else "positive" if value >= FROM else "neutral"


def _sentences(text: str) -> Iterator[list[str]]:
    words: list[str] = []
    for token in _TOKEN.findall(text[:MAX_CHARACTERS])[:MAX_WORDS]:
        if _END.match(token):
            yield [*words, token]
            words = []
        else:
            words.append(token)
    yield words


def _sentence(words: list[str]) -> float:
    plain = [word.casefold().replace("’", "'") for word in words]
    shouted = bool(words) and "!" in words[-1]
    total = 0.0
    for at, word in enumerate(plain):
        value = _value(plain, at)
        if value:
            strength = STRONGER if _before(plain, at, sentiment_words.STRENGTHENING) else 1
            total += value * _turn(plain, at, value) * strength
            shouted = shouted or (len(word) > 3 and words[at].isupper())
    return total * (SHOUTED if shouted else 1)


def _value(words: list[str], at: int) -> float:
    if at and f"{words[at - 1]} {words[at]}" in sentiment_words.FEELINGS:
        return 0.0
    pair = f"{words[at]} {words[at + 1]}" if at + 1 < len(words) else ""
    if pair in sentiment_words.FEELINGS:
        return sentiment_words.FEELINGS[pair]
    return sentiment_words.FEELINGS.get(words[at], 0.0)


def _turn(words: list[str], at: int, value: float) -> float:
    if not words[at].isalpha() or not _before(words, at, sentiment_words.NEGATIONS):
        return 1.0
    return TURNED_PLEASURE if value > 0 else TURNED_DISPLEASURE


def _before(words: list[str], at: int, which: frozenset[str]) -> bool:
    near = words[max(0, at - REACH) : at]
    while "," in near:
        near = near[near.index(",") + 1 :]
    return any(word in which for word in near)
