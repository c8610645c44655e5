"""A brand's own words in a text: products, plans, places, as its vocabularies list them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MAX_CHARACTERS = 8_000
MAX_TERM_WORDS = 8
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Term:
    """`value` is the vocabulary's spelling of what stands in `text[start:end]`."""

    vocabulary: str
    value: str
    start: int
    end: int


class Vocabularies:
    """Lists of terms by name, each term with its other spellings: `{"plan": {"Family Box": ["family", "big box"]}}`.

    Of terms that overlap the longest counts. Letter case, accents and what stands between words do not matter; a
    plural s of the last word neither.
    """

    def __init__(self, listed: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._terms: dict[tuple[str, ...], tuple[str, str]] = {}
        for vocabulary, terms in listed.items():
            for value, others in terms.items():
                for spelling in (value, *others):
                    words = tuple(_plain(word) for word in _WORD.findall(spelling))[:MAX_TERM_WORDS]
                    if words:
                        self._terms.setdefault(words, (vocabulary, value))
        self._longest = max(map(len, self._terms), default=0)

    def __bool__(self) -> bool:
        return bool(self._terms)

    @property
    def values(self) -> frozenset[str]:
        """All values, as the vocabularies spell them."""
        return frozenset(value for _, value in self._terms.values())

    def find(self, text: str) -> list[Term]:
        """The terms in a text, in their order, none overlapping another. Linear in the text."""
        words = [(_plain(found.group()), found.start(), found.end()) for found in _WORD.finditer(text[:MAX_CHARACTERS])]
        found: list[Term] = []
        at = 0
        while at < len(words):
            length, known = self._longest_at([word for word, _, _ in words[at : at + self._longest]])
            if known is not None:
                found.append(Term(*known, words[at][1], words[at + length - 1][2]))
            at += max(length, 1)
        return found

    def _longest_at(self, words: list[str]) -> tuple[int, tuple[str, str] | None]:
        for length in range(len(words), 0, -1):
            last = words[length - 1]
            for ending in (last, last.removesuffix("s")):
                known = self._terms.get((*words[: length - 1], ending))
                if known is not None:
                    return length, known
        return 0, None


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))
