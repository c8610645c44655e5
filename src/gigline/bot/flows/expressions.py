"""The conditions of branches: a small fixed grammar, read by hand and evaluated over facts. Nothing is ever executed.

    either  := both ("or" both)*
    both    := one ("and" one)*
    one     := "not" one | side (("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") side)?
    side    := name | "text" | number | true | false | none | count(name) | "[" side, ... "]" | "(" either ")"

A name is a fact; one that is not known is `none`. Evaluation never fails: what cannot be compared is not equal, and
neither smaller nor greater.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 300
DEEPEST = 12

_TOKEN = re.compile(
    r"\s*(?:(?P<name>[a-z][a-z0-9_]{0,39}(?:\.[a-z][a-z0-9_]{0,39})?)|(?P<number>-?\d{1,12}(?:\.\d{1,4})?)"
    r"|\"(?P<text>[^\"]{0,200})\"|'(?P<quoted>[^']{0,200})'|(?P<mark>==|!=|<=|>=|<|>|\(|\)|\[|\]|,))"
)
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_WORDS = {"and", "or", "not", "in", "true", "false", "none", "count"}
_CONSTANTS = {"true": True, "false": False, "none": None}


class ExpressionProblem(ValueError):
    """The text is no condition; says why."""


@dataclass(frozen=True)
class Expression:
    """A condition: an operator with its parts (`("==", a, b)`), a name (`("name", n)`) or a value (`("value", v)`)."""

    text: str
    tree: tuple[Any, ...]

    @property
    def names(self) -> frozenset[str]:
        """The facts that it asks for."""
        return frozenset(_names(self.tree))

    def holds(self, facts: Mapping[str, Any]) -> bool:
        """Whether it is so, with these facts."""
        return _truth(_value(self.tree, facts))


def parse(text: str) -> Expression:
    """The condition of this text; raises ExpressionProblem."""
    if len(text) > LONGEST:
        raise ExpressionProblem(f"a condition has at most {LONGEST} characters")
    reader = _Reader(_tokens(text))
    tree = reader.either(0)
    if not reader.done:
        raise ExpressionProblem(f"{reader.next[1]!r} is not expected there")
    return Expression(text, tree)


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise ExpressionProblem(f"{text[at:].strip()[:20]!r} cannot be read")
        kind = "text" if match.lastgroup == "quoted" else match.lastgroup
        word = match[match.lastgroup]
        found.append(("mark" if kind == "name" and word in _WORDS else kind, word))
        at = match.end()
    return found


class _Reader:
    """Reads by descent; `depth` bounds it."""

    def __init__(self, tokens: list[tuple[str, str]]):
        self._tokens = tokens
        self._at = 0

    @property
    def done(self) -> bool:
        return self._at >= len(self._tokens)

    @property
    def next(self) -> tuple[str, str]:
        return ("end", "the end") if self.done else self._tokens[self._at]

    def _take(self, *marks: str) -> str | None:
        if not self.done and self.next[0] == "mark" and self.next[1] in marks:
            self._at += 1
            return self._tokens[self._at - 1][1]
        return None

    def _expect(self, mark: str) -> None:
        if self._take(mark) is None:
            raise ExpressionProblem(f"{mark!r} is expected where {self.next[1]!r} stands")

    def either(self, depth: int) -> tuple[Any, ...]:
        if depth > DEEPEST:
            raise ExpressionProblem("too many brackets")
        return self._chain("or", lambda: self._chain("and", lambda: self._one(depth)))

    def _chain(self, word: str, part: Callable[[], tuple[Any, ...]]) -> tuple[Any, ...]:
        tree = part()
        while self._take(word):
            tree = (word, tree, part())
        return tree

    def _one(self, depth: int) -> tuple[Any, ...]:
        if depth > DEEPEST:
            raise ExpressionProblem("too many brackets")
        if self._take("not"):
            return ("not", self._one(depth + 1))
        left = self._side(depth)
        sign = self._take("==", "!=", "<", "<=", ">", ">=", "in")
        return left if sign is None else (sign, left, self._side(depth))

    def _side(self, depth: int) -> tuple[Any, ...]:
        if self._take("("):
            tree = self.either(depth + 1)
            self._expect(")")
            return tree
        if self._take("["):
            return self._list(depth)
        if self._take("count"):
            self._expect("(")
            name = self._read("name")
            self._expect(")")
            return ("count", name)
        if (word := self._take("true", "false", "none")) is not None:
            return ("value", _CONSTANTS[word])
        return self._plain()

    def _plain(self) -> tuple[Any, ...]:
        kind, word = self.next
        if kind not in {"name", "number", "text"}:
            raise ExpressionProblem(f"a name or a value is expected where {word!r} stands")
        self._at += 1
        if kind == "name":
            return ("name", word)
        return ("value", word if kind == "text" else (float(word) if "." in word else int(word)))

    def _list(self, depth: int) -> tuple[Any, ...]:
        parts: list[tuple[Any, ...]] = []
        while self._take("]") is None:
            if parts:
                self._expect(",")
            parts.append(self._side(depth + 1))
        return ("list", *parts)

    def _read(self, kind: str) -> str:
        found, word = self.next
        if found != kind:
            raise ExpressionProblem(f"a {kind} is expected where {word!r} stands")
        self._at += 1
        return word


def _names(tree: tuple[Any, ...]) -> list[str]:
    if tree[0] in {"name", "count"}:
        return [tree[1]]
    if tree[0] == "value":
        return []
    return [name for part in tree[1:] for name in _names(part)]


def _value(tree: tuple[Any, ...], facts: Mapping[str, Any]) -> Any:
    kind = tree[0]
    if kind == "value":
        return tree[1]
    if kind == "name":
        return facts.get(tree[1])
    if kind == "count":
        counted = facts.get(tree[1])
        return len(counted) if isinstance(counted, list | tuple) else 0
    if kind == "list":
        return [_value(part, facts) for part in tree[1:]]
    if kind == "not":
        return not _truth(_value(tree[1], facts))
    if kind in {"and", "or"}:
        first = _truth(_value(tree[1], facts))
        return _truth(_value(tree[2], facts)) if first == (kind == "and") else first
    return _compared(kind, _value(tree[1], facts), _value(tree[2], facts))


def _compared(sign: str, left: Any, right: Any) -> bool:
    if sign == "in":
        return isinstance(right, list | tuple) and any(_same(left, one) for one in right)
    if sign in {"==", "!="}:
        return _same(left, right) == (sign == "==")
    comparable = (_number(left) and _number(right)) or (isinstance(left, str) and isinstance(right, str))
    return comparable and _COMPARE[sign](left, right)


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left.casefold() == right.casefold()
    return bool(left == right) and isinstance(left, bool) == isinstance(right, bool)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _truth(value: Any) -> bool:
    return value not in (None, False, "") and value != []
