"""The adapted encoders of a process's brands, learned in the background and kept in files for the next process."""

from __future__ import annotations

import contextlib
import os
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import UUID
from weakref import ref

import numpy as np
import structlog
from numpy.typing import NDArray

from gigline.bot import negatives
from gigline.knowledge import adapting
from gigline.knowledge.adapting import Lesson, Material
from gigline.knowledge.service import Index
from gigline.language.service import ViewEmbedder
from gigline.language.understanding.adapting import Adapted, Judged

log = structlog.get_logger()

# A brand's first lesson waits so long, and so does each next one: every question that is learned would start it again.
EVERY_S = 120.0
# 7 MB each; further brands keep the ranking without it.
MOST_BRANDS = 16
MOST_FILES = 64
_OF_LAYER = "layer."


class Adaptations:
    """One a process. `folder` may be shared; what it holds can be learned again."""

    def __init__(
        self,
        embedder: ViewEmbedder,
        folder: Path,
        *,
        every_s: float = EVERY_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._embedder, self._folder, self._every_s, self._clock = embedder, folder, every_s, clock
        self._lessons: dict[UUID, dict[str, Lesson]] = {}
        self._due: dict[UUID, float] = {}
        self._materials: dict[UUID, tuple[ref[Index], dict[str, Material]]] = {}
        self._beside = [(language, text) for language, texts in negatives.BY_LANGUAGE.items() for text in texts]

    def of(self, brand_id: UUID) -> Mapping[str, Lesson]:
        """What is known of the brand's articles by now, by language; maybe of an earlier version of them."""
        return self._lessons.get(brand_id, {})

    def renew(self, brand_id: UUID, index: Index) -> bool:
        """Learn what is due of these articles; whether there is news. CPU: seconds where articles changed."""
        known = self._lessons.get(brand_id, {})
        if brand_id not in self._lessons and len(self._lessons) >= MOST_BRANDS:
            return False
        now = self._clock()
        due = now >= self._due.setdefault(brand_id, now + self._every_s)
        if due:
            self._due[brand_id] = now + self._every_s
        wanted = self._wanted(brand_id, index)
        found = {language: self._lesson(one, known.get(language), due) for language, one in wanted.items()}
        lessons = {language: lesson for language, lesson in found.items() if lesson is not None}
        news = _digests(lessons) != _digests(known)
        if news:
            self._lessons[brand_id] = lessons
        return news

    def _wanted(self, brand_id: UUID, index: Index) -> dict[str, Material]:
        """What is to be learned; asked every few seconds, and worked out once for each index."""
        known = self._materials.get(brand_id)
        if known is None or known[0]() is not index:
            known = self._materials[brand_id] = (ref(index), dict(adapting.materials(index, self._beside)))
        return known[1]

    def _lesson(self, material: Material, known: Lesson | None, due: bool) -> Lesson | None:
        digest = material.digest
        if known is not None and known.digest == digest:
            return known
        path = self._folder / f"adapted-{digest}.npz"
        kept = self._read(path, material)
        if kept is not None or not due:
            return kept or known
        began = time.thread_time()
        learned = adapting.learn(self._embedder, material)
        log.info("articles_adapted", articles=len(material.slugs), cpu_s=round(time.thread_time() - began, 1))
        try:
            self._write(path, material, learned)
        except OSError as error:
            log.warning("adapted_file_not_kept", path=path.name, error=type(error).__name__)
        # As every process has it that finds the file.
        return self._read(path, material) or learned

    def _read(self, path: Path, material: Material) -> Lesson | None:
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                values: dict[str, Any] = {name: _widened(kept[name]) for name in kept.files}
        except FileNotFoundError:
            return None
        except (OSError, ValueError, zipfile.BadZipFile) as error:
            log.warning("adapted_file_unreadable", path=path.name, error=type(error).__name__)
            return None
        alone, apart, beside = (values.pop(name) for name in ("alone", "apart", "beside"))
        layer = {name.removeprefix(_OF_LAYER): values.pop(name) for name in [*values] if name.startswith(_OF_LAYER)}
        return material.lesson(self._embedder, Judged(Adapted(layer, **values), alone, apart), beside)

    def _write(self, path: Path, material: Material, lesson: Lesson) -> None:
        judged, beside = lesson.judged, [lesson.beside[text] for text in material.beside]
        parts = {field.name: getattr(judged.adapted, field.name) for field in fields(Adapted)}
        layer = {f"{_OF_LAYER}{name}": value for name, value in parts.pop("layer").items()}
        parts |= {"alone": judged.alone, "apart": judged.apart, "beside": np.array(beside, dtype=np.float32)} | layer
        self._folder.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=self._folder, prefix="adapting-", suffix=".npz", delete=False) as file:
            # Half precision: the files are half as large, and no likeness moves by a thousandth.
            np.savez(file, allow_pickle=False, **{name: _narrowed(value) for name, value in parts.items()})
        os.replace(file.name, path)
        self._tidy()

    def _tidy(self) -> None:
        """Forget the files that were written first."""
        with contextlib.suppress(FileNotFoundError):
            files = sorted(self._folder.glob("adapted-*.npz"), key=lambda one: one.stat().st_mtime)
            for path in files[:-MOST_FILES]:
                path.unlink(missing_ok=True)


def _narrowed(values: NDArray[Any]) -> NDArray[Any]:
    return values.astype(np.float16) if values.dtype == np.float32 else values


def _widened(values: NDArray[Any]) -> NDArray[Any]:
    return values.astype(np.float32) if values.dtype == np.float16 else values


def _digests(lessons: Mapping[str, Lesson]) -> dict[str, str]:
    return {language: lesson.digest for language, lesson in lessons.items()}
