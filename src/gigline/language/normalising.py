"""One plain line out of whatever a channel delivered."""

from __future__ import annotations

import re
import unicodedata

MAX_CHARACTERS = 4_000
# One character may become eighteen under NFKC, and folding can only shorten: cut before the work and again
# after it.
_MAX_RAW = 4 * MAX_CHARACTERS
# Format characters (zero-width, bidi, soft hyphen, BOM), controls, lone surrogates, private use and
# unassigned. ZWJ goes too: a family emoji falls into its members, and no rule here reads emoji.
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_DROPPED = frozenset({"Cf", "Cs", "Co", "Cn"})
# No language stacks more accents on a letter (UAX #15 names the same bound), and putting n of them in order takes n².
_MOST_MARKS = 30


def normalise(text: str) -> str:
    """The text in NFKC, invisible characters gone, every run of white space one space, at most 4,000
    characters.

    Applying it twice changes nothing. Letter case and accents stay.
    """
    visible = _visible(text[:_MAX_RAW])
    # NFKC can bring new blanks (U+00A8 becomes space and accent), and dropping can bring letters together
    # that compose: hence compose, fold, cut, and compose once more what the cut and the fold left.
    composed = _few_marks(unicodedata.normalize("NFKC", _few_marks(visible)))
    folded = _BLANK.sub(" ", composed).strip()
    return unicodedata.normalize("NFKC", folded[:MAX_CHARACTERS]).strip()


def _visible(text: str) -> str:
    if text.isascii():
        return text
    return "".join(character for character in text if unicodedata.category(character) not in _DROPPED)


def _few_marks(text: str) -> str:
    if text.isascii():
        return text
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)
