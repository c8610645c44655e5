"""Reading article files: TOML between two lines of +++, then Markdown. Pure apart from `read_folder`."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from gigline.kit import front_matter
from gigline.kit.text import storable
from gigline.knowledge.errors import ArticleProblem
from gigline.knowledge.models import ArticleFile

KINDS = ("customer", "worker", "business", "employee")
MAX_BODY = 20_000
MAX_TITLE = 200
MAX_QUESTIONS = 500
MAX_QUESTION = 300

_FIELDS = {"title", "kinds", "language", "topic", "questions"}
_KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_TOML_LINE = re.compile(r"at line (\d+)")


def read_folder(folder: Path) -> list[ArticleFile]:
    """All `*.md` of a folder, by name; raises ArticleProblem at the first that cannot be used."""
    return [parse(path.name, _read(path)) for path in sorted(folder.glob("*.md"))]


def parse(file: str, text: str) -> ArticleFile:
    """The article in a file's text; raises ArticleProblem with file and line."""
    slug = file.removesuffix(".md")
    if not front_matter.SLUG.fullmatch(slug):
        raise ArticleProblem(file, 1, "name the file with small letters, digits and dashes, ending in .md")
    try:
        head, body = front_matter.split(text)
    except front_matter.Unfenced as error:
        raise ArticleProblem(file, error.line, str(error)) from error
    return _Head(file, "\n".join(head)).article(slug, _body(file, "\n".join(body), len(head) + 3))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ArticleProblem(path.name, line, "this is not UTF-8: save the file as UTF-8") from error


def _body(file: str, body: str, line: int) -> str:
    clean = storable(body).strip()
    if not clean:
        raise ArticleProblem(file, line, "the article says nothing: write the answer below the head")
    if len(clean) > MAX_BODY:
        raise ArticleProblem(file, line, f"the article has {len(clean)} characters: split it, {MAX_BODY} is the most")
    return clean


class _Head:
    """The TOML part of one file; knows on which line each field stands."""

    def __init__(self, file: str, head: str):
        self._file = file
        self._lines = head.splitlines()
        try:
            self._values: dict[str, Any] = tomllib.loads(head)
        except tomllib.TOMLDecodeError as error:
            at = _TOML_LINE.search(str(error))
            # The fence is line 1, so that the head's first line is line 2.
            line = int(at.group(1)) + 1 if at else len(self._lines) + 1
            raise ArticleProblem(file, line, f"the head is no TOML: {error}") from error
        for name in self._values.keys() - _FIELDS:
            raise self._problem(name, f"{name!r} is no field: use {', '.join(sorted(_FIELDS))}")

    def article(self, slug: str, body: str) -> ArticleFile:
        return ArticleFile(
            slug=slug,
            title=self._text("title", MAX_TITLE),
            kinds=self._kinds(),
            language=self._pattern("language", _LANGUAGE, "two small letters, such as en"),
            topic=self._pattern("topic", _KEY, "the key of a topic of this brand"),
            questions=self._questions(),
            body=body,
        )

    def _problem(self, name: str, detail: str) -> ArticleProblem:
        starts = (
            at for at, line in enumerate(self._lines, start=2) if re.match(rf"\s*\"?{re.escape(name)}\"?\s*=", line)
        )
        return ArticleProblem(self._file, next(starts, 1), detail)

    def _text(self, name: str, limit: int) -> str:
        value = self._values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self._problem(name, f'{name} is missing: write {name} = "..."')
        if len(value) > limit:
            raise self._problem(name, f"{name} has {len(value)} characters, {limit} is the most")
        return storable(" ".join(value.split()))

    def _pattern(self, name: str, pattern: re.Pattern[str], wanted: str) -> str:
        value = self._text(name, 40)
        if not pattern.fullmatch(value):
            raise self._problem(name, f"{name} must be {wanted}, not {value!r}")
        return value

    def _strings(self, name: str) -> list[str]:
        value = self._values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            raise self._problem(name, f"{name} must be a list of texts")
        return [storable(" ".join(one.split())) for one in value]

    def _kinds(self) -> tuple[str, ...]:
        kinds = self._strings("kinds")
        if not kinds or set(kinds) - set(KINDS):
            raise self._problem("kinds", f"kinds must be some of {', '.join(KINDS)}")
        return tuple(dict.fromkeys(kinds))

    def _questions(self) -> tuple[str, ...]:
        questions = self._strings("questions")
        if len(questions) > MAX_QUESTIONS or any(len(one) > MAX_QUESTION for one in questions):
            raise self._problem("questions", f"at most {MAX_QUESTIONS} questions of at most {MAX_QUESTION} characters")
        return tuple(dict.fromkeys(questions))
