"""How often anybody may ask: token buckets in this process, with bounded memory.

They guard one process against one flood. What must hold over all processes (attempts to sign in) is counted in
the database.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, fields

from fastapi import Depends
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from gigline.accounts.current import Signed
from gigline.api import rules
from gigline.kit.errors import TooMany

MOST_KEYS = 50_000
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Rate:
    """`burst` at once, then `per_s` a second."""

    per_s: float
    burst: float


class Limiter:
    """Token buckets by key. `monotonic` gives seconds; at most `most` keys are remembered."""

    def __init__(self, rate: Rate, monotonic: Callable[[], float], most: int = MOST_KEYS):
        self._rate, self._monotonic, self._most = rate, monotonic, most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, key: str) -> float:
        """Take one; 0 when there was one, else the seconds until there is. A refusal takes nothing."""
        now = self._monotonic()
        left, at = self._buckets.pop(key, (self._rate.burst, now))
        left = min(self._rate.burst, left + max(0.0, now - at) * self._rate.per_s)
        taken = left >= 1
        self._buckets[key] = (left - 1 if taken else left, now)
        # The one unused for longest goes: it is the likeliest to be full again, and then nothing is lost.
        while len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return 0.0 if taken else (1 - left) / self._rate.per_s

    def check(self, key: str) -> None:
        """Take one or raise TooMany."""
        wait = self.take(key)
        if wait > 0:
            raise TooMany("Too many requests: slow down.", retry_after_s=wait)


@dataclass(frozen=True)
class Rates:
    """What is allowed. `address` and `channels` (messages of providers) go by client address."""

    address: Rate = Rate(per_s=50, burst=500)
    channels: Rate = Rate(per_s=500, burst=2_000)
    sessions: Rate = Rate(per_s=1, burst=60)
    requester: Rate = Rate(per_s=2, burst=30)
    requester_reads: Rate = Rate(per_s=5, burst=60)
    requester_receipts: Rate = Rate(per_s=10, burst=200)
    api_key: Rate = Rate(per_s=100, burst=1_000)
    person: Rate = Rate(per_s=20, burst=300)

    def times(self, factor: float) -> Rates:
        """The same, so many times as often."""
        each = {one.name: getattr(self, one.name) for one in fields(self)}
        return Rates(**{name: Rate(rate.per_s * factor, rate.burst * factor) for name, rate in each.items()})


class Limits:
    """All limiters of one process."""

    def __init__(self, rates: Rates | None = None, monotonic: Callable[[], float] = time.monotonic):
        rates = rates or Rates()
        self.address = Limiter(rates.address, monotonic)
        self.channels = Limiter(rates.channels, monotonic)
        self.sessions = Limiter(rates.sessions, monotonic)
        self.requester = Limiter(rates.requester, monotonic)
        self.requester_reads = Limiter(rates.requester_reads, monotonic)
        self.requester_receipts = Limiter(rates.requester_receipts, monotonic)
        self.api_key = Limiter(rates.api_key, monotonic)
        self.person = Limiter(rates.person, monotonic)


class ByAddress:
    """Middleware, before anything is looked up: how often one address may ask; raises TooMany."""

    def __init__(self, app: ASGIApp, limits: Limits):
        self._app, self._limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in {"http", "websocket"}:
            if scope["path"].startswith("/channels/"):
                self._limits.channels.check(_address(scope))
            elif scope["path"].startswith(("/api/", "/a/", "/u/", "/m/")):
                self._limits.address.check(_address(scope))
        await self._app(scope, receive, send)


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return rules.limit_key(client[0]) if client else ""


def limits_of(connection: HTTPConnection) -> Limits:
    """The application's limiters; `api.service.build` puts them there."""
    limits = connection.app.state.limits
    assert isinstance(limits, Limits)
    return limits


async def by_identity(connection: HTTPConnection, who: Signed) -> None:
    """Dependency of all endpoints: how often one key or person may ask; raises TooMany."""
    if who is not None and who.via == "key":
        limits_of(connection).api_key.check(str(who.actor.id))
    elif who is not None and who.via == "cookie":
        limits_of(connection).person.check(str(who.actor.id))


async def _per_address(connection: HTTPConnection) -> None:
    limits_of(connection).sessions.check(_address(connection.scope))


async def per_requester(connection: HTTPConnection, who: Signed) -> None:
    """How often one requester may ask; raises TooMany."""
    if who is not None and who.via == "widget":
        limits = limits_of(connection)
        reads = connection.scope.get("method", "GET") in _READS
        (limits.requester_reads if reads else limits.requester).check(str(who.actor.id))


async def _receipts(connection: HTTPConnection, who: Signed) -> None:
    """A browser that shows many answers at once says so of each: that must not use up what its owner may write."""
    if who is not None and who.via == "widget":
        limits_of(connection).requester_receipts.check(str(who.actor.id))


PER_ADDRESS = Depends(_per_address)
"""For endpoints that anybody may call and that create something."""

PER_REQUESTER = Depends(per_requester)
"""For endpoints that take a widget token; writing counts apart from reading."""

PER_REQUESTER_RECEIPTS = Depends(_receipts)
"""For receipts, which browsers send by themselves."""
