"""What was looked up a moment ago."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Values by key, forgotten after `keep_s` seconds, the oldest also when there are more than `most`."""

    def __init__(self, keep_s: float, most: int, monotonic: Callable[[], float]):
        self._keep_s, self._most, self._monotonic = keep_s, most, monotonic
        self._known: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def get(self, key: K) -> V | None:
        """The value, or None when it is not known (any more)."""
        found = self._known.get(key)
        return found[1] if found is not None and self._monotonic() - found[0] < self._keep_s else None

    def put(self, key: K, value: V) -> None:
        """Know it from now on."""
        self._known.pop(key, None)
        self._known[key] = (self._monotonic(), value)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
