"""providers.toml of a brand's folder: its directory of contract workers, with all problems by line."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import ValidationError

from gigline.cli.apply import files
from gigline.cli.apply.problems import Problem, plain
from gigline.kit.toml_lines import Lines, syntax_line
from gigline.providers.directory import Directory

FILE = "providers.toml"
MAX_FILE = 4 * 1024 * 1024


def read(root: Path) -> tuple[Directory | None, list[Problem]]:
    """The folder's directory, if it has one, and what is wrong with it."""
    path = root / FILE
    if not path.exists() and not path.is_symlink():
        return None, []
    text = files.read(root, path, MAX_FILE)
    if isinstance(text, Problem):
        return None, [text]
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return None, [Problem(FILE, syntax_line(str(error), text), f"this is no TOML: {error}")]
    lines = Lines(text)
    try:
        return Directory.model_validate(values), []
    except ValidationError as error:
        return None, [
            Problem(
                FILE, lines.of(one["loc"]), plain(".".join(str(part) for part in one["loc"]), one["type"], one["msg"])
            )
            for one in error.errors(include_url=False, include_context=False, include_input=False)
        ]
