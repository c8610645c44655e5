"""Tokens of requesters: the visitor's (a browser that came before) and the widget's (one contact, for a day)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from uuid import UUID

from gigline.accounts import service, tokens
from gigline.accounts.models import Actor, SignedIn, Visitor, WidgetClaims
from gigline.infra.db import Database

WIDGET_S = 24 * 3600
VISITOR_S = 180 * 24 * 3600

_WIDGET, _VISITOR = "widget", "visitor"


def new_visitor_id() -> str:
    """A name for a browser that nobody can guess."""
    return secrets.token_urlsafe(24)


async def issue_visitor(database: Database, brand_id: UUID, visitor_id: str) -> str:
    """The token that a browser keeps, to be known again for half a year."""
    payload = {"brand": str(brand_id), "visitor": visitor_id}
    return await _sign(database, _VISITOR, payload, VISITOR_S)


async def read_visitor(database: Database, token: str) -> Visitor:
    """The browser that shows this token; raises BadToken. Compare its brand with the account's."""
    payload = await _verify(database, _VISITOR, token)
    return Visitor(brand_id=UUID(payload["brand"]), id=payload["visitor"])


async def issue_widget(
    database: Database, *, brand_id: UUID, contact_id: UUID, account: str, origin: str | None
) -> str:
    """The bearer token of the widget's calls. It is good from pages of this `origin` only (None: from any)."""
    payload = {"brand": str(brand_id), "contact": str(contact_id), "account": account, "origin": origin}
    return await _sign(database, _WIDGET, payload, WIDGET_S)


async def read_widget(database: Database, token: str) -> SignedIn:
    """Who this widget token stands for; raises BadToken."""
    payload = await _verify(database, _WIDGET, token)
    claims = WidgetClaims(
        brand_id=UUID(payload["brand"]),
        contact_id=UUID(payload["contact"]),
        account=payload["account"],
        origin=payload["origin"],
    )
    actor = Actor(kind="requester", id=claims.contact_id, brand_id=claims.brand_id)
    return SignedIn(actor=actor, via="widget", widget=claims)


def origin_allowed(origin: str | None, allowed: list[str]) -> bool:
    """Whether a page of this Origin header may use an account with these `allowed_origins`.

    Exact comparison only. Without the header it is no other site's page (or no browser at all), which CORS
    does not guard against; the opaque origin `null` is nobody's and passes only where everybody does.
    """
    return origin is None or "*" in allowed or (origin != "null" and origin.lower() in allowed)


async def _sign(database: Database, purpose: str, payload: Mapping[str, str | None], expires_s: float) -> str:
    secret = await service.server_secret(database)
    return tokens.sign(secret, purpose, payload, expires_s=expires_s, now=database.clock.now())


async def _verify(database: Database, purpose: str, token: str) -> dict[str, str]:
    return tokens.verify(await service.server_secret(database), purpose, token, now=database.clock.now())
