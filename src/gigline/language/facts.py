"""Facts a requester names in passing, so that nobody asks for them again. Regular expressions only, linear
in the text.

Linear because every quantifier is bounded and every pattern starts behind a boundary; the tests time
hostile texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gigline.language import cards, fact_patterns

Kind = fact_patterns.Kind
Span = tuple[int, int]

# E.164 allows 15 digits; fewer than 7 are an extension.
PHONE_DIGITS = (7, 15)


@dataclass(frozen=True, slots=True)
class Fact:
    """`value` is the very slice `text[start:end]` of the text it was found in."""

    kind: Kind
    value: str
    start: int
    end: int


def extract_facts(text: str) -> list[Fact]:
    """Codes, email and street addresses, phone numbers, amounts, dates and times in `text`, in order, none overlapping
    another.

    Nothing that touches a payment card number is ever returned (see `cards.spans`).
    """
    taken = cards.spans(text)
    facts: list[Fact] = []
    for kind, spans in _candidates(text):
        free = [span for span in spans if _plausible(kind, text[slice(*span)])]
        new = _not_touching(sorted(set(free)), taken)
        facts += [Fact(kind, text[start:end], start, end) for start, end in new]
        taken = sorted([*taken, *new])
    return sorted(facts, key=lambda fact: fact.start)


def _candidates(text: str) -> Iterator[tuple[Kind, list[Span]]]:
    """Kinds in the order of trust: what an earlier kind took, a later one leaves alone."""
    for kind, patterns in fact_patterns.PATTERNS:
        yield kind, [match.span("value") for pattern in patterns for match in pattern.finditer(text)]


def _plausible(kind: Kind, value: str) -> bool:
    digits = "".join(character for character in value if character.isdecimal())
    if kind == "phone":
        return PHONE_DIGITS[0] <= len(digits) <= PHONE_DIGITS[1]
    if kind == "code" and value.lower().split("-")[0] in fact_patterns.NOT_CODES:
        return False
    # The spans above follow how cards are written; this holds for whatever else a pattern may let between
    # digits.
    return len(digits) < cards.SHORTEST or not cards.passes_luhn(digits)


def _not_touching(spans: list[Span], taken: list[Span]) -> list[Span]:
    """The spans (sorted) that overlap neither `taken` (sorted) nor one another; of two that do, the first
    and longest.
    """
    kept: list[Span] = []
    blocks = iter(taken)
    block = next(blocks, None)
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        while block is not None and block[1] <= start:
            block = next(blocks, None)
        blocked = block is not None and block[0] < end
        if not blocked and (not kept or kept[-1][1] <= start):
            kept.append((start, end))
    return kept
