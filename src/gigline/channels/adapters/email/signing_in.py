"""Signing in to a mail server: TLS, and short-lived tokens where the provider wants OAuth 2."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import TypeVar

from gigline.channels.adapters.email.settings import Server
from gigline.channels.contract import Fetch, SendFailed
from gigline.channels.outside import Dials, Signs
from gigline.infra.dial import is_private
from gigline.infra.http import FetchError, NotAllowed
from gigline.infra.oauth import Grant

T = TypeVar("T")


class Refused(Exception):
    """The server did not take the access token."""


async def connect(fetch: Fetch, server: Server, port: int, ports: frozenset[int], *, plain: bool) -> socket.socket:
    """A connection to the server's vetted address; raises SendFailed. `plain` goes nowhere but to private networks."""
    if not isinstance(fetch, Dials):
        raise SendFailed("not_reached", permanent=False)
    try:
        sock = await fetch.dial(server.host, port, ports=ports, timeout_s=server.timeout_s)
    except NotAllowed as error:
        raise SendFailed("address_refused", permanent=True) from error
    except FetchError as error:
        raise SendFailed("not_reached", permanent=False) from error
    if plain and not is_private(sock):
        sock.close()
        raise SendFailed("not_without_tls", permanent=True)
    return sock


@lru_cache(maxsize=64)
def tls(ca: str | None) -> ssl.SSLContext:
    """Checks names and certificates, against `ca` (PEM) where one is given; raises SendFailed when that is none."""
    try:
        return ssl.create_default_context(cadata=ca)
    except ssl.SSLError as error:
        raise SendFailed("bad_certificate_authority", permanent=True) from error


async def with_token(fetch: Fetch, grant: Grant, enter: Callable[[str], Awaitable[T]]) -> T:
    """What `enter` gives for an access token; one that it refuses is renewed, once. Raises SendFailed."""
    if not isinstance(fetch, Signs):
        raise SendFailed("token_not_given", permanent=False)
    token = await fetch.token(grant)
    try:
        return await enter(token)
    except Refused:
        fresh = await fetch.token(grant, refused=token)
    try:
        return await enter(fresh)
    except Refused as error:
        raise SendFailed("sign_in_refused", permanent=True) from error
