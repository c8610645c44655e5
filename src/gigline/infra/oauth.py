"""Asking a server of tokens (RFC 6749): by the code that somebody's consent gave, by a refresh token, or as the client.

What is asked for and given is secret; what goes wrong is told by a fixed word.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote_plus, urlencode

import httpx

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
class Client:
    """Who asks people for their consent, and where (section 4.1). `hint` is whose is expected."""

    authorize_url: str
    token_url: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    scope: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""


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
    form = {"grant_type": "refresh_token" if grant.refresh_token else "client_credentials"}
    form |= {"refresh_token": grant.refresh_token} if grant.refresh_token else {}
    form |= {"scope": grant.scope} if grant.scope else {}
    if grant.in_form:
        return await _posted(post, grant.token_url, form | _proof(grant.client_id, grant.client_secret))
    return await _posted(post, grant.token_url, form, authorization=_basic(grant.client_id, grant.client_secret or ""))


def consent_url(client: Client, *, redirect_uri: str, state: str, verifier: str) -> str:
    """Where somebody is sent to consent. Only who has the `verifier` can use the code that comes of it (RFC 7636)."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        **client.extra,
        **({"scope": client.scope} if client.scope else {}),
        **({"login_hint": client.hint} if client.hint else {}),
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": redirect_uri,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return str(httpx.URL(client.authorize_url).copy_merge_params(asked))


async def exchange(post: Post, client: Client, code: str, *, redirect_uri: str, verifier: str) -> Given:
    """Tokens for the code of a consent; raises NotGiven."""
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier}
    return await _posted(post, client.token_url, form | _proof(client.client_id, client.client_secret))


def _proof(client_id: str, client_secret: str | None) -> dict[str, str]:
    return {"client_id": client_id, **({"client_secret": client_secret} if client_secret else {})}


async def _posted(post: Post, url: str, form: dict[str, str], **headers: str) -> Given:
    headers |= {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
    content = urlencode(form).encode()
    try:
        answer = await post("POST", url, headers=headers, content=content, timeout_s=10.0, max_bytes=65_536)
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
