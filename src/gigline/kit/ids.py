"""Identifiers: UUID version 7 (RFC 9562), so that new rows land at the end of an index."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from uuid import UUID

NewId = Callable[[], UUID]

_VERSION_AND_VARIANT = (0x7 << 76) | (0b10 << 62)


def uuid7(milliseconds: int, randomness: int) -> UUID:
    """Compose a UUIDv7 of Unix `milliseconds` (48 bits) and 74 bits of `randomness`."""
    high, low = (randomness >> 62) & 0xFFF, randomness & ((1 << 62) - 1)
    return UUID(int=(milliseconds & ((1 << 48) - 1)) << 80 | high << 64 | low | _VERSION_AND_VARIANT)


def new_id() -> UUID:
    """A fresh id from the system's clock and secure randomness."""
    return uuid7(time.time_ns() // 1_000_000, secrets.randbits(74))
