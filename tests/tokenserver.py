"""A server of access tokens for mailboxes (RFC 6749), as large mail providers have one: tests play it."""

from __future__ import annotations

import base64
import hashlib
import itertools
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse
from starlette.routing import Route

from tests import mailserver

CLIENT, SECRET, REFRESH = "gigline-client", "a secret: with/odd+characters", "refresh-0-of-tests"
SCOPE = "https://mail.example/all offline_access"


@dataclass
class TokenServer:
    """Gives JWTs that the tests' Dovecot believes, and another refresh token each time: the one before is void.

    `status` is what it answers instead, with `error`; `sour` makes tokens that no mail server believes. Whoever is sent
    to its page consents at once, unless `refusal` is said instead; `stingy` gives no refresh token for that.
    """

    lasts_s: int = 3600
    status: int = 200
    error: str = "invalid_grant"
    sour: bool = False
    stingy: bool = False
    refusal: str = ""
    user: str = ""
    refresh: str = REFRESH
    given: list[str] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    shown: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: itertools.count(1))

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/authorize", self._authorize), Route("/token", self._token, methods=["POST"])])

    def believes(self, token: str) -> bool:
        """What a mail server's own check says."""
        try:
            jwt.decode(token, mailserver.TOKEN_KEY, algorithms=["HS256"], options={"verify_iat": False})
        except jwt.InvalidTokenError:
            return False
        return True

    async def _authorize(self, request: Request) -> RedirectResponse:
        asked = dict(request.query_params)
        self.shown.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        said = {"error": self.refusal} if self.refusal else {"code": code}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({**said, 'state': asked['state']})}")

    def _consented(self, form: dict[str, str]) -> bool:
        """Whether the code was given for this, and who brings it is who asked (RFC 7636); a code is good once."""
        asked = self.codes.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
        return asked is not None and (asked["redirect_uri"], asked["code_challenge"], asked["client_id"]) == (
            form["redirect_uri"], challenge.rstrip("="), form["client_id"]
        )  # fmt: skip

    async def _token(self, request: Request) -> JSONResponse:
        form = {key: str(value) for key, value in (await request.form()).items()}
        self.asked.append(form)
        if self.status != 200:
            return JSONResponse({"error": self.error}, self.status)
        by_code = form["grant_type"] == "authorization_code"
        scope = SCOPE if by_code else form.get("scope")
        if (form.get("client_id"), form.get("client_secret"), scope) != (CLIENT, SECRET, SCOPE):
            return JSONResponse({"error": "invalid_client"}, 401)
        by_refresh = form["grant_type"] == "refresh_token"
        if (by_refresh and form["refresh_token"] != self.refresh) or (by_code and not self._consented(form)):
            return JSONResponse({"error": "invalid_grant"}, 400)
        self.refresh = f"refresh-{next(self.numbers)}-of-tests"
        self.given.append(self._made())
        tokens = {"access_token": self.given[-1], **({} if self.stingy else {"refresh_token": self.refresh})}
        return JSONResponse({**tokens, "token_type": "Bearer", "expires_in": self.lasts_s})

    def _made(self) -> str:
        now = int(time.time())
        claims = {"sub": self.user, "iat": now - 5, "exp": now + 3600, "jti": str(next(self.numbers))}
        key = b"a-key-that-no-mail-server-knows!" if self.sour else mailserver.TOKEN_KEY
        return jwt.encode(claims, key, algorithm="HS256")


def settings_of(url: str, **more: Any) -> dict[str, Any]:
    """An email account's, in the place of a password."""
    oauth = {"token_url": f"{url}/token", "client_id": CLIENT, "scope": SCOPE, **more}
    return {"oauth": oauth, "client_secret": SECRET, "refresh_token": REFRESH, "password": None}
