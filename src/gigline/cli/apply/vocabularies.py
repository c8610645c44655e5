"""vocabularies/*.toml of a brand's folder: the brand's own words, all problems with file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from gigline.bot.vocabularies import NAME, Terms, VocabularyFile
from gigline.cli.apply import files
from gigline.cli.apply.problems import Problem, plain
from gigline.kit.toml_lines import Lines, syntax_line

FOLDER = "vocabularies"
MAX_FILE = 512 * 1024
MOST = 50


def read(root: Path) -> tuple[dict[str, Terms], list[Problem]]:
    """The folder's vocabularies by name, and what is wrong with them."""
    paths, problems = files.toml_paths(root, FOLDER, "vocabularies", MOST)
    found: dict[str, Terms] = {}
    seen: dict[str, str] = {}
    for path in paths:
        terms, wrong = _vocabulary(root, path, seen)
        problems += wrong
        found[path.stem] = terms
    return found, problems


def _vocabulary(root: Path, path: Path, seen: dict[str, str]) -> tuple[Terms, list[Problem]]:
    name = f"{FOLDER}/{path.name}"
    if not re.match(NAME, path.stem):
        return {}, [Problem(name, 1, "its name is lower-case letters, digits and underscores: it names a fact")]
    text = files.read(root, path, MAX_FILE)
    if isinstance(text, Problem):
        return {}, [text]
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return {}, [Problem(name, syntax_line(str(error), text), f"this is no TOML: {error}")]
    lines = Lines(text)
    try:
        terms = VocabularyFile.model_validate(values).terms
    except ValidationError as error:
        rows = error.errors(include_url=False, include_context=False, include_input=False)
        return {}, [Problem(name, lines.of(one["loc"]), _plain(one["loc"], one["type"], one["msg"])) for one in rows]
    return terms, list(_twice(name, terms, lines, seen))


def _plain(where: tuple[int | str, ...], kind: str, message: str) -> str:
    return plain(".".join(str(part) for part in where), kind, message)


def _twice(name: str, terms: Terms, lines: Lines, seen: dict[str, str]) -> Iterator[Problem]:
    """A spelling means one thing in all of a brand's vocabularies; `seen` says what so far."""
    for value, others in terms.items():
        for spelling in dict.fromkeys([value, *others]):
            before = seen.setdefault(spelling.casefold(), value)
            if before != value:
                yield Problem(name, lines.of(("terms", value)), f"{spelling!r} stands for {before!r} already")
