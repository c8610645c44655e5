"""providers.toml of a brand's folder: its directory of contract workers, with all problems by line."""

from __future__ import annotations

from pathlib import Path

from gigline.cli.apply import tables
from gigline.cli.apply.problems import Problem
from gigline.providers.directory import Directory

FILE = "providers.toml"
MAX_FILE = 4 * 1024 * 1024


def read(root: Path) -> tuple[Directory | None, list[Problem]]:
    """The folder's directory, if it has one, and what is wrong with it."""
    path = root / FILE
    if not path.exists() and not path.is_symlink():
        return None, []
    table = tables.read(root, path, MAX_FILE)
    return (None, [table]) if isinstance(table, Problem) else table.checked(Directory)
