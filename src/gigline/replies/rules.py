"""Filling a saved reply, and which of them fits best. Pure.

A body has variables, `{{requester.first_name or there}}`: of what stands between the `or`s the first that is known is
taken, and a text without a dot is known always. Where nothing is, a blank is left, `[[order number]]`, which an author
may also write by hand: the console sends no answer that has one.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar
from uuid import UUID

# What a blank is called where a variable is not known.
NAMES: Mapping[str, str] = {
    "requester.name": "name",
    "requester.first_name": "first name",
    "associate.name": "your name",
    "associate.first_name": "your first name",
    "brand.name": "brand",
}
FACT = "fact."
MOST_VALUE = 200

_VARIABLE = re.compile(r"\{\{([^{}\n]{1,200})\}\}")
_NAME = re.compile(r"[a-z]{1,20}\.[a-z0-9_]{1,40}")
_OR = re.compile(r"\s+or\s+")
_BRACES = re.compile(r"\{\{|\}\}")
# What answers are drawn with (web/shared/markdown.ts), what variables and blanks are written with, what begins a link.
_MARKS = re.compile(r"[][{}<>*|`\\]|\bhttps?://", re.IGNORECASE)
_TURNED = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_TOPIC, _ANY_TOPIC = 2.0, 1.0
_USED = 0.5


@dataclass(frozen=True)
class Situation:
    """What a reply is to fit."""

    language: str
    kind: str
    topic: str | None


class Rankable(Protocol):
    """What is asked of a reply; without `kinds` or `topics` it is for all of them."""

    @property
    def id(self) -> UUID: ...
    @property
    def title(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def kinds(self) -> Sequence[str]: ...
    @property
    def topics(self) -> Sequence[str]: ...


R = TypeVar("R", bound=Rankable)


def _parts(variable: str) -> list[str]:
    return _OR.split(variable.strip())


def fill(body: str, values: Mapping[str, str]) -> str:
    """The body with `values` by name. One pass: what a value says is never taken for a variable."""

    def one(found: re.Match[str]) -> str:
        parts = _parts(found[1])
        for at, part in enumerate(parts):
            if not _NAME.fullmatch(part):
                return " or ".join(parts[at:])
            if value := values.get(part):
                return value
        return f"[[{_label(parts[0])}]]"

    return _VARIABLE.sub(one, body)


def _label(name: str) -> str:
    return NAMES.get(name) or name.removeprefix(FACT).replace("_", " ")


def plain(value: str) -> str:
    """What somebody else wrote, as one line that means nothing but itself: no markup, variable, blank or link, and
    nothing that turns the direction of the text around it.
    """
    kept = "".join(one for one in value if one not in _TURNED and (unicodedata.category(one) != "Cc" or one.isspace()))
    return " ".join(_MARKS.sub(" ", kept).split())[:MOST_VALUE]


def problems(body: str, facts: Collection[str] | None = None) -> Iterator[tuple[int, str]]:
    """What cannot be filled, with the body's line from 1. `facts` are the names that there are; None: any will do."""
    for number, line in enumerate(body.splitlines(), start=1):
        if _BRACES.search(_VARIABLE.sub("", line)):
            yield number, "braces that are no variable: write it as {{requester.name}}, on one line"
        for found in _VARIABLE.finditer(line):
            parts = _parts(found[1])
            if not _NAME.fullmatch(parts[0]):
                yield number, f"{parts[0]!r} is no variable: {_known()}"
            for name in filter(_NAME.fullmatch, parts):
                yield from ((number, why) for why in _unknown(name, facts))


def _unknown(name: str, facts: Collection[str] | None) -> Iterator[str]:
    fact = name.removeprefix(FACT)
    if fact == name and name not in NAMES:
        yield f"there is no variable {name!r}: {_known()}"
    elif fact != name and facts is not None and fact not in facts:
        yield f"there is no fact {fact!r} here: use {', '.join(sorted(facts))}"


def _known() -> str:
    return f"use {', '.join(NAMES)} or {FACT}…"


def rank(replies: Sequence[R], fit: Situation, uses: Mapping[UUID, float]) -> list[R]:
    """Those for this kind of requester, best first. Another language comes last; within one, a reply for the very topic
    before one for any, each by how much the associate used it lately (`uses`).
    """

    def key(one: R) -> tuple[bool, float, str, str]:
        topical = _TOPIC if fit.topic in one.topics else 0.0 if one.topics else _ANY_TOPIC
        worth = topical + _USED * math.log1p(uses.get(one.id, 0.0))
        return one.language != fit.language, -worth, one.title.casefold(), str(one.id)

    return sorted((one for one in replies if not one.kinds or fit.kind in one.kinds), key=key)
