"""A small application made by the real builder, for the tests of the edge."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

from gigline.accounts import endpoints, service
from gigline.accounts.models import Brand, Person
from gigline.accounts.schemas import BrandSettings
from gigline.api import limits
from gigline.api.service import build
from gigline.infra.db import Database
from gigline.infra.settings import Settings

BASE = "http://help.example"
PASSWORD = "long enough"


def application(
    database: Database,
    *routers: APIRouter,
    settings: dict[str, object] | None = None,
    rates: limits.Rates | None = None,
    root: Sequence[BaseRoute] = (),
) -> FastAPI:
    return build(database, Settings(**(settings or {})), [endpoints.router, *routers], rates=rates, root=root)


@asynccontextmanager
async def browser(app: FastAPI, peer: str = "192.0.2.1", base: str = BASE) -> AsyncIterator[httpx.AsyncClient]:
    """A client with a cookie jar of its own, calling from `peer`."""
    transport = httpx.ASGITransport(app, client=(peer, 1), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=base) as client:
        yield client


async def make_brand(database: Database, key: str = "acme") -> Brand:
    settings = BrandSettings.model_validate(
        {"brand": {"key": key, "name": key.title(), "languages": ["en"]}, "topics": [{"key": "other", "name": "All"}]}
    )
    async with database.writer() as w:
        return await service.save_brand(w, settings)


async def make_person(
    database: Database, name: str, brand: Brand | None = None, role: str = "admin", operator: bool = False
) -> Person:
    async with database.writer() as w:
        person = await service.create_person(w, f"{name}@acme.example", name.title(), PASSWORD, operator)
        if brand is not None:
            await service.set_role(w, person.id, brand.id, role)
    return person


async def sign_in(client: httpx.AsyncClient, name: str) -> dict[str, str]:
    """Sign in; the headers that unsafe requests need."""
    answer = await client.post("/api/v1/session", json={"email": f"{name}@acme.example", "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return {"X-CSRF-Token": answer.json()["csrf"]}
