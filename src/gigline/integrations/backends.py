"""How the brands' back ends are reached: handed down by the composition root, the same for all of a process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from gigline.channels.contract import Fetch
from gigline.infra.vault import Vault


@dataclass(frozen=True)
class Token:
    """An access token and until when it is used (monotonic seconds)."""

    text: str = field(repr=False)
    until: float


@dataclass
class Backends:
    """`allow_private` is for what does not go through `fetch` (databases). `pause` waits between attempts."""

    fetch: Fetch
    vault: Vault
    allow_private: bool = False
    pause: Any = asyncio.sleep
    tokens: dict[tuple[UUID, str], Token] = field(default_factory=dict, repr=False)

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass(frozen=True)
class Secrets:
    """A connector's secrets, opened for one run."""

    values: Mapping[str, str] = field(repr=False)

    def get(self, name: str) -> str | None:
        return self.values.get(name)
