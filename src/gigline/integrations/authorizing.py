"""What proves to a back end that the brand asks: headers made of its secrets."""

from __future__ import annotations

import base64

from gigline.infra import oauth
from gigline.integrations.backends import Backends, Secrets, Token
from gigline.integrations.models import Connector
from gigline.integrations.schemas import ApiKeyAuth, BasicAuth, BearerAuth, Connection, OAuth2Auth

EARLIER_S = 30.0


class NoCredentials(Exception):
    """The secret is not set, or the token was not given; nothing was asked for. `why` is a code."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why

    @property
    def away(self) -> bool:
        """The server of tokens is not well: neither it nor the back end is to be asked on and on."""
        return self.why in {"token_not_reached", "token_not_given"}


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
    """The access token from before, or a fresh one for the client's credentials."""
    key = (connector.brand_id, connector.name)
    if held(backends, connector):
        return backends.tokens[key].text
    grant = oauth.Grant(auth.token_url, auth.client_id, _secret(secrets, auth.secret), auth.scope)
    try:
        given = await oauth.ask(backends.fetch, grant)
    except oauth.NotGiven as missing:
        raise NoCredentials("token_refused" if missing.final else missing.why) from missing
    backends.tokens[key] = Token(given.access, backends.monotonic() + max(0.0, given.lasts_s - EARLIER_S))
    return given.access
