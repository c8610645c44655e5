"""Whether a text says only what its source says. Pure, but for the embedder that it is handed.

Not a proof of truth: a net for what goes wrong with language models. A text passes when each of its sentences is close
to one of the source's, with the same negation, and when it brings no number, address, link, mark-up or promise that the
source does not have.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from gigline.language.service import Embedder

LIKE_ENOUGH = 0.55
LONGEST = 1_500

_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+\.\S+|\b[\w-]+\.(?:com|net|org|io|co|example|app|me|ly)\b\S*", re.I
)
_MARKUP = re.compile(r"<[a-z/!]|!\[|\]\(|`|javascript:|data:", re.IGNORECASE)
_MASK = re.compile(r"\[[a-z]{3,10}\]")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+")
_NEGATIONS = """
not no never cannot without none nothing dont doesnt wont cant isnt arent didnt
nunca sin ningun ninguna tampoco nicht kein keine nie ohne ne pas jamais sans aucun
"""
_NOT = frozenset(_NEGATIONS.split())
# What would be a promise or an order to pay, in the languages that we know: only in the source's own words.
_COMMITMENTS = (
    "refund", "compensat", "voucher", "credit", "free", "guarantee", "promise", "discount", "password", "transfer",
    "bank", "gratis", "reembols", "compensa", "garant", "descuento", "contrase", "kostenlos", "erstatt",
    "rembours", "gratuit",
)  # fmt: skip


def problem(text: str, source: str, embedder: Embedder) -> str | None:
    """A fixed word for why `text` may not be said with `source` as its authority, or None. CPU: 5 ms a sentence."""
    wrong = surface_problem(text, source)
    if wrong is not None:
        return wrong
    said, known = _folded(text), _folded(source)
    if any(word in said and word not in known for word in _COMMITMENTS):
        return "commitment"
    return _unsupported(_sentences(text), _sentences(source), embedder)


def surface_problem(text: str, source: str) -> str | None:
    """What can be seen without understanding: length, mark-up, numbers and addresses that the source does not have."""
    if not text or len(text) > LONGEST:
        return "length"
    if _MARKUP.search(text) or (_MASK.search(text) and not _MASK.search(source)):
        return "markup"
    if not set(_ADDRESS.findall(text)) <= set(_ADDRESS.findall(source)):
        return "address"
    return None if _numbers(text) <= _numbers(source) else "number"


def _numbers(text: str) -> set[str]:
    return {match.group() for match in _NUMBER.finditer(unicodedata.normalize("NFKC", text))}


def _folded(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(one))


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in _SENTENCE.split(text) if _WORD.search(part)]


def _unsupported(said: Sequence[str], known: Sequence[str], embedder: Embedder) -> str | None:
    if not said or not known:
        return "unsupported"
    # Two of the source's sentences are often said as one.
    pairs = [f"{one} {two}" for one, two in itertools.pairwise(known)]
    grounds = [*known, *pairs]
    likeness = embedder.embed(said) @ embedder.embed(grounds).T
    for sentence, row in zip(said, likeness, strict=True):
        near = [grounds[at] for at in np.flatnonzero(row >= row.max() - 0.05)]
        if row.max() < LIKE_ENOUGH:
            return "unsupported"
        if _negated(sentence) not in {_negated(one) for one in near}:
            return "negation"
    return None


def _negated(sentence: str) -> bool:
    words = {word.replace("’", "").replace("'", "") for word in _folded(sentence).split()}
    return bool({word.strip(".,;:!?()") for word in words} & _NOT)
