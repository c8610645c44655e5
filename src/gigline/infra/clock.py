"""Time. Rows are stamped by the database's `gigline_now()`; processes use a Clock that tests can turn."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What a process needs to know of time."""

    def now(self) -> datetime:
        """Aware wall time in UTC."""

    def monotonic(self) -> float:
        """Seconds that never go back, for measuring durations."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()
