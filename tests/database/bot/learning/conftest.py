"""The embedding model, built once a run, and a brand whose bot learns."""

from __future__ import annotations

import numpy as np
import pytest
from tests.database.bot.learning.scene import open_scene
from tests.remembering import embedder, model_cache_dir

__all__ = ["embedder", "model_cache_dir"]


class Remembering:
    """The real embedder, which embeds the brand's articles once for all tests."""

    def __init__(self, embedder):
        self._embedder, self._rows, self.dimensions = embedder, {}, embedder.dimensions
        self.multilingual = embedder.multilingual

    def embed(self, texts):
        for text in texts:
            if text not in self._rows:
                self._rows[text] = self._embedder.embed([text])[0]
        rows = [self._rows[text] for text in texts]
        return np.stack(rows) if rows else np.empty((0, self.dimensions), dtype=np.float32)


@pytest.fixture(scope="session")
def remembering(embedder):
    return Remembering(embedder)


@pytest.fixture
async def scene(make_database, remembering):
    async with open_scene(make_database, remembering) as opened:
        yield opened
