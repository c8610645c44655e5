"""Who a request comes from, as FastAPI dependencies. They work for HTTP and WebSocket alike.

`signed_in` looks at the credentials once per request, on a database session that it closes before anything else
opens one: the composition root lists it among the application's own dependencies, so it runs first and no
request ever holds one connection while it waits for a second.
"""

from __future__ import annotations

import secrets
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends
from starlette.requests import HTTPConnection

from gigline.accounts import keys, requesters, sessions
from gigline.accounts.errors import BadToken, ForeignOrigin, RequestForged
from gigline.accounts.models import Actor, SignedIn, WidgetClaims
from gigline.infra.db import Database
from gigline.infra.edge import database_of
from gigline.infra.settings import Settings
from gigline.kit.errors import NotFound, SignedOut

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def settings_of(connection: HTTPConnection) -> Settings:
    """The process's settings; the composition root puts them there."""
    settings = connection.app.state.settings
    assert isinstance(settings, Settings)
    return settings


async def signed_in(connection: HTTPConnection) -> SignedIn | None:
    """Who this is, by bearer token or cookie; None when nothing (good) was shown. Never raises."""
    return await identify(database_of(connection), connection)


async def identify(database: Database, connection: HTTPConnection) -> SignedIn | None:
    """Like `signed_in`, for code that is no endpoint. A bearer token, good or bad, outweighs the cookie."""
    authorization = connection.headers.get("authorization")
    if authorization is not None:
        scheme, _, token = authorization.partition(" ")
        return await _bearer(database, token.strip()) if scheme.lower() == "bearer" else None
    cookie = connection.cookies.get(sessions.COOKIE)
    return await sessions.from_cookie(database, cookie) if cookie else None


async def _bearer(database: Database, token: str) -> SignedIn | None:
    if token.startswith(keys.PREFIX):
        async with database.reader() as r:
            return await keys.find(r, token)
    try:
        return await requesters.read_widget(database, token)
    except BadToken:
        return None


Signed = Annotated[SignedIn | None, Depends(signed_in)]


def same_site(connection: HTTPConnection, public_url: str | None) -> bool:
    """Whether the request comes from one of our own pages (or from no page at all).

    `Origin` must be this very host (or the public address) and `Sec-Fetch-Site` must not say otherwise.
    """
    if connection.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
        return False
    origin = connection.headers.get("origin")
    if origin is None:
        return True
    asked = urlsplit(origin)
    ours = {connection.headers.get("host", "").lower()}
    if public_url:
        ours.add(urlsplit(public_url).netloc.lower())
    return asked.scheme in {"http", "https"} and bool(asked.netloc) and asked.netloc.lower() in ours


def check_forgery(connection: HTTPConnection, who: SignedIn) -> None:
    """Raise RequestForged when a cookie came with a request that our own pages did not make.

    A WebSocket cannot send the CSRF header: there a missing or foreign Origin is refused.
    """
    if who.via != "cookie":
        return
    socket = connection.scope["type"] == "websocket"
    if not socket and connection.scope["method"] in _SAFE:
        return
    if not same_site(connection, settings_of(connection).public_url):
        raise RequestForged("This request came from another site.")
    if socket:
        if "origin" not in connection.headers:
            raise RequestForged("A socket says from which page it comes.")
        return
    shown = connection.headers.get("x-csrf-token", "").encode("utf-8", "replace")
    if who.csrf is None or not secrets.compare_digest(shown, who.csrf.encode()):
        raise RequestForged("The X-CSRF-Token header is missing or wrong: take it from GET /api/v1/session.")


async def worker(connection: HTTPConnection, who: Signed) -> SignedIn:
    """A person or an API key; raises SignedOut, RequestForged."""
    if who is None or who.via == "widget":
        raise SignedOut("Sign in first.")
    check_forgery(connection, who)
    return who


async def _actor(who: Annotated[SignedIn, Depends(worker)]) -> Actor:
    return who.actor


async def _operator(actor: Annotated[Actor, Depends(_actor)]) -> Actor:
    # Not 403: who does not run the network need not know what there is to run.
    if not actor.operator:
        raise NotFound("There is nothing here.")
    return actor


async def person_session(who: Annotated[SignedIn, Depends(worker)]) -> SignedIn:
    """A person with a browser session; API keys are signed out here."""
    if who.via != "cookie":
        raise SignedOut("Sign in first.")
    return who


async def widget(connection: HTTPConnection, who: Signed) -> WidgetClaims:
    """What the widget's token says; raises SignedOut, and ForeignOrigin from a page it was not made for."""
    if who is None or who.widget is None:
        raise SignedOut("Start a widget session first.")
    check_origin(connection, who.widget)
    return who.widget


def check_origin(connection: HTTPConnection, claims: WidgetClaims) -> None:
    """Raise ForeignOrigin when the token was made for pages of another origin."""
    origin = connection.headers.get("origin")
    if claims.origin is not None and origin is not None and origin != claims.origin:
        raise ForeignOrigin("This token is for pages of another origin.")


CurrentActor = Annotated[Actor, Depends(_actor)]
"""A person or an API key, or 401."""

OperatorActor = Annotated[Actor, Depends(_operator)]
"""A person who runs the network, or 404."""

WidgetToken = Annotated[WidgetClaims, Depends(widget)]
"""A requester with a widget token, or 401: which contact of which brand, on which webchat account."""

PersonSession = Annotated[SignedIn, Depends(person_session)]
"""A signed-in browser, or 401."""
