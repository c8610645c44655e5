"""Signing in and out, the brands one works in, and their API keys."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from gigline.accounts import keys, service, sessions
from gigline.accounts.current import CurrentActor, PersonSession, same_site, settings_of
from gigline.accounts.errors import RequestForged
from gigline.accounts.models import Actor, ApiKey, Brand, Role, SignedIn
from gigline.accounts.schemas import (
    ApiKeyList,
    ApiKeyMade,
    ApiKeyOut,
    BrandList,
    BrandOut,
    IdentitySecret,
    Me,
    MeBrand,
    MePerson,
    MeTopic,
    NewApiKey,
    SignIn,
)
from gigline.infra.db import Reader
from gigline.infra.edge import ReadSession, WriteSession, database_of
from gigline.kit.errors import Forbidden, NotFound

router = APIRouter(prefix="/api/v1", tags=["accounts"])


@router.post("/session")
async def sign_in(request: Request, response: Response, body: SignIn) -> Me:
    """Sign in with e-mail address and password: sets the session cookie."""
    settings = settings_of(request)
    if not same_site(request, settings.public_url):
        raise RequestForged("This request came from another site.")
    database = database_of(request)
    address = request.client.host if request.client else ""
    made = await sessions.sign_in(database, body.email, body.password.get_secret_value(), address)
    async with database.reader() as r:
        who = await sessions.find(r, made.token)
        if who is None:
            raise NotFound("The session ended at once.")
        me = await _me(r, who)
    _set_cookie(request, response, made.token)
    return me


@router.get("/session")
async def me(request: Request, response: Response, r: ReadSession, who: PersonSession) -> Me:
    """Who is signed in, where they work, and the CSRF token for everything that changes something."""
    _set_cookie(request, response, request.cookies[sessions.COOKIE])
    return await _me(r, who)


@router.delete("/session", status_code=204)
async def sign_out(request: Request, response: Response, w: WriteSession, who: PersonSession) -> None:
    """Sign out: the session ends here and in the browser."""
    await sessions.end(w, who)
    response.delete_cookie(sessions.COOKIE, path="/", secure=settings_of(request).secure_cookies, httponly=True)


def _set_cookie(request: Request, response: Response, token: str) -> None:
    response.set_cookie(
        sessions.COOKIE,
        token,
        max_age=sessions.LIVES_S,
        path="/",
        secure=settings_of(request).secure_cookies,
        httponly=True,
        samesite="lax",
    )


async def _me(r: Reader, who: SignedIn) -> Me:
    person = await service.person(r, who.actor.id)
    brands = [_brand_out(brand, who.actor) for brand in await service.brands_of(r, who.actor)]
    return Me(
        person=MePerson(id=person.id, name=person.name, email=person.email),
        operator=person.operator,
        brands=[MeBrand(**brand.model_dump()) for brand in brands],
        csrf=who.csrf or "",
    )


def _brand_out(brand: Brand, actor: Actor) -> BrandOut:
    settings = service.settings_of(brand)
    role: Role = "admin" if actor.operator else actor.roles[brand.id]
    return BrandOut(
        id=brand.id,
        key=brand.key,
        name=brand.name,
        role=role,
        languages=settings.brand.languages,
        topics=[MeTopic(key=topic.key, name=topic.name) for topic in settings.topics],
        drafts="draft" in settings.model.uses,
    )


@router.get("/brands")
async def brands(r: ReadSession, actor: CurrentActor) -> BrandList:
    """The brands one works in."""
    return BrandList(items=[_brand_out(brand, actor) for brand in await service.brands_of(r, actor)])


@router.get("/brands/{brand_id}/api-keys")
async def api_keys(brand_id: UUID, r: ReadSession, actor: CurrentActor) -> ApiKeyList:
    """The brand's API keys, without the keys themselves (admins)."""
    await _access_keys(r, actor, brand_id)
    return ApiKeyList(items=[_key_out(key) for key in await keys.of_brand(r, brand_id)])


@router.post("/brands/{brand_id}/api-keys", status_code=201)
async def create_api_key(brand_id: UUID, body: NewApiKey, w: WriteSession, actor: CurrentActor) -> ApiKeyMade:
    """Make an API key (admins). Its token is in this answer and nowhere else."""
    await _access_keys(w, actor, brand_id)
    key, token = await keys.create(w, brand_id, body.name, body.role)
    return ApiKeyMade(**_key_out(key).model_dump(), token=token)


@router.delete("/brands/{brand_id}/api-keys/{key_id}", status_code=204)
async def revoke_api_key(brand_id: UUID, key_id: UUID, w: WriteSession, actor: CurrentActor) -> None:
    """Revoke an API key (admins): it works no longer."""
    await _access_keys(w, actor, brand_id)
    await keys.revoke(w, brand_id, key_id)


@router.get("/brands/{brand_id}/identity-secret")
async def identity_secret(brand_id: UUID, r: ReadSession, actor: CurrentActor) -> IdentitySecret:
    """What the brand's own server signs identity tokens of its visitors with: HS256 (admins)."""
    brand = await _access_keys(r, actor, brand_id)
    return IdentitySecret(secret=brand.identity_secret.decode("ascii"))


async def _access_keys(r: Reader, actor: Actor, brand_id: UUID) -> Brand:
    """The brand, for a person who is its admin. A key must not be able to make itself successors."""
    brand = await service.access_brand(r, actor, brand_id, "admin")
    if actor.kind != "person":
        raise Forbidden("Only people manage secrets: sign in.")
    return brand


def _key_out(key: ApiKey) -> ApiKeyOut:
    return ApiKeyOut(id=key.id, name=key.name, role=key.role, created_at=key.created_at, revoked_at=key.revoked_at)
