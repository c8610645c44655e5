"""The platform as anybody reaches it: HTTP calls that are repeated when that is safe, and where its sockets are."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx

PREFIX = "/api/v1"
TIMEOUT_S = 20.0
# Every call here is idempotent (client ids, PUTs, epochs), so that lost answers are asked for again, as clients do.
RETRY_FOR_S = 45.0
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 3.0


class Refused(Exception):
    """The platform answered with an error that trying again does not change (or it did not get better in time)."""

    def __init__(self, call: str, status: int, code: str, current: Mapping[str, Any] | None = None):
        super().__init__(f"{call}: {status} {code}")
        self.status = status
        self.code = code
        self.current = current or {}


@dataclass
class Problems:
    """What went wrong, counted by a short text without ids or message text; for the end of the run."""

    counts: Counter[str] = field(default_factory=Counter)

    def note(self, what: str) -> None:
        """Count one."""
        self.counts[what] += 1


class Surface:
    """One way in: a base URL and an HTTP client with cookies of its own. Close it, or use it as a context."""

    def __init__(self, base_url: str, problems: Problems, *, shared_tls: ssl.SSLContext | None = None):
        self.base_url = base_url.rstrip("/")
        self.problems = problems
        self._tls = shared_tls or ssl.create_default_context()
        self._http = httpx.AsyncClient(
            base_url=self.base_url,
            timeout=TIMEOUT_S,
            trust_env=False,
            verify=self._tls,
            limits=httpx.Limits(max_connections=200, max_keepalive_connections=100),
        )

    def another(self) -> Surface:
        """The same platform with cookies of its own: for somebody else who signs in."""
        return Surface(self.base_url, self.problems, shared_tls=self._tls)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let the connections go."""
        await self._http.aclose()

    def socket_url(self, path: str) -> str:
        """The WebSocket address of an API path."""
        scheme, _, rest = self.base_url.partition("://")
        return f"{'wss' if scheme == 'https' else 'ws'}://{rest}{PREFIX}{path}"

    def cookie_header(self) -> dict[str, str]:
        """This client's cookies, for a socket."""
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self._http.cookies.items())}

    async def call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        shape: str | None = None,
    ) -> Any:
        """The JSON answer (None for an empty one). Raises Refused. `shape` is the path without ids, for problems."""
        name = f"{method} {shape or path.partition('?')[0]}"
        deadline = asyncio.get_running_loop().time() + RETRY_FOR_S
        pause = FIRST_PAUSE_S
        while True:
            failed, wait_s = await self._once(method, path, body, headers or {}, name)
            if not isinstance(failed, Refused):
                return failed
            if wait_s is None or asyncio.get_running_loop().time() > deadline:
                raise failed
            await asyncio.sleep(max(pause, wait_s))
            pause = min(LONGEST_PAUSE_S, pause * 2)

    async def _once(
        self, method: str, path: str, body: Mapping[str, Any] | None, headers: Mapping[str, str], name: str
    ) -> tuple[Any, float | None]:
        """The answer, or Refused with how long to wait before trying again (None: do not)."""
        try:
            response = await self._http.request(method, PREFIX + path, json=body, headers=dict(headers))
        except httpx.TransportError as error:
            self.problems.note(f"{name}: {type(error).__name__}")
            return Refused(name, 0, type(error).__name__), 0.0
        if response.is_success:
            return (response.json() if response.content else None), None
        refused = _refused(name, response)
        if response.status_code == 429:
            return refused, float(response.headers.get("Retry-After") or 1)
        if response.status_code >= 500:
            self.problems.note(str(refused))
            return refused, 0.0
        return refused, None


def _refused(name: str, response: httpx.Response) -> Refused:
    try:
        error = response.json()["error"]
        return Refused(name, response.status_code, str(error["code"]), error.get("current"))
    except (ValueError, KeyError, TypeError):
        return Refused(name, response.status_code, "no_error_body")
