"""Articles and queries from JSON Lines, indexed as the platform indexes a brand's articles."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

from gigline.kit.errors import BadInput
from gigline.knowledge import service as knowledge
from gigline.knowledge.models import Article, StoredText
from gigline.knowledge.service import Index
from gigline.language.service import Embedder

_NOBODY = UUID(int=0)
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_LANGUAGE, _KIND = "en", "customer"


@dataclass(frozen=True)
class Asked:
    """One query of a file."""

    id: str
    text: str


def read_articles(path: Path) -> list[Article]:
    """Lines of `{"id","title","body"}`, and `questions` (a list) where people asked in other words and it was right."""
    articles: dict[str, Article] = {}
    for line, value in _lines(path, {"id", "title", "body", "questions"}):
        one = _text(path, line, value, "id")
        if one in articles:
            _wrong(path, line, f"the id {one!r} was there before")
        title, body = _text(path, line, value, "title"), value.get("body") or ""
        questions = value.get("questions") or []
        if not isinstance(body, str):
            _wrong(path, line, "body must be a text")
        if not isinstance(questions, list) or not all(isinstance(each, str) for each in questions):
            _wrong(path, line, "questions must be a list of texts")
        articles[one] = Article(
            _NOBODY, UUID(int=line), one, title, body or title, [_KIND], _LANGUAGE, "", questions, "", _NEVER
        )
    return list(articles.values())


def read_queries(path: Path) -> list[Asked]:
    """Lines of `{"id","text"}`."""
    return [
        Asked(_text(path, line, value, "id"), _text(path, line, value, "text"))
        for line, value in _lines(path, {"id", "text"})
    ]


def index(embedder: Embedder, articles: list[Article], told: Callable[[str], None]) -> Index:
    """The articles as the bot finds them."""
    texts: list[StoredText] = []
    for at, one in enumerate(articles):
        told(f"reading article {at + 1} of {len(articles)}")
        texts += knowledge.texts_of(embedder, one)
    return knowledge.build(embedder, 1, articles, texts)


def _lines(path: Path, known: set[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{path}: is not UTF-8 text") from None
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from None
    found = False
    for line, text in enumerate(content.split("\n"), start=1):
        if text.strip():
            found = True
            yield line, _object(path, line, text)
    if not found:
        _wrong(path, 1, f"has no lines; each is an object with {', '.join(sorted(known))}")


def _object(path: Path, line: int, text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError as error:
        _wrong(path, line, f"is no JSON ({error})")
    if not isinstance(value, dict):
        _wrong(path, line, "must be an object in braces")
    return value


def _text(path: Path, line: int, value: dict[str, Any], name: str) -> str:
    given = value.get(name)
    if isinstance(given, int) and name == "id":
        given = str(given)
    if not isinstance(given, str) or not given.strip():
        _wrong(path, line, f"{name} is missing, or no text")
    return given


def _wrong(path: Path, line: int, what: str) -> NoReturn:
    raise BadInput(f"{path}:{line}: {what}")
