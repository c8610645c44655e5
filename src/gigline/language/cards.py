"""Where payment card numbers are, so that no fact carries one. Errs towards seeing a card."""

from __future__ import annotations

import re
from itertools import accumulate

Span = tuple[int, int]

SHORTEST, LONGEST = 12, 19
# What people and programs put between the digits: blanks, dots, brackets, dashes of all widths, the
# invisible.
_BETWEEN = r"[\s.\-_/()\u00ad\u2010-\u2015\u2212\u200b-\u200f\u2060-\u2064\ufeff\u180e\u202a-\u202e\u2066-\u2069]"
_RUN = re.compile(rf"\d(?:{_BETWEEN}{{0,3}}\d){{{SHORTEST - 1},}}")
_GROUP = re.compile(r"\d+")
# Lengths by leading digits of the large schemes, for cards glued to other digits.
_SCHEMES = (("4", 16), ("5", 16), ("2", 16), ("6", 16), ("34", 15), ("37", 15), ("3", 14))


def spans(text: str) -> list[Span]:
    """Sorted, disjoint (start, end) of every stretch that is or contains a card number.

    A card number is 12 to 19 digits passing the Luhn check (ISO/IEC 7812-1, annex B) that begin and end
    with a group of digits as written, and are not a phone number behind a plus sign. Inside one unbroken
    group also a large scheme's number glued to others; and a group of more than 19 digits altogether, for
    no honest reference is that long.
    """
    found = [span for run in _RUN.finditer(text) for span in _in_run(text, run.start(), run.end())]
    return _merged(sorted(found))


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the ones before it."""
    return _Checker([int(digit) for digit in digits]).valid(0, len(digits))


class _Checker:
    """Luhn over any window of a digit string in constant time, from two running sums (one per parity of
    doubling).
    """

    def __init__(self, digits: list[int]) -> None:
        doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits]
        pairs = list(zip(digits, doubled, strict=True))
        self._sums = tuple(
            list(accumulate((pair[index % 2 == parity] for index, pair in enumerate(pairs)), initial=0))
            for parity in (0, 1)
        )

    def valid(self, start: int, end: int) -> bool:
        # Doubling starts at the last digit but one, whose index has the parity of `end`.
        sums = self._sums[end % 2]
        return (sums[end] - sums[start]) % 10 == 0


def _in_run(text: str, start: int, end: int) -> list[Span]:
    groups = [match.span() for match in _GROUP.finditer(text, start, end)]
    digits = "".join(text[first:last] for first, last in groups)
    checker = _Checker([int(digit) for digit in digits])
    # A plus sign makes up to 15 digits a phone number (E.164), unless they have the very shape of a
    # scheme's card.
    phone_digits = 15 if start > 0 and text[start - 1] == "+" and not _glued(digits[:15]) else 0
    found = _whole_groups(groups, checker, phone_digits)
    offset = 0
    for first, last in groups:
        if last - first > LONGEST or _glued(digits[offset : offset + last - first]):
            found.append((first, last))
        offset += last - first
    return found


def _whole_groups(groups: list[Span], checker: _Checker, phone_digits: int) -> list[Span]:
    found: list[Span] = []
    begin = 0
    for index, (first, last) in enumerate(groups):
        end = begin
        # At most 19 groups fit a card, so this stays linear for "1 1 1 1 ...".
        for group_first, group_last in groups[index : index + LONGEST]:
            end += group_last - group_first
            if end - begin > LONGEST:
                break
            is_phone = begin == 0 and end <= phone_digits
            if end - begin >= SHORTEST and not is_phone and checker.valid(begin, end):
                found.append((first, group_last))
        begin += last - first
    return found


def _glued(group: str) -> bool:
    if len(group) > LONGEST:
        return False
    return any(
        group.startswith(prefix, start) and passes_luhn(group[start : start + length])
        for prefix, length in _SCHEMES
        for start in range(len(group) - length + 1)
    )


def _merged(found: list[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in found:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
