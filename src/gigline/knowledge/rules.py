"""How an article falls into findable texts, and how well two texts share rare words. Pure."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import filterfalse

# An article longer than this is findable by its beginning; the whole of it is still shown.
MAX_PASSAGES = 40
MAX_SENTENCES = 80
MAX_PASSAGE_CHARACTERS = 900
MIN_SENTENCE_CHARACTERS = 16
MIN_CODE_CHARACTERS = 3
# Shorter numbers are rather amounts and days.
MIN_CODE_DIGITS = 4

_BLOCK = re.compile(r"\n[ \t]*\n")
_SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n")
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)")
_MARKS = re.compile(r"[*_`#>]+|^\s*(?:[-+]|\d{1,3}\.)\s+", re.MULTILINE)
_TOKEN = re.compile(r"[^\W_]+(?:[-/][^\W_]+)*")

Piece = tuple[str, str, str]


def pieces(title: str, questions: Sequence[str], body: str) -> list[Piece]:
    """(source, text as shown, text as embedded) of everything an article is found by; each source occurs.

    A passage is embedded behind its title: alone, "It takes 3 to 5 days" says nothing of what takes so long.
    """
    blocks = passages(body)
    found: list[Piece] = [("title", title, title)]
    found += [("question", question, question) for question in questions]
    found += [("passage", block, f"{title}. {plain(block)}") for block in blocks]
    found += [("sentence", sentence, sentence) for sentence in sentences(body) or [plain(blocks[0])]]
    return found


def passages(body: str) -> list[str]:
    """The paragraphs and lists of a Markdown body, in order, long ones cut at 900 characters."""
    blocks = [block.strip() for block in _BLOCK.split(body)]
    cut = [
        block[start : start + MAX_PASSAGE_CHARACTERS]
        for block in blocks
        for start in range(0, len(block), MAX_PASSAGE_CHARACTERS)
    ]
    return cut[:MAX_PASSAGES]


def sentences(body: str) -> list[str]:
    """The sentences and list items of a Markdown body that are long enough to mean something by themselves."""
    parts = (plain(part) for part in _SENTENCE.split(body))
    return [part for part in parts if len(part) >= MIN_SENTENCE_CHARACTERS][:MAX_SENTENCES]


def plain(markdown: str) -> str:
    """Markdown without its marks and link addresses, on one line."""
    return " ".join(_MARKS.sub(" ", _LINK.sub(r"\1", markdown)).split())


def tokens(text: str) -> list[str]:
    """Words and codes in lower case without accents; "HP-48213" stays one token."""
    plain = text[:4_000].lower()
    if not plain.isascii():
        plain = "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFKD", plain)))
    return _TOKEN.findall(plain)


def is_code(token: str) -> bool:
    """Whether a token is rather a code ("hp-48213", "e42") than a word or a small number."""
    digits = any(letter.isdigit() for letter in token)
    return digits and len(token) >= MIN_CODE_CHARACTERS and not (token.isdigit() and len(token) < MIN_CODE_DIGITS)


def rarity(documents: Iterable[Iterable[str]]) -> dict[str, float]:
    """Inverse document frequency of each token: ln(1 + N / n)."""
    sets = [set(document) for document in documents]
    counts = Counter(token for document in sets for token in document)
    return {token: math.log(1 + len(sets) / count) for token, count in counts.items()}


def overlap(query: Sequence[str], document: Iterable[str], weight: Mapping[str, float]) -> float:
    """The share of the query's known rarity that the document has, in [0, 1]; 0 for a query of unknown words."""
    known = {token: weight[token] for token in query if token in weight}
    total = sum(known.values())
    if not total:
        return 0.0
    have = set(document)
    return sum(value for token, value in known.items() if token in have) / total
