"""Access tokens of accounts that sign in by OAuth 2: kept sealed for all processes, renewed by one of them at a time.

A token is replaced two minutes before it ends, or when a server refused it. Some servers of tokens hand out another
refresh token with each and take the old one back: so only whoever holds the lease asks, outside of any transaction, and
what came is kept before it is used. Settings that change make what was kept worthless.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from gigline.channels import accounts, connections, queries
from gigline.channels.contract import Fetch, SendFailed
from gigline.channels.models import ChannelAccount
from gigline.channels.outside import Dials, Kept
from gigline.infra import oauth
from gigline.infra.db import Database
from gigline.infra.http import Response

EARLY_S = 120.0
LAST_S = 10.0
# A server that refuses a token of less than this age does not want us: another one changes nothing.
YOUNG_S = 60.0
LEASE_S = 15.0
LOOK_S = 0.2
LOOKS = 75


@dataclass(frozen=True)
class _Row:
    """What is kept, and how the token stands by the database's clock."""

    sealed: bytes | None = field(repr=False)
    given_at: datetime | None
    left_s: float
    lasts_s: float
    age_s: float


@dataclass(frozen=True)
class _Held:
    """A row that was opened; without a token where there is none for these settings."""

    row: _Row
    access: str | None = field(default=None, repr=False)
    refresh: str | None = field(default=None, repr=False)

    def lasts(self, at_least_s: float) -> bool:
        return self.access is not None and self.row.left_s > at_least_s


_NOTHING = _Held(_Row(None, None, 0.0, 0.0, 0.0))


def signed(database: Database, fetch: Fetch, account: ChannelAccount) -> Fetch:
    """`fetch` for this account, whose adapter may ask it for access tokens where it opens connections at all."""
    return Signed(database, fetch, account) if isinstance(fetch, Dials) else fetch


class Signed:
    """The outside world as one account reaches it (`outside.Signs`, `outside.Keeps`)."""

    def __init__(self, database: Database, fetch: Dials, account: ChannelAccount):
        self._database = database
        self._fetch = fetch
        self._account = account

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
        return await self._fetch(
            method, url, headers=headers, content=content, timeout_s=timeout_s, max_bytes=max_bytes
        )

    async def dial(self, host: str, port: int, *, ports: Collection[int], timeout_s: float) -> socket.socket:
        return await self._fetch.dial(host, port, ports=ports, timeout_s=timeout_s)

    def take(self, terms: object) -> Kept | None:
        return connections.of(self._database).take(self._account.id, terms)

    def keep(self, terms: object, connection: Kept) -> None:
        connections.of(self._database).keep(self._account.id, terms, connection)

    async def token(self, grant: oauth.Grant, *, refused: str | None = None) -> str:
        """A token that is good for a while; another one than `refused`. Raises SendFailed."""
        for _ in range(LOOKS):
            held = await self._held(grant)
            is_refused = refused is not None and held.access == refused
            if is_refused and held.row.age_s < YOUNG_S:
                raise SendFailed("sign_in_refused", permanent=True)
            if not is_refused and held.lasts(min(EARLY_S, held.row.lasts_s / 2)):
                return str(held.access)
            lease = await self._lease(held)
            if lease is not None:
                return await self._renewed(lease, grant, held.refresh)
            if not is_refused and held.lasts(LAST_S):
                return str(held.access)
            await asyncio.sleep(LOOK_S)
        raise SendFailed("token_not_given", permanent=False)

    async def _held(self, grant: oauth.Grant) -> _Held:
        async with self._database.reader() as r:
            row = await r.one(_Row, queries.SIGN_IN, *self._key)
        if row is None or row.sealed is None:
            return _NOTHING if row is None else _Held(row)
        kept = json.loads(accounts.vault_of(self._database).open(row.sealed, self._place))
        return _Held(row, kept["access"], kept["refresh"]) if kept["grant"] == _digest(grant) else _Held(row)

    async def _lease(self, held: _Held) -> UUID | None:
        """The right to ask, unless another has it or was quicker."""
        lease = self._database.new_id()
        async with self._database.writer() as w:
            leased = await w.execute(queries.LEASE_SIGN_IN, *self._key, lease, LEASE_S, held.row.given_at)
        return lease if leased else None

    async def _renewed(self, lease: UUID, grant: oauth.Grant, refresh: str | None) -> str:
        # A client that comes by its own proof has no use for a refresh token, whoever sends one.
        newest = replace(grant, refresh_token=refresh or grant.refresh_token) if grant.refresh_token else grant
        try:
            given = await oauth.ask(self._fetch, newest)
        except oauth.NotGiven as missing:
            async with self._database.writer() as w:
                await w.execute(queries.NO_SIGN_IN, *self._key, lease, missing.why)
            raise SendFailed(missing.why, permanent=missing.final) from missing
        kept = {"grant": _digest(grant), "access": given.access, "refresh": given.refresh or refresh}
        sealed = accounts.vault_of(self._database).seal(json.dumps(kept), self._place)
        async with self._database.writer() as w:
            await w.execute(queries.KEEP_SIGN_IN, *self._key, lease, sealed, given.lasts_s)
        return given.access

    @property
    def _key(self) -> tuple[UUID, UUID]:
        return self._account.brand_id, self._account.id

    @property
    def _place(self) -> tuple[str, ...]:
        return ("account_tokens", *map(str, self._key))


def _digest(grant: oauth.Grant) -> str:
    """Stands sealed beside the tokens: it says by which settings they were got."""
    told = (grant.token_url, grant.client_id, grant.client_secret, grant.scope, grant.refresh_token)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
