"""The texts embedded last, with their vectors: what repeats is short ("where is my order"), and is computed once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

import numpy as np
from numpy.typing import NDArray

# Long texts would only push short ones out.
REMEMBERED_CHARACTERS = 200
REMEMBERED_TEXTS = 4_096

Vector = NDArray[np.float32]


class Memory:
    """Safe to share between threads; the text longest unseen goes first."""

    def __init__(self, size: int = REMEMBERED_TEXTS) -> None:
        self._size = size
        self._rows: OrderedDict[str, Vector] = OrderedDict()
        self._lock = Lock()

    def recall(self, text: str, compute: Callable[[str], Vector]) -> Vector:
        """What `compute` gives for the text, without asking it where the text is known; not to be written into."""
        known = self.get(text)
        if known is None:
            known = compute(text)
            self.put(text, known)
        return known

    def get(self, text: str) -> Vector | None:
        """The vector of a text that was put, unless that is too long ago."""
        with self._lock:
            row = self._rows.get(text)
            if row is not None:
                self._rows.move_to_end(text)
            return row

    def put(self, text: str, row: Vector) -> None:
        """Remember a short text's vector."""
        if len(text) > REMEMBERED_CHARACTERS:
            return
        with self._lock:
            self._rows[text] = row
            if len(self._rows) > self._size:
                self._rows.popitem(last=False)
