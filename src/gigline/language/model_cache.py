"""The int8 model on disk: built by whoever comes first, waited for by everybody else, never seen half-
written.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from gigline.language import weights

# Raise it with every change to the graph or its quantisation: old files are then left alone and a new one
# is built.
RECIPE = 3
FILE_NAME = f"minilm-l6-v2-int8-r{RECIPE}-{weights.WEIGHTS_SHA256[:12]}.onnx"

Progress = Callable[[str], None]


def ensure(cache_dir: Path, progress: Progress | None = None) -> Path:
    """The path of the int8 model, building it first (about 3 s, once per cache folder) when it is not
    there.

    Processes and threads that start together build it once: the others wait. Raises ModelFilesError when
    the wheel's files are not the pinned ones, OSError when the folder cannot be written.
    """
    target = cache_dir / FILE_NAME
    if not target.exists():
        cache_dir.mkdir(parents=True, exist_ok=True)
        with _locked(cache_dir / f"{FILE_NAME}.lock"):
            if not target.exists():
                _build(target, progress)
    return target


def rebuild(cache_dir: Path, progress: Progress | None = None) -> Path:
    """Build the model anew over a file that would not load (a torn disk, a copy cut short)."""
    target = cache_dir / FILE_NAME
    with _locked(cache_dir / f"{FILE_NAME}.lock"):
        _build(target, progress)
    return target


def _build(target: Path, progress: Progress | None) -> None:
    # `onnx` costs memory that only a build should pay.
    from gigline.language import embedding_graph

    _tell(progress, "Building the embedding model (once)")
    with TemporaryDirectory(dir=target.parent, prefix="building-") as folder:
        fresh = Path(folder) / target.name
        embedding_graph.write_int8(weights.load_weights(), fresh)
        _flush(fresh)
        fresh.replace(target)
    _tell(progress, "The embedding model is ready")


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
