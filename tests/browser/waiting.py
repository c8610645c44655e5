"""Waiting for what no browser can see: rows of the database, answers of the API."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE_S = 30.0
# Polling another process: there is nothing else to wait on.
EVERY_S = 0.15


async def until(look: Callable[[], Awaitable[T]], what: str, patience_s: float = PATIENCE_S) -> T:
    """The first true value that `look` gives; fails the test, naming `what`, when none comes in time."""
    deadline = time.monotonic() + patience_s
    while not (found := await look()):
        assert time.monotonic() < deadline, f"in {patience_s:.0f} s there was no {what}"
        await asyncio.sleep(EVERY_S)
    return found
