"""Signing in to a mail server: TLS, and short-lived tokens where the provider wants OAuth 2."""

from __future__ import annotations

import socket
import ssl
import time
from functools import lru_cache
from urllib.parse import urlencode

from gigline.channels import parsing
from gigline.channels.adapters.email.settings import OAuth, Server, SignIn
from gigline.channels.contract import Dials, Fetch, Malformed, SendFailed
from gigline.infra.dial import is_private
from gigline.infra.http import FetchError, NotAllowed

_EARLY_S = 60.0
_LONGEST_S = 3_600.0
_tokens: dict[tuple[str, str, str], tuple[str, float]] = {}


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


async def token(fetch: Fetch, oauth: OAuth, sign_in: SignIn) -> str:
    """An access token, asked for anew a minute before the last one ends; raises SendFailed."""
    refresh = sign_in.refresh_token or ""
    key = (oauth.token_url, oauth.client_id, refresh)
    known = _tokens.get(key)
    if known is not None and known[1] > time.monotonic():
        return known[0]
    form = {"grant_type": "refresh_token", "client_id": oauth.client_id, "refresh_token": refresh}
    form |= {"client_secret": sign_in.client_secret} if sign_in.client_secret else {}
    form |= {"scope": oauth.scope} if oauth.scope else {}
    try:
        answer = await fetch(
            "POST",
            oauth.token_url,
            headers={"content-type": "application/x-www-form-urlencoded", "accept": "application/json"},
            content=urlencode(form).encode(),
            timeout_s=10.0,
            max_bytes=65_536,
        )
        found = parsing.json_object(answer.body)
    except (FetchError, Malformed) as error:
        raise SendFailed("no_token", permanent=False) from error
    access, lasts = found.get("access_token"), found.get("expires_in", 300)
    if answer.status != 200 or not isinstance(access, str) or not isinstance(lasts, int | float):
        raise SendFailed("no_token", permanent=False)
    _tokens[key] = (access, time.monotonic() + min(float(lasts), _LONGEST_S) - _EARLY_S)
    return access
