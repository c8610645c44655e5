"""The few commands that a language model may give. Pure.

    command  = "ARTICLE" number | "CLARIFY" number number+ | "HANDOVER"
    number   = 1 to the count of what was offered

Whatever else stands in its answer makes all of it void.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_COMMAND = re.compile(r"(?:(?P<word>ARTICLE|CLARIFY)(?P<numbers>(?: [1-9]\d?){1,3})|(?P<alone>HANDOVER))", re.ASCII)


@dataclass(frozen=True)
class Choice:
    """`slugs`: one for an answer, two or three to ask which is meant, none for a person."""

    what: Literal["answer", "clarify", "hand_over"]
    slugs: tuple[str, ...] = ()


def parse(text: str, offered: Sequence[str]) -> Choice | None:
    """The command in `text` about the articles `offered`, or None when it is none."""
    match = _COMMAND.fullmatch(text.strip())
    if match is None:
        return None
    if match["alone"]:
        return Choice("hand_over")
    numbers = [int(number) for number in match["numbers"].split()]
    if len(set(numbers)) < len(numbers) or max(numbers) > len(offered):
        return None
    slugs = tuple(offered[number - 1] for number in numbers)
    if match["word"] == "ARTICLE":
        return Choice("answer", slugs) if len(slugs) == 1 else None
    return Choice("clarify", slugs) if len(slugs) > 1 else None


_SOURCES = re.compile(r"SOURCES((?: [1-9]){1,3})\n(.+)", re.ASCII | re.DOTALL)


def cited(text: str, offered: int) -> tuple[tuple[int, ...], str] | None:
    """A text under its line of sources: their positions (from 0) and the text; None without a good line."""
    match = _SOURCES.fullmatch(text.strip())
    if match is None:
        return None
    numbers = tuple(dict.fromkeys(int(number) - 1 for number in match[1].split()))
    return (numbers, match[2].strip()) if max(numbers) < offered else None
