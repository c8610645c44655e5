"""The real embedder with a memory for everything: tests embed the same articles again and again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from gigline.language import service
from gigline.language.remembering import Vector
from gigline.language.service import ViewEmbedder
from tests.unit.language.conftest import model_cache_dir

__all__ = ["embedder", "model_cache_dir"]

# One for all folders of tests: a text's vector depends on nothing but the text.
_ROWS: dict[str, Vector] = {}


class Remembering:
    """Gives what `embedder` gives, and computes each text once a run."""

    def __init__(self, embedder: ViewEmbedder):
        self._embedder = embedder
        self.dimensions, self.multilingual = embedder.dimensions, embedder.multilingual

    def embed(self, texts: Sequence[str]) -> Vector:
        rows = [self._row(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), dtype=np.float32)

    def _row(self, text: str) -> Vector:
        found = _ROWS.get(text)
        if found is None:
            found = _ROWS[text] = self._embedder.embed([text])[0]
        return found

    def views(self, texts: Sequence[str]) -> Vector:
        return self._embedder.views(texts)

    def tokens(self, texts: Sequence[str]) -> list[Vector]:
        return self._embedder.tokens(texts)


def rows() -> dict[str, Vector]:
    """What was embedded in this run."""
    return _ROWS


@pytest.fixture(scope="session")
def embedder(model_cache_dir: Path) -> Remembering:
    return Remembering(service.load_embedder(model_cache_dir))
