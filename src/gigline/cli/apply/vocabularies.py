"""vocabularies/*.toml of a brand's folder: the brand's own words, all problems with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gigline.bot.vocabularies import NAME, Terms, VocabularyFile
from gigline.cli.apply import files, tables
from gigline.cli.apply.problems import Problem

FOLDER = "vocabularies"
MAX_FILE = 512 * 1024
MOST = 50


def read(root: Path) -> tuple[dict[str, Terms], list[Problem]]:
    """The folder's vocabularies by name, and what is wrong with them."""
    paths, problems = files.paths(root, FOLDER, "vocabularies", MOST)
    found: dict[str, Terms] = {}
    seen: dict[str, str] = {}
    for path in paths:
        terms, wrong = _vocabulary(root, path, seen)
        problems += wrong
        found[path.stem] = terms
    return found, problems


def _vocabulary(root: Path, path: Path, seen: dict[str, str]) -> tuple[Terms, list[Problem]]:
    if not re.match(NAME, path.stem):
        why = "its name is lower-case letters, digits and underscores: it names a fact"
        return {}, [Problem(f"{FOLDER}/{path.name}", 1, why)]
    table = tables.read(root, path, MAX_FILE)
    if isinstance(table, Problem):
        return {}, [table]
    file, problems = table.checked(VocabularyFile)
    return (file.terms, list(_twice(table, file.terms, seen))) if file is not None else ({}, problems)


def _twice(table: tables.Table, terms: Terms, seen: dict[str, str]) -> Iterator[Problem]:
    """A spelling means one thing in all of a brand's vocabularies; `seen` says what so far."""
    for value, others in terms.items():
        for spelling in dict.fromkeys([value, *others]):
            before = seen.setdefault(spelling.casefold(), value)
            if before != value:
                yield table.problem(("terms", value), f"{spelling!r} stands for {before!r} already")
