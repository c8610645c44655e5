"""The outside world for those who may ask it: HTTP requests and plain connections, under the same rules.

A host is resolved once, every address it has is vetted, and the connection goes to a vetted one. Ports are named by
the caller: nobody becomes a scanner of ports, and what a server says is given to the protocol, never shown.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from gigline.infra import addresses, http
from gigline.infra.http import NotAllowed, NotReached, Resolver, Response


@dataclass(frozen=True)
class Outside:
    """`safe_fetch` and `dial` with the settings' word on private addresses filled in."""

    allow_private: bool = False
    resolver: Resolver | None = None

    async def __call__(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        content: bytes = b"",
        timeout_s: float = 10.0,
        max_bytes: int = 65_536,
    ) -> Response:
        """As `http.safe_fetch`; raises FetchError."""
        return await http.safe_fetch(
            method,
            url,
            headers=headers,
            content=content,
            timeout_s=timeout_s,
            max_bytes=max_bytes,
            allow_private=self.allow_private,
            resolver=self.resolver,
        )

    async def dial(self, host: str, port: int, *, ports: Collection[int], timeout_s: float) -> socket.socket:
        """A connected socket. Other `ports` only where private addresses are allowed. Raises NotAllowed, NotReached."""
        if port not in ports and not self.allow_private:
            raise NotAllowed(f"only the ports {sorted(ports)} are connected to")
        try:
            async with asyncio.timeout(timeout_s):
                found = await http.vetted(host, port, allow_private=self.allow_private, resolver=self.resolver)
                return await _connected(found[: http.ATTEMPTS], port)
        except TimeoutError as error:
            raise NotReached("timed out") from error


async def _connected(found: list[addresses.Address], port: int) -> socket.socket:
    loop = asyncio.get_running_loop()
    for address in found:
        sock = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET, socket.SOCK_STREAM)
        sock.setblocking(False)
        try:
            await loop.sock_connect(sock, (str(address), port))
        except OSError:
            sock.close()
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise NotReached("the connection failed")


def is_private(sock: socket.socket) -> bool:
    """Whether the other end is on a private network, or this machine."""
    with contextlib.suppress(OSError, ValueError):
        return not addresses.allowed(addresses.parse(str(sock.getpeername()[0])), allow_private=False)
    return False
