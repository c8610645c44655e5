"""Asking a server of tokens for an access token (RFC 6749): by a refresh token, or as the client itself.

What is asked for and given is secret; what goes wrong is told by a fixed word.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote_plus, urlencode

from gigline.infra.http import FetchError, Response

LONGEST_TOKEN = 8_000
LONGEST_S = 86_400.0
UNTOLD_S = 60.0
# Section 5.2: the client is not, or no longer, let in; asking again changes nothing.
_REFUSED = frozenset({400, 401, 403})


class Post(Protocol):
    """`infra.http.safe_fetch`, or what stands for it."""

    async def __call__(
        self, method: str, url: str, *, headers: dict[str, str], content: bytes, timeout_s: float, max_bytes: int
    ) -> Response:
        """Raises FetchError."""


@dataclass(frozen=True)
class Grant:
    """What is exchanged for an access token: a refresh token (section 6), without one the client's own proof (4.4).

    The proof goes into the Authorization header, as section 2.3.1 prefers, or `in_form`, as large providers document.
    """

    token_url: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    scope: str = ""
    refresh_token: str | None = field(default=None, repr=False)
    in_form: bool = False


@dataclass(frozen=True)
class Given:
    """An access token, how long it lasts, and the refresh token to go on with, where another one came."""

    access: str = field(repr=False)
    lasts_s: float
    refresh: str | None = field(default=None, repr=False)


class NotGiven(Exception):
    """No token. `final`: the proof was refused (`why` is `grant_refused` or `client_refused`); else it may pass."""

    def __init__(self, why: str, *, final: bool = False):
        super().__init__(why)
        self.why = why
        self.final = final


async def ask(post: Post, grant: Grant) -> Given:
    """One exchange; raises NotGiven."""
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    form = {"grant_type": "refresh_token" if grant.refresh_token else "client_credentials"}
    form |= {"refresh_token": grant.refresh_token} if grant.refresh_token else {}
    form |= {"scope": grant.scope} if grant.scope else {}
    if grant.in_form:
        form |= {"client_id": grant.client_id}
        form |= {"client_secret": grant.client_secret} if grant.client_secret else {}
    else:
        headers["authorization"] = _basic(grant.client_id, grant.client_secret or "")
    try:
        answer = await post(
            "POST",
            grant.token_url,
            headers=headers,
            content=urlencode(form).encode(),
            timeout_s=10.0,
            max_bytes=65_536,
        )
    except FetchError as error:
        raise NotGiven("token_not_reached") from error
    return _given(answer)


def _basic(user: str, password: str) -> str:
    pair = f"{quote_plus(user)}:{quote_plus(password)}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def _given(answer: Response) -> Given:
    said = _object(answer.body)
    if answer.status in _REFUSED:
        raise NotGiven("grant_refused" if said.get("error") == "invalid_grant" else "client_refused", final=True)
    if answer.status != 200:
        raise NotGiven("token_not_given")
    access = _token(said.get("access_token"))
    if access is None:
        raise NotGiven("token_unreadable")
    return Given(access, _seconds(said.get("expires_in")), _token(said.get("refresh_token")))


def _object(body: bytes) -> dict[str, Any]:
    """What the answer says; nothing where it is no JSON object."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _token(text: Any) -> str | None:
    fits = isinstance(text, str) and 0 < len(text) <= LONGEST_TOKEN and text.isascii() and text.isprintable()
    return text if fits else None


def _seconds(lasts: Any) -> float:
    if isinstance(lasts, bool) or not isinstance(lasts, int | float):
        return UNTOLD_S
    return max(0.0, min(float(lasts), LONGEST_S))
