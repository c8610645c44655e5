"""A model's file on disk: built by whoever comes first, waited for by everybody else, never seen half-
written.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Model:
    """One file of a model and how it is built.

    `file_name` carries what the file is made of and by which recipe: of another one the old files are left alone
    and a new one is built.
    """

    name: str
    file_name: str
    write: Callable[[Path], None]


def ensure(model: Model, cache_dir: Path, progress: Progress | None = None) -> Path:
    """The path of the model's file, building it first (seconds, once per cache folder) when it is not there.

    Processes and threads that start together build it once: the others wait. Raises ModelFilesError when
    the wheel's files are not the pinned ones, OSError when the folder cannot be written.
    """
    target = cache_dir / model.file_name
    if not target.exists():
        cache_dir.mkdir(parents=True, exist_ok=True)
        with _locked(cache_dir / f"{model.file_name}.lock"):
            if not target.exists():
                _build(model, target, progress)
    return target


def rebuild(model: Model, cache_dir: Path, progress: Progress | None = None) -> Path:
    """Build the model anew over a file that would not load (a torn disk, a copy cut short)."""
    target = cache_dir / model.file_name
    with _locked(cache_dir / f"{model.file_name}.lock"):
        _build(model, target, progress)
    return target


def _build(model: Model, target: Path, progress: Progress | None) -> None:
    _tell(progress, f"Building {model.name} (once)")
    with TemporaryDirectory(dir=target.parent, prefix="building-") as folder:
        fresh = Path(folder) / target.name
        model.write(fresh)
        _flush(fresh)
        fresh.replace(target)
    _tell(progress, f"{model.name[0].upper()}{model.name[1:]} is ready")


def _tell(progress: Progress | None, message: str) -> None:
    if progress is not None:
        progress(message)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    # The kernel drops this lock when its process dies, so a killed builder blocks nobody; the file itself
    # stays.
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
