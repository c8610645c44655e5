"""A back end's document as values: JSON, or YAML read as JSON would be. Pure.

Of YAML only what JSON has is understood: `no`, `08:30` and `2026-11-22` are texts, and keys are always texts. It is
built from the parser's events, one after the other, so that no depth of nesting is too much for our stack.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

MAX_DOCUMENT = 2 * 1024 * 1024
DEEPEST_YAML = 100

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?(?:[eE][+-]?[0-9]{1,2})?")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


class BadDocument(ValueError):
    """The document cannot be used; the text says why."""


def parse(text: str) -> Any:
    """The document's value; raises BadDocument."""
    if len(text) > MAX_DOCUMENT:
        raise BadDocument(f"it is larger than {MAX_DOCUMENT // 1024} kB")
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return _yaml(text)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadDocument("this is no JSON") from error


def _yaml(text: str) -> Any:
    import yaml

    try:
        return _Tree(yaml).built(yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", see line {mark.line + 1}" if mark is not None else ""
        raise BadDocument(f"this is neither JSON nor YAML{where}") from error


@dataclass
class _Open:
    """A mapping or list that is being read; `key` is the mapping's next."""

    value: dict[str, Any] | list[Any]
    anchor: str | None
    key: str | None = None


class _Tree:
    """The value that events of a YAML parser tell of. `yaml` is the parser's module."""

    def __init__(self, yaml: Any):
        self._yaml = yaml
        self._anchored: dict[str, Any] = {}
        self._open: list[_Open] = []
        self._roots: list[Any] = []

    def built(self, events: Iterable[Any]) -> Any:
        """The only document's value; raises BadDocument."""
        for event in events:
            self._take(event)
        if len(self._roots) != 1:
            raise BadDocument("it is not one YAML document")
        return self._roots[0]

    def _take(self, event: Any) -> None:
        yaml = self._yaml
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(self._open) >= DEEPEST_YAML:
                raise BadDocument(f"it is nested more than {DEEPEST_YAML} levels deep")
            self._open.append(_Open({} if isinstance(event, yaml.MappingStartEvent) else [], event.anchor))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            done = self._open.pop()
            self._put(done.value, done.anchor)
        elif isinstance(event, yaml.ScalarEvent):
            self._put(_scalar(event.value) if event.implicit[0] else event.value, event.anchor, event.value)
        elif isinstance(event, yaml.AliasEvent):
            # What is not read to its end yet cannot be meant: nothing contains itself.
            if event.anchor not in self._anchored:
                raise BadDocument(f"*{event.anchor[:40]} in it is not there")
            self._put(self._anchored[event.anchor], None)

    def _put(self, value: Any, anchor: str | None, written: str | None = None) -> None:
        """Where the next value belongs; `written` is how a scalar stands there."""
        if anchor is not None:
            self._anchored[anchor] = value
        if not self._open:
            self._roots.append(value)
            return
        inner = self._open[-1]
        if isinstance(inner.value, list):
            inner.value.append(value)
        elif inner.key is not None:
            inner.value[inner.key], inner.key = value, None
        elif written is None or written == "<<":
            raise BadDocument("a key in it is no text, or merges (<<), which OpenAPI does not have: write it out")
        else:
            inner.key = written


def _scalar(text: str) -> Any:
    """What JSON would have for something that stands there without quotes."""
    if text.lower() in _CONSTANTS:
        return _CONSTANTS[text.lower()]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text
