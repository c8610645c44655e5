"""An encoder that reads each text once: folds and draws share most of theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from gigline.language.service import Encoder, ViewEmbedder

Vectors = NDArray[np.float32]
Read = Callable[[Sequence[str]], Vectors]


class Remembering:
    """Gives what `encoder` gives, and forgets nothing."""

    def __init__(self, encoder: Encoder) -> None:
        self.dimensions = encoder.dimensions
        self._memory = _Memory(encoder.embed)

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self._memory.rows(texts)


class RememberingViews:
    """The same of an encoder with views, and of the one beside it; tokens are too large to keep."""

    def __init__(self, encoder: ViewEmbedder) -> None:
        self.dimensions = encoder.dimensions
        self.multilingual = None if encoder.multilingual is None else Remembering(encoder.multilingual)
        self._encoder, self._memory = encoder, _Memory(encoder.views)

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self.views(texts)[:, 0]

    def views(self, texts: Sequence[str]) -> Vectors:
        return self._memory.rows(texts)

    def tokens(self, texts: Sequence[str]) -> list[Vectors]:
        return self._encoder.tokens(texts)


class _Memory:
    def __init__(self, read: Read) -> None:
        self._read = read
        self._rows: dict[str, Vectors] = {}

    def rows(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        self._rows.update(zip(new, self._read(new), strict=True))
        return np.stack([self._rows[text] for text in texts]) if texts else self._read(texts)
