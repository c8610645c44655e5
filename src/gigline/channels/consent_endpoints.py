"""Signing an account in with its provider: a browser is sent there, and comes back."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from gigline.accounts.current import PersonSession, Signed, settings_of
from gigline.channels import consent
from gigline.channels.account_endpoints import access_account, base_of
from gigline.infra.edge import WriteSession, database_of

router = APIRouter(prefix="/api/v1", tags=["channels"])

BACK = "/channels/consent"
CONSOLE = "/console/channels"


class ProviderPage(BaseModel):
    """The provider's page that the browser goes to."""

    url: str


@router.post("/brands/{brand_id}/channels/{account_id}/consent")
async def begin(
    brand_id: UUID, account_id: UUID, request: Request, w: WriteSession, who: PersonSession
) -> ProviderPage:
    """Sign an account in with its provider: the page to go to, from which one comes back to this session within ten
    minutes (admins, signed in)."""
    account = await access_account(w, who.actor, brand_id, account_id)
    assert who.session is not None, "a signed-in browser has one"
    back = f"{base_of(request)}{router.prefix}{BACK}"
    plain = settings_of(request).allow_private_fetch
    return ProviderPage(url=await consent.begin(w, account, who.session, back, tls_only=not plain))


@router.get(BACK, status_code=303, response_class=RedirectResponse)
async def come_back(request: Request, who: Signed) -> RedirectResponse:
    """Back from the provider: on to the page Channels, with a word that says how it went."""
    found = consent.Ended("unknown")
    if who is not None and who.session is not None:
        given = request.query_params
        back = consent.Return(given.get("state", ""), given.get("code", ""), given.get("error", ""))
        visitor = consent.Visitor(who.actor, who.session)
        found = await consent.finish(database_of(request), request.app.state.channel_fetch, visitor, back)
    told = {"consent": found.word, **({"account": str(found.account_id)} if found.account_id else {})}
    return RedirectResponse(f"{CONSOLE}?{urlencode(told)}", status_code=303)
