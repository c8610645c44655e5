"""What proves to a back end that the brand asks: headers made of its secrets."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote_plus, urlencode

from gigline.infra.http import FetchError
from gigline.integrations.backends import Backends, Secrets, Token
from gigline.integrations.models import Connector
from gigline.integrations.schemas import ApiKeyAuth, BasicAuth, BearerAuth, Connection, OAuth2Auth

LONGEST_TOKEN = 8_000
EARLIER_S = 30.0


class NoCredentials(Exception):
    """The secret is not set, or the token was not given; nothing was asked for. `why` is a code."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


async def headers(backends: Backends, connector: Connector, secrets: Secrets) -> dict[str, str]:
    """The headers of this connector's kind of proof; raises NoCredentials."""
    auth = Connection.model_validate(connector.settings).auth
    if isinstance(auth, BearerAuth):
        return {"authorization": f"Bearer {_secret(secrets, auth.secret)}"}
    if isinstance(auth, ApiKeyAuth):
        return {auth.header: _secret(secrets, auth.secret)}
    if isinstance(auth, BasicAuth):
        pair = f"{auth.user}:{_secret(secrets, auth.secret)}"
        return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    if isinstance(auth, OAuth2Auth):
        return {"authorization": f"Bearer {await _token(backends, connector, auth, secrets)}"}
    return {}


def held(backends: Backends, connector: Connector) -> bool:
    """Whether an access token from before is used: when that is refused, a fresh one is worth a try."""
    known = backends.tokens.get((connector.brand_id, connector.name))
    return known is not None and known.until > backends.monotonic()


def forget(backends: Backends, connector: Connector) -> None:
    """Drop the access token that was just refused."""
    backends.tokens.pop((connector.brand_id, connector.name), None)


def _secret(secrets: Secrets, name: str) -> str:
    value = secrets.get(name)
    if not value:
        raise NoCredentials("secret_missing")
    return value


async def _token(backends: Backends, connector: Connector, auth: OAuth2Auth, secrets: Secrets) -> str:
    """RFC 6749, section 4.4, with the client's password in the Authorization header (section 2.3.1)."""
    key = (connector.brand_id, connector.name)
    if held(backends, connector):
        return backends.tokens[key].text
    pair = f"{quote_plus(auth.client_id)}:{quote_plus(_secret(secrets, auth.secret))}"
    form = {"grant_type": "client_credentials", **({"scope": auth.scope} if auth.scope else {})}
    try:
        answer = await backends.fetch(
            "POST",
            auth.token_url,
            headers={
                "authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
                "content-type": "application/x-www-form-urlencoded",
                "accept": "application/json",
            },
            content=urlencode(form).encode(),
            timeout_s=10.0,
            max_bytes=65_536,
        )
    except FetchError as error:
        raise NoCredentials("token_not_reached") from error
    if answer.status != 200:
        # A wrong client or secret is 400 or 401 (section 5.2); all else may pass.
        raise NoCredentials("token_refused" if answer.status in {400, 401, 403} else "token_not_given")
    token = _read(answer.body, backends.monotonic())
    backends.tokens[key] = token
    return token.text


def _read(body: bytes, now: float) -> Token:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NoCredentials("token_unreadable") from error
    text = data.get("access_token") if isinstance(data, dict) else None
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST_TOKEN or not (text.isascii() and text.isprintable()):
        raise NoCredentials("token_unreadable")
    lasts = data.get("expires_in")
    lasts_s = float(lasts) if isinstance(lasts, int | float) and not isinstance(lasts, bool) else 60.0
    return Token(text, now + max(0.0, min(lasts_s, 86_400.0) - EARLIER_S))
