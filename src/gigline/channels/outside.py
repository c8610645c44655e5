"""The outside world as adapters are given it, beyond plain requests (`contract.Fetch`).

An adapter holds no state: tokens, and connections that wait for their next use, are kept for it by the platform.
"""

from __future__ import annotations

import socket
from collections.abc import Collection
from typing import Protocol, runtime_checkable

from gigline.channels.contract import Fetch
from gigline.infra.oauth import Grant


@runtime_checkable
class Dials(Fetch, Protocol):
    """A `Fetch` that also opens plain connections, to mail servers say, under the same rules about addresses."""

    async def dial(self, host: str, port: int, *, ports: Collection[int], timeout_s: float) -> socket.socket:
        """A connected socket to a vetted address; raises infra.http.FetchError."""


@runtime_checkable
class Signs(Dials, Protocol):
    """What an account's adapter is given where it may sign in with access tokens, which the platform keeps for it."""

    async def token(self, grant: Grant, *, refused: str | None = None) -> str:
        """A good access token, another one than `refused`; raises SendFailed, `permanent` where nobody gives one."""


class Kept(Protocol):
    """A connection that can wait for its next use."""

    @property
    def is_open(self) -> bool:
        """Whether the other side has not closed it, as far as is known."""

    async def leave(self) -> None:
        """End it; never raises."""


@runtime_checkable
class Keeps(Dials, Protocol):
    """What an account's adapter is given where it may keep a connection for the account's next message."""

    def take(self, terms: object) -> Kept | None:
        """One that was kept on these `terms`, from now on the caller's alone; those kept on other terms are ended."""

    def keep(self, terms: object, connection: Kept) -> None:
        """Keep it for a short while; it is ended where there are enough."""
