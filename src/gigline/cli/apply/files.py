"""Reading files that somebody else wrote: regular files inside the folder, of a sane size, in UTF-8."""

from __future__ import annotations

import stat
from pathlib import Path

from gigline.cli.apply.problems import Problem

MAX_SETTINGS = 256 * 1024
MAX_ARTICLE = 128 * 1024
MAX_ARTICLES = 5_000


def read(root: Path, path: Path, limit: int) -> str | Problem:
    """The file's text, or why it is not read. `limit` is in bytes."""
    name = path.relative_to(root).as_posix()
    try:
        if (why := _not_ours(root, path, limit)) is not None:
            return Problem(name, 1, why)
        # The size was checked, but a file may grow: never hold more than the limit.
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        return Problem(name, 1, f"it cannot be read: {error.strerror}")
    if len(data) > limit:
        return Problem(name, 1, _too_large(limit))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Problem(name, data[: error.start].count(b"\n") + 1, "this is not UTF-8: save the file as UTF-8")


def _not_ours(root: Path, path: Path, limit: int) -> str | None:
    facts = path.lstat()
    if stat.S_ISLNK(facts.st_mode):
        return "it is a symbolic link: put the file itself here"
    if not stat.S_ISREG(facts.st_mode):
        return "it is not a regular file"
    if not path.resolve().is_relative_to(root):
        return "it lies outside of the folder"
    return _too_large(limit) if facts.st_size > limit else None


def _too_large(limit: int) -> str:
    return f"it is too large: {limit // 1024} kB is the most"


def listed(root: Path, name: str) -> tuple[list[Path], list[Problem]]:
    """What lies in one of the folder's folders, by name; nothing where there is no such folder."""
    folder = root / name
    if not folder.exists() and not folder.is_symlink():
        return [], []
    if folder.is_symlink() or not folder.is_dir():
        return [], [Problem(name, 1, "it must be a folder, and no symbolic link")]
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".")), []


def paths(root: Path, name: str, what: str, most: int, suffix: str = ".toml") -> tuple[list[Path], list[Problem]]:
    """The files of this kind in one of the folder's folders, by name, and what lies there that should not."""
    found, problems = listed(root, name)
    strange = [path for path in found if path.suffix != suffix]
    problems += [Problem(f"{name}/{path.name}", 1, f"only {what} ({suffix} files) belong here") for path in strange]
    if len(found) > most:
        return [], [*problems, Problem(name, 1, f"{len(found)} files: {most} {what} are the most")]
    return [path for path in found if path.suffix == suffix], problems
